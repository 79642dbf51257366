import { clusterState } from "../../infra/local/cluster";
import { localPaths } from "../../infra/local/paths";
import { runCheckoutCommand } from "./localEndpoint";

/**
 * The tests of the endpoint use the checkout's own, which takes half a minute to start. At the end of all, `npm run down`
 * removes it, unless the checkout had it before; not earlier, since other files keep theirs in the checkout's temporary folder.
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
