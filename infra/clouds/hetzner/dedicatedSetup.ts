import { addressIn, networkBlock } from "../addressing";
import type { MachineSetup } from "../k3s";
import type { VSwitch } from "../spec";

/** Bytes in a frame of a vSwitch. Source: Hetzner's documentation of vSwitches. */
const frameBytes = 1_400;

const program = "/usr/local/sbin/domicile-dedicated";

/** What a dedicated server is set up from, beside what every node is. */
export interface DedicatedPlan {
  readonly vSwitch: VSwitch;
  /** The cluster's network, and the block in it of dedicated servers. */
  readonly network: string;
  readonly block: string;
  /** The server's own address in that. */
  readonly address: string;
  readonly hasGpus: boolean;
}

/**
 * The address of a pool's server. Nothing hands addresses out at a vSwitch, and adding a pool must not change those of
 * others. Two servers may get the same one, which is a mistake that is told before.
 */
export function dedicatedAddress(pool: string, index: number, block: string): string {
  const bits = networkBlock(block)?.bits ?? 32;
  const usable = 2 ** (32 - bits) - 16;
  let sum = 5_381;
  for (const letter of Buffer.from(`${pool} ${index}`)) sum = (sum * 33 + letter) % 2 ** 32;
  return addressIn(block, 8 + (sum % usable));
}

/**
 * What makes a dedicated server a node, once Hetzner's installation of Ubuntu has started on it: the tagged network comes
 * up, its public interface closes in both directions, and then it is installed as any node.
 */
export function dedicatedSetup(setup: MachineSetup, plan: DedicatedPlan): MachineSetup {
  return {
    program,
    packages: ["nftables"],
    files: [...setup.files, { path: program, mode: "0700", content: script(setup.program, plan) }],
  };
}

function script(next: string, { vSwitch, network, block, address, hasGpus }: DedicatedPlan): string {
  const prefix = networkBlock(block)?.bits ?? 32;
  return `#!/bin/sh
set -eu
${hasGpus ? gpuCheck : ""}public=$(ip -4 -o route show default | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p' | head -n 1)
if [ -z "$public" ]; then echo 'this machine has no default route; install it as Hetzner does' >&2; exit 1; fi

cat >/etc/netplan/60-domicile.yaml <<END
network:
  version: 2
  vlans:
    domicile:
      id: ${vSwitch.vlan}
      link: $public
      mtu: ${frameBytes}
      addresses: [${address}/${prefix}]
      routes: [{ to: ${network}, via: ${addressIn(block, 1)} }]
END
chmod 0600 /etc/netplan/60-domicile.yaml
netplan apply

cat >/etc/nftables.conf <<END
table inet domicile_public {
  chain input {
    type filter hook input priority -200; policy accept;
    iifname "$public" drop
  }
  chain output {
    type filter hook output priority -200; policy accept;
    oifname "$public" drop
  }
  chain forward {
    type filter hook forward priority -200; policy accept;
    oifname "$public" drop
  }
}
END
systemctl enable nftables.service
systemctl restart nftables.service
exec ${next}
`;
}

const gpuCheck = `for needed in nvidia-smi nvidia-container-runtime; do
  if ! command -v "$needed" >/dev/null; then
    echo "$needed is missing; install NVIDIA's driver and container toolkit first" >&2
    exit 1
  fi
done
`;
