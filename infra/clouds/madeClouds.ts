/** Clouds on which we make clusters. `existing` and `local` clusters are there before the stack. */
export const madeClouds = ["aws", "azure"] as const;
export type MadeCloud = (typeof madeClouds)[number];

/** Whether a cloud is one of those. */
export function isMadeCloud(cloud: string): cloud is MadeCloud {
  return madeClouds.some((made) => made === cloud);
}
