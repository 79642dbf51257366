import type { Rule } from "../rule";
import { egressName, openEgress } from "./egress";
import { engineTelemetry } from "./engineTelemetry";
import { exposure } from "./exposure";
import { hostNamespaces } from "./hostNamespaces";
import { imageDigest, imageRegistry } from "./images";
import { kubernetesKind } from "./kinds";
import { loadBalancerLocation } from "./loadBalancerLocation";
import { outsideUrl } from "./outsideUrls";
import { podNames } from "./podNames";
import { serviceTarget } from "./serviceTargets";
import { storageLocation } from "./storageLocation";
import { telemetryTarget } from "./telemetryTargets";
import { volumeServer } from "./volumeServers";

export { customResourceGroup } from "./kinds";
export { knownGroups } from "./apiGroups";

/** What holds for Kubernetes objects beyond their place, which their provider decides. */
export const kubernetesRules: readonly Rule[] = [
  kubernetesKind,
  imageRegistry,
  imageDigest,
  serviceTarget,
  podNames,
  outsideUrl,
  telemetryTarget,
  egressName,
  volumeServer,
  storageLocation,
  loadBalancerLocation,
  engineTelemetry,
  hostNamespaces,
  exposure,
  openEgress,
];
