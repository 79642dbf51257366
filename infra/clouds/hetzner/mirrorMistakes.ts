import type { SpecMistake } from "../adapter";
import { mistakeIf } from "../mistakeIf";
import type { ClusterSpec, Mirror, NodePoolSpec } from "../spec";
import { architectureOf } from "./machines";

/** What is wrong with the mirror, by the machines that take from it. */
export function mirrorMistakes(cluster: ClusterSpec, pools: readonly NodePoolSpec[]): SpecMistake[] {
  const { mirror } = cluster;
  if (mirror === undefined) {
    const message =
      "is missing; nodes have no way to the makers of k3s - give who serves a release of it and images inside the jurisdiction";
    return mistakeIf(true, ["mirror"], mirror, message);
  }
  return [
    ...addressMistakes(mirror),
    ...releaseMistakes(cluster, mirror),
    ...digestMistakes(cluster, mirror, pools),
  ];
}

function addressMistakes(mirror: Mirror): SpecMistake[] {
  return (["files", "registry"] as const).flatMap((field) =>
    mistakeIf(
      !isHttps(mirror[field]) || mirror[field].endsWith("/") || /['\s]/.test(mirror[field]),
      ["mirror", field],
      mirror[field],
      `is no https:// address without a slash at its end; allowed: for example "https://mirror.example.de/${field === "files" ? "k3s" : "images"}"`,
    ),
  );
}

function releaseMistakes({ kubernetesVersion }: ClusterSpec, { release }: Mirror): SpecMistake[] {
  const [, minor] = /^v(\d+\.\d+)\.\d+\+k3s\d+$/.exec(release) ?? [];
  return mistakeIf(
    minor !== kubernetesVersion,
    ["mirror", "release"],
    release,
    `is no release of k3s ${kubernetesVersion}; allowed: for example "v${kubernetesVersion}.1+k3s1"`,
  );
}

function digestMistakes(
  { servers }: ClusterSpec,
  { digests }: Mirror,
  pools: readonly NodePoolSpec[],
): SpecMistake[] {
  const types = [...pools.map(({ machineType }) => machineType), ...(servers ? [servers.machineType] : [])];
  const needed = [...new Set(types.map(architectureOf))].toSorted();
  return needed.flatMap((architecture) =>
    (["program", "images"] as const).flatMap((file) => {
      const digest = digests[architecture]?.[file];
      return mistakeIf(
        digest === undefined || !/^[0-9a-f]{64}$/.test(digest),
        ["mirror", "digests", architecture, file],
        digest,
        "is no SHA-256; allowed: 64 hexadecimal digits, as the release's list of checksums states it",
      );
    }),
  );
}

/** Whether a text is an address that begins with `https://`. */
export function isHttps(text: string): boolean {
  return URL.parse(text)?.protocol === "https:";
}
