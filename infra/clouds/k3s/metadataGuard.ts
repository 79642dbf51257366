import { factsPort } from "./facts";
import type { MachineFile } from "./plan";

/** What machines are told by their cloud, user data with its keys included: the same address on every cloud. */
export const metadataAddress = "169.254.169.254";
const metadataAddresses = { ip: metadataAddress, ip6: "fe80::a9fe:a9fe" } as const;

/** The unit that closes the metadata service; k3s needs it. */
export const guardUnit = "domicile-metadata-guard.service";

const rulesFile = "/etc/domicile/metadata-guard.nft";

/**
 * What closes the metadata service to everything on a node, before the first pod runs: pods with their own address, pods
 * of kube-system and pods in the node's own network. It is a rule of the node, not of Kubernetes, so that no object of a
 * cluster opens it. At a start of the machine cloud-init asks first, and where the rule cannot be set k3s does not start.
 * Only a pod that may change the node's own firewall could lift it, and no pod of ours may.
 * @param facts paths that pods are answered by the node in its place; see `factFiles`
 */
export function guardFiles(facts: readonly string[]): MachineFile[] {
  return [
    { path: rulesFile, mode: "0600", content: rules(facts.length > 0) },
    { path: `/etc/systemd/system/${guardUnit}`, mode: "0644", content: unit },
  ];
}

const unit = `[Unit]
Description=Nothing on this node reads the metadata of its machine
After=cloud-init.service cloud-init-network.service
Before=k3s.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft --file ${rulesFile}

[Install]
WantedBy=multi-user.target
`;

/** Making the table before deleting it lets the file be loaded again, all at once. */
function rules(hasFacts: boolean): string {
  const drops = Object.entries(metadataAddresses)
    .map(([family, address]) => `    ${family} daddr ${address} counter drop`)
    .join("\n");
  const chain = (hook: "output" | "forward") =>
    `  chain ${hook} {\n    type filter hook ${hook} priority -300; policy accept;\n${drops}\n  }\n`;
  const facts = `  chain prerouting {
    type nat hook prerouting priority -110; policy accept;
    ip daddr ${metadataAddress} tcp dport 80 redirect to :${factsPort}
  }
`;
  return `table inet domicile
delete table inet domicile
table inet domicile {
${chain("output")}${chain("forward")}${hasFacts ? facts : ""}}
`;
}
