import { localPaths } from "../infra/local/paths";
import { withCommandLock } from "./deployment/commandLock";
import { startEmbedded } from "./deployment/startEmbedded";
import { startExisting } from "./deployment/startExisting";
import { refuseMistakes } from "./deployment/mistakes";
import { endOrphans } from "./deployment/orphans";
import { readStartOptions, startUsage } from "./options";
import { runCommandLine } from "./runCommandLine";

void runCommandLine(async (progress, signal) => {
  const read = readStartOptions(process.argv.slice(2), process.env);
  const { options } = read;
  if (options.help) {
    console.log(startUsage);
    return;
  }
  const paths = localPaths();
  await refuseMistakes(paths, read);
  await withCommandLock(paths, progress, async () => {
    const ended = await endOrphans(paths);
    if (ended.length > 0) progress.note(`ended ${ended.length} processes that a killed command had left`);
    const context = { paths, options, progress, signal };
    const { cluster } = options;
    await (cluster === undefined ? startEmbedded(context) : startExisting({ ...context, cluster }));
  });
});
