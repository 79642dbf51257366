import type { CloudAdapter } from "./adapter";
import { awsAdapter } from "./aws";
import { azureAdapter } from "./azure";
import type { MadeCloud } from "./madeClouds";

/** The adapter of each cloud on which we make clusters. */
export const adapters: Readonly<Record<MadeCloud, CloudAdapter>> = {
  aws: awsAdapter,
  azure: azureAdapter,
};
