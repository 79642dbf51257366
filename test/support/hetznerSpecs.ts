import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import { CloudCluster, type CloudClusterArgs } from "../../components/cloudCluster";
import { hetznerAdapter } from "../../infra/clouds/hetzner";
import type { ClusterSpec, NodePoolSpec } from "../../infra/clouds/spec";
import { sampleMirror } from "./k3sPlans";
import { recordRegistrations, type Registration } from "./mocks";

/** A cluster of three servers in Falkenstein, reached from inside its network only. */
export const hetznerSpec: ClusterSpec = {
  location: "fsn1",
  kubernetesVersion: "1.34",
  apiAccess: "private",
  network: "10.64.0.0/16",
  zones: [],
  administrators: [],
  isProtected: true,
  tags: { "domicile:jurisdiction": "DE" },
  existing: {},
  servers: { count: 3, machineType: "ccx13", replacements: 0 },
  mirror: sampleMirror,
};

/** A pool of two machines without GPUs. */
export const systemPool: NodePoolSpec = {
  name: "system",
  machineType: "ccx23",
  count: 2,
  isSpot: false,
  diskGiB: 100,
  labels: {},
  taints: [],
};

/** A pool of dedicated servers with GPUs, and the switch that they stand at. */
export const gpuPool: NodePoolSpec = { ...systemPool, name: "gpu", machineType: "gex131" };
export const vSwitch = { id: 4_711, vlan: 4_000 };

/** An image of a registry in Germany for each part that a cluster at Hetzner runs. */
export const hetznerImages: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "nvidiaDevicePlugin",
    "hetznerCloudController",
    "hetznerVolumes",
    "csiAttacher",
    "csiProvisioner",
    "csiRegistrar",
    "csiResizer",
  ].map((part) => [part, `registry.example.de/${part.toLowerCase()}:1@sha256:${"a".repeat(64)}`]),
);

/** A cluster at Hetzner as mocks record it, and all that was registered for it. */
export async function recordedHetzner(change: Partial<CloudClusterArgs> = {}): Promise<{
  readonly cluster: CloudCluster;
  readonly registered: readonly Registration[];
}> {
  pulumi.runtime.setAllConfig({ "hcloud:token": "token-of-hetzner" });
  const registered = await recordRegistrations();
  const cluster = new CloudCluster("fsn", {
    adapter: hetznerAdapter,
    jurisdiction: ["DE"],
    nodePools: [systemPool],
    images: hetznerImages,
    ...hetznerSpec,
    ...change,
  });
  await expect.poll(() => registered.some(({ name }) => name === "fsn-base-storage")).toBe(true);
  return { cluster, registered };
}
