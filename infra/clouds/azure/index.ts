import type { CloudAdapter } from "../adapter";
import { makeCluster } from "./cluster";
import { azureMistakes } from "./mistakes";

/** Microsoft Azure: AKS, in its public environment. */
export const azureAdapter: CloudAdapter = {
  cloud: "azure",
  component: "AzureCluster",
  defaultZones: ["1", "2", "3"],
  mistakes: azureMistakes,
  makeCluster,
};
