import * as pulumi from "@pulumi/pulumi";
import { gpuMachineType } from "../../catalogue";
import { agentMachineSetup, setupScript, type ClusterSecrets, type NodePlan } from "../k3s";
import type { NodePoolSpec } from "../spec";
import type { HetznerContext } from "./context";
import { dedicatedAddress, dedicatedSetup } from "./dedicatedSetup";

/** The label by which the driver of Hetzner's volumes leaves out machines that have none. Source: its manifests. */
const noVolumes = { "instance.hetzner.cloud/provided-by": "robot" };

/**
 * How the dedicated servers of a pool are installed, which a person orders, puts at the vSwitch and starts with Ubuntu: the
 * script that root runs once on each, by its node's name, as JSON. Secret: it holds what agents join by.
 */
export function dedicatedInstallation(
  pool: NodePoolSpec,
  plans: readonly NodePlan[],
  { spec, layout }: HetznerContext,
  secrets: ClusterSecrets,
): pulumi.Output<string> {
  const { vSwitch } = spec.existing;
  if (vSwitch === undefined) throw new Error(`the node pool '${pool.name}' stands at no vSwitch`);
  const gpu = gpuMachineType("hetzner", pool.machineType)?.gpu;
  const scripts = plans.map((plan, index) => {
    const own: NodePlan = {
      ...plan,
      labels: { ...plan.labels, ...noVolumes },
      providerId: `dedicated://${plan.name}`,
      runtime: gpu?.vendor === "NVIDIA" ? "nvidia" : undefined,
    };
    const dedicated = {
      vSwitch,
      network: spec.network,
      block: layout.dedicated,
      address: dedicatedAddress(pool.name, index, layout.dedicated),
      hasGpus: gpu !== undefined,
    };
    return agentMachineSetup(own, secrets).apply((setup) => setupScript(dedicatedSetup(setup, dedicated)));
  });
  return pulumi.secret(
    pulumi
      .all(scripts)
      .apply((known) =>
        JSON.stringify(Object.fromEntries(plans.map(({ name }, index) => [name, known[index] ?? ""]))),
      ),
  );
}
