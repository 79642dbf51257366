import type { Mirror } from "../spec";
import { factsFolder, factsUnit } from "./facts";
import { guardUnit, metadataAddress } from "./metadataGuard";
import { environmentFile } from "./mirror";
import type { Architecture, MachineFile, NodePlan } from "./plan";

/** The program that makes a machine a node; it may run again. */
export const installProgram = "/usr/local/sbin/domicile-install";

/** What the files of a release are called, as its makers publish them. */
const releaseFiles: Readonly<Record<Architecture, { readonly program: string; readonly images: string }>> = {
  amd64: { program: "k3s", images: "k3s-airgap-images-amd64.tar.zst" },
  arm64: { program: "k3s-arm64", images: "k3s-airgap-images-arm64.tar.zst" },
};

/** What installs k3s without asking anybody but the mirror, and runs it. */
export function installationFiles(plan: NodePlan, command: "server" | "agent"): MachineFile[] {
  const { timeServer } = plan;
  return [
    { path: installProgram, mode: "0700", content: installScript(plan) },
    { path: "/etc/systemd/system/k3s.service", mode: "0644", content: unit(command) },
    {
      path: "/etc/modules-load.d/domicile.conf",
      mode: "0644",
      content: "br_netfilter\ndm_crypt\noverlay\nwireguard\n",
    },
    { path: "/etc/sysctl.d/90-domicile.conf", mode: "0644", content: kernelSettings },
    ...(timeServer === undefined
      ? []
      : [
          {
            path: "/etc/systemd/timesyncd.conf.d/domicile.conf",
            mode: "0644",
            content: `[Time]\nNTP=${timeServer}\nFallbackNTP=\n`,
          } as const,
        ]),
  ];
}

/** What the kubelet wants of the kernel and, with `protect-kernel-defaults`, refuses to set. Source: k3s's hardening guide. */
const kernelSettings = `vm.overcommit_memory=1
vm.panic_on_oom=0
kernel.panic=10
kernel.panic_on_oops=1
`;

/**
 * k3s is told the node's address and interface by the route to the API: on a machine of several networks, or without a
 * way to the outside, it would guess wrong. Nobody logs in to a node, at its console neither.
 */
function installScript({ architecture, apiAddress, mirror, facts = [] }: NodePlan): string {
  const { program, images } = releaseFiles[architecture];
  const digests = digestsOf(mirror, architecture);
  return `#!/bin/sh
set -eu
set -a
. ${environmentFile}
set +a

passwd --lock root
systemctl disable --now ssh.service ssh.socket 2>/dev/null || true

until route=$(ip -4 -o route get ${apiAddress}) && [ -n "$route" ]; do sleep 2; done
after() { printf '%s\\n' "$route" | sed -n "s/.* $1 \\([^ ]*\\).*/\\1/p"; }
mkdir -p /etc/rancher/k3s/config.yaml.d
printf 'node-ip: "%s"\\nflannel-iface: "%s"\\n' "$(after src)" "$(after dev)" \\
  >/etc/rancher/k3s/config.yaml.d/address.yaml

if [ -d /usr/local/share/ca-certificates ]; then update-ca-certificates; fi

# fetch NAME SHA256 FILE: what is not what was pinned never gets its place.
fetch() {
  if printf '%s  %s\\n' "$2" "$3" | sha256sum --check --status 2>/dev/null; then return; fi
  mkdir -p "$(dirname "$3")"
  curl --fail --silent --show-error --location --retry 60 --retry-delay 5 --retry-all-errors \\
    --output "$3.part" '${mirror.files}'"/$1"
  printf '%s  %s\\n' "$2" "$3.part" | sha256sum --check --status
  mv "$3.part" "$3"
}
fetch ${program} ${digests.program} /usr/local/bin/k3s
chmod 0755 /usr/local/bin/k3s
fetch ${images} ${digests.images} /var/lib/rancher/k3s/agent/images/${images}

systemctl restart systemd-modules-load.service systemd-sysctl.service
systemctl try-restart systemd-timesyncd.service
systemctl daemon-reload
${facts.length === 0 ? "" : factLines(facts)}systemctl enable --now ${guardUnit}
systemctl enable --now --no-block k3s.service
`;
}

/** What is fetched while the metadata service is still open; not again when the program runs again. */
function factLines(facts: readonly string[]): string {
  const lines = facts.map((path) => `fact ${path}\n`).join("");
  return `fact() {
  if [ -s "${factsFolder}$1" ]; then return; fi
  mkdir -p "$(dirname "${factsFolder}$1")"
  curl --fail --silent --show-error --noproxy '*' --retry 60 --retry-delay 5 --retry-all-errors \\
    --output "${factsFolder}$1" "http://${metadataAddress}$1"
}
${lines}systemctl enable --now ${factsUnit}
`;
}

/** @throws Error when the mirror has no release for the architecture; adapters tell it as a mistake before */
function digestsOf({ digests }: Mirror, architecture: Architecture) {
  const found = digests[architecture];
  if (found === undefined) throw new Error(`the mirror states no digests of k3s for ${architecture}`);
  return found;
}

function unit(command: "server" | "agent"): string {
  return `[Unit]
Description=Kubernetes (k3s ${command})
Wants=network-online.target
After=network-online.target ${guardUnit}
Requires=${guardUnit}

[Service]
Type=notify
EnvironmentFile=${environmentFile}
ExecStart=/usr/local/bin/k3s ${command}
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s

[Install]
WantedBy=multi-user.target
`;
}
