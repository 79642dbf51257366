/** Clouds on which we make clusters. `existing` and `local` clusters are there before the stack. */
export const madeClouds = ["aws", "azure"] as const;
export type MadeCloud = (typeof madeClouds)[number];
