import * as pulumi from "@pulumi/pulumi";
import type { ClusterSecrets } from "./authorities";
import { cloudConfig } from "./cloudConfig";
import type { AgentSecrets, MachineSetup, NodePlan, ServerPlan } from "./plan";
import { agentSetup, serverSetup } from "./setup";

/** The user data of a server. Secret. */
export function serverUserData(
  plan: Omit<ServerPlan, "apiNames">,
  apiNames: readonly pulumi.Input<string>[],
  secrets: ClusterSecrets,
): pulumi.Output<string> {
  return pulumi.secret(
    pulumi
      .all([pulumi.all([...apiNames]), pulumi.output({ ...secrets })])
      .apply(([names, made]) => cloudConfig(plan.name, serverSetup({ ...plan, apiNames: names }, made))),
  );
}

/** The user data of an agent. Secret. */
export function agentUserData(plan: NodePlan, secrets: ClusterSecrets): pulumi.Output<string> {
  return pulumi.secret(
    agentSecrets(secrets).apply((known) => cloudConfig(plan.name, agentSetup(plan, known))),
  );
}

/** What makes a machine an agent that no cloud starts with user data. Secret. */
export function agentMachineSetup(plan: NodePlan, secrets: ClusterSecrets): pulumi.Output<MachineSetup> {
  return pulumi.secret(agentSecrets(secrets).apply((known) => agentSetup(plan, known)));
}

function agentSecrets({ authorities, agentPassword }: ClusterSecrets): pulumi.Output<AgentSecrets> {
  return pulumi.output({ serverAuthority: authorities["server-ca"].certificate, agentPassword });
}
