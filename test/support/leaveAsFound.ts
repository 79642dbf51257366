import { clusterState } from "../../infra/local/cluster";
import { localPaths } from "../../infra/local/paths";
import { runCheckoutCommand } from "./localEndpoint";

/**
 * Test files share the checkout's cluster and endpoint, which take half a minute to start. Once the last one is done,
 * `npm run down` removes them, unless the checkout had them before.
 */
export default async function leaveAsFound(): Promise<() => Promise<void>> {
  const paths = localPaths();
  const found = await clusterState(paths);
  return async () => {
    if (found !== "absent") return;
    const { code, stderr } = await runCheckoutCommand(paths.root, "down");
    if (code !== 0) throw new Error(`'npm run down' ended with ${code ?? "a signal"}:\n${stderr}`);
  };
}
