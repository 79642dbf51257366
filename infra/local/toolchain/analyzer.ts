import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { LocalPaths } from "../paths";
import { quoteForShell, replaceFile } from "./standIns";

/**
 * Writes the executable `pulumi-analyzer-policy-nodejs`, by which the engine runs a policy pack where no language plug-in
 * for Node is installed: it is called in the pack's folder with the engine's address. The pack runs on this project's
 * Pulumi SDK and on the Node of this process.
 * @returns the folder with the executable, for PATH
 */
export async function writeAnalyzer(paths: Pick<LocalPaths, "root" | "state">): Promise<string> {
  const folder = join(paths.state, "plugins");
  await mkdir(folder, { recursive: true });
  const main = createRequire(join(paths.root, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const words = [process.execPath, main].map(quoteForShell).join(" ");
  await replaceFile(join(folder, "pulumi-analyzer-policy-nodejs"), `#!/bin/sh\nexec ${words} "$@"\n`, 0o755);
  return folder;
}
