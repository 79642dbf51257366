export { clusterState, runningCluster } from "./clusterState";
export type { RunningCluster } from "./clusterState";
export { startCluster } from "./startCluster";
export type { LocalCluster, StartOptions } from "./startCluster";
export { stopCluster } from "./stopCluster";
export type { StopOptions } from "./stopCluster";
