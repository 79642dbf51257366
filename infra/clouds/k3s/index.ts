export { administratorKubeconfig } from "./administrator";
export { makeClusterSecrets, type ClusterSecrets, type SecretsOptions } from "./authorities";
export { cloudConfig } from "./cloudConfig";
export {
  apiPort,
  podBlock,
  serviceBlock,
  type Architecture,
  type MachineSetup,
  type NodePlan,
  type ServerPlan,
} from "./plan";
export { setupScript } from "./setupScript";
export { agentMachineSetup, agentUserData, serverUserData } from "./userData";
