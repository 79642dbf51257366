import type { CloudAdapter } from "../adapter";
import { makeCluster } from "./cluster";
import { awsMistakes } from "./mistakes";

/** Amazon Web Services: EKS, in every partition. */
export const awsAdapter: CloudAdapter = {
  cloud: "aws",
  component: "AwsCluster",
  defaultZones: ["a", "b", "c"],
  mistakes: awsMistakes,
  makeCluster,
};
