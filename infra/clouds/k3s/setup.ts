import { agentConfiguration, auditPolicy, auditPolicyFile, serverConfiguration } from "./configuration";
import { installationFiles, installProgram } from "./installation";
import { factFiles } from "./facts";
import { guardFiles } from "./metadataGuard";
import { mirrorFiles } from "./mirror";
import type { AgentSecrets, KnownSecrets, MachineFile, MachineSetup, NodePlan, ServerPlan } from "./plan";

const configurationFile = "/etc/rancher/k3s/config.yaml";
const keyFolder = "/var/lib/rancher/k3s/server/tls";

/**
 * What makes a machine a server. The first one brings the authorities; those that join get them from the cluster, whose
 * database holds them encrypted by the servers' password, so that their own user data does not hold the keys.
 */
export function serverSetup(plan: ServerPlan, secrets: KnownSecrets): MachineSetup {
  return {
    program: installProgram,
    files: [
      ...nodeFiles(plan, "server", serverConfiguration(plan, secrets)),
      { path: auditPolicyFile, mode: "0600", content: auditPolicy },
      ...(plan.isFirst ? keyFiles(secrets) : []),
    ],
  };
}

/** What makes a machine an agent. It holds no key of the cluster's, and a password that only lets agents join. */
export function agentSetup(plan: NodePlan, secrets: AgentSecrets): MachineSetup {
  return { program: installProgram, files: nodeFiles(plan, "agent", agentConfiguration(plan, secrets)) };
}

function nodeFiles(plan: NodePlan, command: "server" | "agent", configuration: string): MachineFile[] {
  return [
    { path: configurationFile, mode: "0600", content: configuration },
    ...mirrorFiles(plan),
    ...guardFiles(plan.facts ?? []),
    ...factFiles(plan.facts ?? []),
    ...installationFiles(plan, command),
  ];
}

/** The files that k3s takes in place of making its own. Source: k3s's documentation of `k3s certificate`. */
function keyFiles({ authorities, serviceAccountKey }: KnownSecrets): MachineFile[] {
  const file = (name: string, content: string): MachineFile => ({
    path: `${keyFolder}/${name}`,
    mode: "0600",
    content,
  });
  return [
    ...Object.entries(authorities).flatMap(([name, { certificate, key }]) => [
      file(`${name}.crt`, certificate),
      file(`${name}.key`, key),
    ]),
    file("service.key", serviceAccountKey),
  ];
}
