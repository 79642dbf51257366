import { mkdir } from "node:fs/promises";
import type { LocalPaths } from "../paths";
import type { Progress } from "../progress";
import { ensureCilium } from "./cilium";
import { ensureCoredns } from "./coredns";
import { Downloads } from "./download";
import { ensureEnvoy } from "./envoy";
import { removeGoCaches } from "./goCaches";
import { ensureKubernetes } from "./kubernetes";
import { ensureLlamacpp } from "./llamacpp";
import { clusterPackages, ensurePackages } from "./packages";
import { ensurePlugins, type PluginSource } from "./plugins";
import { ensurePulumi } from "./pulumi";
import { ensurePython } from "./python";
import { ensureRatelimit } from "./ratelimit";
import type { ToolContext } from "./toolContext";

export type { PluginSource } from "./plugins";

/** Where each program of the toolchain is. All paths are absolute. */
export interface Toolchain {
  /** The Pulumi CLI's executable. */
  readonly pulumi: string;
  /** Folder with the five Kubernetes programs. */
  readonly kubernetes: string;
  /** CoreDNS's executable, which is static. */
  readonly coredns: string;
  /** The executable of the quota service `envoyproxy/ratelimit`, which is static. */
  readonly ratelimit: string;
  /** Folder with `daemon`, `operator`, `cilium-cni` and `bpf/`. */
  readonly cilium: string;
  /** Envoy's executable. */
  readonly envoy: string;
  /** Folder with `llama-server`, which needs shared libraries of the distribution only. */
  readonly llamacpp: string;
  /** Python interpreter with the packages of infra/local/models/requirements.txt. */
  readonly python: string;
  /** `true` once the distribution's packages are installed: etcd, containerd, runc, CNI plug-ins, buildah, … */
  readonly packages: true;
  /** How Pulumi finds its provider plug-ins. */
  readonly plugins: PluginSource;
}

type Makers = { readonly [K in keyof Toolchain]: (context: ToolContext) => Promise<Toolchain[K]> };

/** In the order in which they are made: what fails early or soon comes first, the long builds last. */
const makers: Makers = {
  packages: async (context) => {
    await ensurePackages(context, clusterPackages);
    return true;
  },
  python: ensurePython,
  envoy: ensureEnvoy,
  pulumi: (context) => ensurePulumi(context),
  plugins: (context) => ensurePlugins(context),
  coredns: (context) => ensureCoredns(context),
  ratelimit: ensureRatelimit,
  kubernetes: (context) => ensureKubernetes(context),
  cilium: ensureCilium,
  llamacpp: ensureLlamacpp,
};

/** One object for the process: a download host that did not answer is not asked again in the same run. */
const downloads = new Downloads();

/**
 * Ensures the tools `names` and says where they are. What is missing is downloaded or built into the cache folder, each
 * tool as a step of `progress`; with all there it takes well under a second.
 * @throws an error that names what is missing and how to get it otherwise
 */
export async function ensureTools<K extends keyof Toolchain>(
  names: readonly K[],
  { paths, progress }: { readonly paths: LocalPaths; readonly progress: Progress },
): Promise<Pick<Toolchain, K>> {
  await mkdir(paths.cache, { recursive: true });
  const context: ToolContext = { paths, progress, downloads };
  const tools: Partial<Toolchain> = {};
  for (const name of inOrder(names)) await addTool(tools, name, context);
  await removeGoCaches(context);
  if (!hasAll(tools, names)) throw new Error(`some of the tools ${names.join(", ")} were not made`);
  return tools;
}

async function addTool<K extends keyof Toolchain>(
  tools: { -readonly [P in K]?: Toolchain[P] },
  name: K,
  context: ToolContext,
): Promise<void> {
  tools[name] = await makers[name](context);
}

function inOrder(names: readonly (keyof Toolchain)[]): (keyof Toolchain)[] {
  const order = Object.keys(makers);
  return [...new Set(names)].sort((left, right) => order.indexOf(left) - order.indexOf(right));
}

function hasAll<K extends keyof Toolchain>(
  tools: Partial<Toolchain>,
  names: readonly K[],
): tools is Partial<Toolchain> & Pick<Toolchain, K> {
  return names.every((name) => tools[name] !== undefined);
}
