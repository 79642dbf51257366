import { readFile } from "node:fs/promises";
import { runningCluster, startCluster } from "../../infra/local/cluster";
import type { RunningCluster } from "../../infra/local/cluster";
import { clusterFolders } from "../../infra/local/cluster/folders";
import { buildImage } from "../../infra/local/images";
import type { LocalImage } from "../../infra/local/images";
import { corednsRecipe, pauseRecipe, shellRecipe } from "../../infra/local/images/recipes";
import { localPaths } from "../../infra/local/paths";
import type { LocalPaths } from "../../infra/local/paths";
import { TerminalProgress } from "../../infra/local/terminalProgress";
import { ensureTools } from "../../infra/local/toolchain";
import { freePort } from "../../infra/local/freePorts";

/** A running cluster and the image that tests run in it. */
export interface TestCluster extends RunningCluster {
  readonly paths: LocalPaths;
  /** BusyBox as a container image. */
  readonly shell: LocalImage;
}

/** NodePort of the gateway in all local clusters. */
const gatewayNodePort = 30080;

/**
 * The cluster of a checkout, started when none runs. It is left running: the next test file, or the checkout's user,
 * goes on with it.
 * @param paths @default this checkout's own
 */
export async function testCluster(paths: LocalPaths = localPaths()): Promise<TestCluster> {
  const progress = new TerminalProgress();
  const tools = await ensureTools(["packages", "kubernetes", "coredns", "cilium", "envoy"], {
    paths,
    progress,
  });
  const shell = await buildImage(paths, await shellRecipe(), progress);
  const ports = (await runningCluster(paths)) ?? { gatewayPort: await freePort(), gatewayNodePort };
  await startCluster({
    paths,
    tools,
    images: [shell],
    pauseImage: await buildImage(paths, await pauseRecipe(paths), progress),
    corednsImage: await buildImage(paths, await corednsRecipe(tools.coredns), progress),
    gatewayPort: ports.gatewayPort,
    gatewayNodePort: ports.gatewayNodePort,
    progress,
  });
  const cluster = await runningCluster(paths);
  if (cluster === undefined) throw new Error("the cluster does not run although it was started");
  return { ...cluster, paths, shell };
}

/** The host's address on the link to the cluster. */
export async function hostLinkAddress({ paths }: TestCluster): Promise<string> {
  const text = await readFile(clusterFolders(paths).addresses, "utf8");
  const addresses: unknown = JSON.parse(text);
  if (typeof addresses === "object" && addresses !== null && "host" in addresses) {
    if (typeof addresses.host === "string") return addresses.host;
  }
  throw new Error(`'${text}' names no address of the host`);
}
