import { rm } from "node:fs/promises";
import { stopCluster } from "../infra/local/cluster";
import { localPaths } from "../infra/local/paths";
import { withCommandLock } from "./deployment/commandLock";
import { endOrphans } from "./deployment/orphans";
import { runCommandLine } from "./runCommandLine";

void runCommandLine(async (progress) => {
  const paths = localPaths();
  await withCommandLock(paths, progress, async () => {
    await endOrphans(paths);
    await stopCluster({ paths, progress });
  });
  await rm(paths.state, { recursive: true, force: true });
  progress.note(
    "removed: the cluster and everything below .domicile; downloads and builds stay in the cache folder",
  );
});
