import type { CloudAdapter } from "../adapter";
import { makeCluster } from "./cluster";
import { awsMistakes } from "./mistakes";

/** Amazon Web Services: EKS, in every partition. */
export const awsAdapter: CloudAdapter = {
  cloud: "aws",
  component: "AwsCluster",
  defaultZones: ["a", "b", "c"],
  internalLoadBalancer: {
    "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
    "service.beta.kubernetes.io/aws-load-balancer-type": "nlb",
  },
  mistakes: awsMistakes,
  makeCluster,
};
