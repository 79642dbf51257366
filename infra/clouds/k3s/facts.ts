import type { MachineFile } from "./plan";

/** Where a node tells its facts. */
export const factsPort = 8169;

/** Where they lie, by their paths. */
export const factsFolder = "/var/lib/domicile/facts";

/** The unit that tells them. */
export const factsUnit = "domicile-facts.service";

/**
 * What tells pods a node's facts in the place of the metadata service, which tells keys as well: files that were fetched
 * from it when the node was installed, and nothing else.
 */
export function factFiles(facts: readonly string[]): MachineFile[] {
  return facts.length === 0
    ? []
    : [{ path: `/etc/systemd/system/${factsUnit}`, mode: "0644", content: unit }];
}

const unit = `[Unit]
Description=Facts of this machine that are no secret
Before=k3s.service

[Service]
ExecStart=/usr/bin/python3 -m http.server ${factsPort} --directory ${factsFolder}
DynamicUser=yes
ProtectSystem=strict
ProtectHome=yes
Restart=always

[Install]
WantedBy=multi-user.target
`;
