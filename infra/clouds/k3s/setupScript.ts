import type { MachineSetup } from "./plan";

/** A machine's setup as a shell script that root runs once, where no cloud-init takes it. */
export function setupScript({ files, program, packages = [] }: MachineSetup): string {
  const writes = files.map(({ path, mode, content }) => {
    const encoded = Buffer.from(content).toString("base64");
    return `write ${path} ${mode} ${encoded === "" ? "''" : encoded}\n`;
  });
  return `#!/bin/sh
set -eu
umask 077
write() {
  mkdir -p "$(dirname "$1")"
  printf '%s' "$3" | base64 --decode >"$1"
  chmod "$2" "$1"
}
${packages.length === 0 ? "" : `apt-get update\napt-get install --yes ${packages.join(" ")}\n`}${writes.join("")}exec ${program}
`;
}
