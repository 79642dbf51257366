import { join } from "node:path";
import { localPaths } from "../infra/local/paths";
import { ensureTools, type Toolchain } from "../infra/local/toolchain";
import { neededRoom, roomMistakes } from "./deployment/mistakes/room";
import { runCommandLine } from "./runCommandLine";
import { runScript } from "./runScript";

/** The kinds of tests, each a vitest project, and the tools that they run. */
const kinds: Readonly<Record<string, readonly (keyof Toolchain)[]>> = {
  unit: ["envoy"],
  policies: [],
  engine: ["packages", "pulumi", "plugins", "kubernetes", "envoy", "llamacpp", "ratelimit", "python"],
  cluster: [
    "packages",
    "pulumi",
    "plugins",
    "kubernetes",
    "coredns",
    "cilium",
    "envoy",
    "llamacpp",
    "ratelimit",
    "python",
  ],
};

void runCommandLine(async (progress, signal) => {
  const paths = localPaths();
  const args = process.argv.slice(2);
  const chosen = args.filter((argument) => argument in kinds);
  const kindsToRun = chosen.length > 0 ? chosen : Object.keys(kinds);
  const tools = [...new Set(kindsToRun.flatMap((kind) => kinds[kind] ?? []))];
  if (tools.includes("kubernetes")) {
    const mistakes = await roomMistakes(paths, await neededRoom(paths, "embedded"));
    if (mistakes.length > 0) throw new Error(mistakes.join("\n"));
  }
  await progress.step("tools", () => ensureTools(tools, { paths, progress }));
  signal.throwIfAborted();
  const vitest = join(paths.root, "node_modules", "vitest", "vitest.mjs");
  const projects = kindsToRun.flatMap((kind) => ["--project", kind]);
  const others = args.filter((argument) => !(argument in kinds));
  process.exitCode = await runScript(vitest, ["run", ...projects, ...others], paths.root, signal);
});
