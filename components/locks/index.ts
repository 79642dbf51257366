// The locks of AWS and Azure are no part of this: each loads the provider's package of its cloud, which others need not
// install. They are imported by themselves, as `domicile/locks/aws` and `domicile/locks/azure`.
export type { LockApproval } from "../../infra/locks/approval";
export type { NamespaceSelector } from "../../infra/locks/cluster";
export { ClusterLock, type ClusterLockArgs } from "./clusterLock";
