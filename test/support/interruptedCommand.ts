import { writeFileSync } from "node:fs";
import { runCommandLine } from "../../cli/runCommandLine";
import { runCommand } from "../../infra/local/command";
import { pause, toItsEnd } from "../../infra/local/interruption";
import { withProcessLock } from "../../infra/local/processLock";
import { Downloads } from "../../infra/local/toolchain/download";

// A command that waits for what its first argument says: node interruptedCommand.ts KIND ARGUMENT.

const [kind = "", argument = ""] = process.argv.slice(2);

const kinds: Readonly<Record<string, () => Promise<unknown>>> = {
  program: () => runCommand("sh", ["-c", `echo "$$" > ${argument}; sleep 60`]),
  wait: () => pause(60_000),
  lock: () =>
    withProcessLock(
      argument,
      () => undefined,
      () => Promise.resolve(),
    ),
  download: () => new Downloads({ answer: 60 }).text(argument),
  deaf: () => new Promise((resolve) => setTimeout(resolve, 60_000)),
  "to its end": () =>
    toItsEnd(async () => {
      await new Promise((resolve) => setTimeout(resolve, 3_500));
      writeFileSync(argument, "ended");
    }),
};

void runCommandLine(async (progress) => {
  progress.note("begun");
  await kinds[kind]?.();
});
