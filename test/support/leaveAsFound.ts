import { afterAll, beforeAll } from "vitest";
import { clusterState } from "../../infra/local/cluster";
import { localPaths } from "../../infra/local/paths";
import { runCheckoutCommand } from "./localEndpoint";

/** The tests of this file use the checkout's cluster and endpoint; `npm run down` removes them then, unless they were there before. */
export function leaveAsFound(): void {
  const paths = localPaths();
  let found: Awaited<ReturnType<typeof clusterState>>;
  beforeAll(async () => {
    found = await clusterState(paths);
  });
  afterAll(async () => {
    if (found !== "absent") return;
    const { code, stderr } = await runCheckoutCommand(paths.root, "down");
    if (code !== 0) throw new Error(`'npm run down' ended with ${code ?? "a signal"}:\n${stderr}`);
  });
}
