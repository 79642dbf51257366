import { stringify } from "yaml";
import type { Mirror } from "../spec";
import type { MachineFile, NodePlan } from "./plan";
import { podBlock, serviceBlock } from "./plan";

/** Where a mirror's authority lies on nodes: the folder from which Debian and Ubuntu take further ones. */
const authorityFile = "/usr/local/share/ca-certificates/domicile-mirror.crt";

/** The environment of k3s and of what fetches its files. */
export const environmentFile = "/etc/domicile/environment";

/** What tells a node where to fetch from: images of every registry from the mirror's, through the proxy if there is one. */
export function mirrorFiles({ mirror, proxy, network }: NodePlan): MachineFile[] {
  const { certificateAuthority } = mirror;
  return [
    { path: "/etc/rancher/k3s/registries.yaml", mode: "0600", content: registries(mirror) },
    { path: environmentFile, mode: "0600", content: environment(proxy, network) },
    ...(certificateAuthority === undefined
      ? []
      : [{ path: authorityFile, mode: "0644", content: certificateAuthority } as const]),
  ];
}

function registries({ registry, certificateAuthority }: Mirror): string {
  const tls = { tls: { ca_file: authorityFile } };
  return stringify({
    mirrors: { "*": { endpoint: [registry] } },
    ...(certificateAuthority === undefined ? {} : { configs: { [new URL(registry).host]: tls } }),
  });
}

/** What stays inside goes past the proxy. */
function environment(proxy: string | undefined, network: string): string {
  if (proxy === undefined) return "";
  const inside = ["127.0.0.0/8", network, podBlock, serviceBlock, ".svc", ".cluster.local"].join(",");
  const variables = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: inside };
  const lower = { https_proxy: proxy, http_proxy: proxy, no_proxy: inside };
  return Object.entries({ ...variables, ...lower })
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
