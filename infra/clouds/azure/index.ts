import type { CloudAdapter } from "../adapter";
import { makeCluster } from "./cluster";
import { azureMistakes } from "./mistakes";

/** Microsoft Azure: AKS, in its public environment. */
export const azureAdapter: CloudAdapter = {
  cloud: "azure",
  component: "AzureCluster",
  defaultZones: ["1", "2", "3"],
  internalLoadBalancer: { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" },
  mistakes: azureMistakes,
  makeCluster,
};
