import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocalPaths } from "../paths";

/**
 * Writes an executable `pulumi-resource-<name>` for each of the project's own providers in infra/local/providers.
 * Pulumi takes an executable of that name on PATH as the provider.
 * @returns the folder with the executables
 */
export async function writeStandIns(paths: LocalPaths, names: readonly string[]): Promise<string> {
  const folder = join(paths.state, "plugins");
  await mkdir(folder, { recursive: true });
  const loader = pathToFileURL(createRequire(join(paths.root, "package.json")).resolve("tsx")).href;
  for (const name of names) {
    const main = join(paths.root, "infra/local/providers", name, "main.ts");
    const words = [process.execPath, "--import", loader, main].map(quoteForShell).join(" ");
    await replaceFile(join(folder, `pulumi-resource-${name}`), `#!/bin/sh\nexec ${words} "$@"\n`, 0o755);
  }
  return folder;
}

/** Writes `text` to `file` so that no other process ever sees half of it. */
export async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text);
  await chmod(draft, mode);
  await rename(draft, file);
}

/** `word` as one word of a shell command. */
export function quoteForShell(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
