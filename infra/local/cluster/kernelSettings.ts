import { join } from "node:path";
import { readIfPresent, writePrivateFile } from "../privateFiles";

/**
 * Settings of the whole machine that the kubelet and Cilium change at their start, with the values that they want
 * (`undefined`: what the machine has). The sandbox shows copies instead, so that the machine's own stay as they are.
 * The values are those of Kubernetes' `setupKernelTunables` and Cilium's `sysctl` settings.
 */
const wanted: Readonly<Record<string, string | undefined>> = {
  "vm/overcommit_memory": "1",
  "vm/panic_on_oom": "0",
  "kernel/panic": "10",
  "kernel/panic_on_oops": "1",
  "kernel/keys/root_maxkeys": "1000000",
  "kernel/keys/root_maxbytes": "25000000",
  "kernel/timer_migration": undefined,
  "kernel/unprivileged_bpf_disabled": undefined,
};

/** Writes the copies to `folder` and returns the settings that this kernel has, by their path below /proc/sys. */
export async function copyKernelSettings(folder: string): Promise<readonly string[]> {
  const present: string[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const current = await readIfPresent(join("/proc/sys", name));
    if (current === undefined) continue;
    await writePrivateFile(join(folder, name), value === undefined ? current : `${value}\n`);
    present.push(name);
  }
  return present;
}
