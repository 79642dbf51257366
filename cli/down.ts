import { rmdir } from "node:fs/promises";
import { platform } from "node:os";
import { clusterState, stopCluster } from "../infra/local/cluster";
import { localPaths } from "../infra/local/paths";
import { removeState, withCommandLock } from "./deployment/commandLock";
import { readDeploymentFile } from "./deployment/deploymentFile";
import { endOrphans } from "./deployment/orphans";
import { removeFromExisting } from "./deployment/removeFromExisting";
import { runCommandLine } from "./runCommandLine";

void runCommandLine(async (progress, signal) => {
  const paths = localPaths();
  await withCommandLock(paths, progress, async () => {
    const isRoot = process.getuid?.() === 0;
    if (platform() === "linux" && !isRoot && (await clusterState(paths)) !== "absent") {
      throw new Error(
        "the embedded cluster belongs to root; run 'npm run down' as root, as 'npm start' was run",
      );
    }
    await endOrphans(paths);
    const deployment = await readDeploymentFile(paths);
    if (deployment?.target === "existing") await removeFromExisting({ paths, progress, signal, deployment });
    // The embedded cluster takes all that is on it along.
    if (platform() === "linux" && isRoot) await stopCluster({ paths, progress });
    await removeState(paths);
  });
  // Another command may have come in meanwhile; then the folder is not empty, and stays.
  await rmdir(paths.state).catch(ignoreNotEmpty);
  progress.note(
    "removed: the deployment and everything below .domicile; downloads and builds stay in the cache folder",
  );
});

function ignoreNotEmpty(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOTEMPTY")) throw error;
}
