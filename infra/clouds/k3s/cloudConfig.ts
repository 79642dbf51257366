import { stringify } from "yaml";
import type { MachineSetup } from "./plan";

/** Bytes that clouds take as user data: Hetzner's limit; Nova's is twice that. */
const mostBytes = 32 * 1_024;

/**
 * A machine's setup as cloud-init reads it.
 * @throws Error when it is more than clouds take
 */
export function cloudConfig(name: string, { files, program, packages = [] }: MachineSetup): string {
  const text = `#cloud-config\n${stringify(
    {
      disable_root: true,
      ssh_pwauth: false,
      ...(packages.length === 0 ? {} : { package_update: true, packages }),
      write_files: files.map(({ path, mode, content }) => ({
        path,
        permissions: mode,
        owner: "root:root",
        content,
      })),
      runcmd: [[program]],
    },
    { lineWidth: 0 },
  )}`;
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) {
    throw new Error(
      `the user data of '${name}' has ${bytes} bytes; allowed: ${mostBytes} - give it fewer or shorter labels, taints and certificates`,
    );
  }
  return text;
}
