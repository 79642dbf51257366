export { Cluster, type ClusterArgs } from "./cluster";
export { CloudCluster, type CloudClusterArgs } from "./cloudCluster";
export { NodePool, type NodePoolArgs } from "./nodePool";
export type {
  CloudAdapter,
  MadeCluster,
  MadeNodePool,
  MadeStorage,
  SpecMistake,
} from "../infra/clouds/adapter";
export type { ClusterSpec, ExistingParts, NodePoolSpec, Taint } from "../infra/clouds/spec";
export { EndpointMonitoring, type EndpointMonitoringArgs, type MonitoringSettings } from "./monitoring";
export {
  Gateway,
  type CertificateIssuer,
  type GatewayArgs,
  type GatewayService,
  type GatewayTlsArgs,
  type TokenIssuer,
} from "./gateway";
export { InferenceServer, type Endpoint, type InferenceServerArgs } from "./inferenceServer";
export { ClusterLock, type ClusterLockArgs, type LockApproval, type NamespaceSelector } from "./locks";
export { ModelVolume, type ModelVolumeArgs } from "./modelVolume";
export { QuotaService, type QuotaServiceArgs } from "./quotaService";
export { SealedNamespace, type SealedNamespaceArgs } from "./sealedNamespace";
export { UploadedWeights, type UploadedWeightsArgs } from "./uploadedWeights";
export {
  SovereignEndpoint,
  type EndpointClient,
  type EndpointModel,
  type EndpointMonitor,
  type SovereignEndpointArgs,
} from "./sovereignEndpoint";
