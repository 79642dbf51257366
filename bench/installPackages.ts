import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../infra/local/command";

/** What npm installs into a folder: its `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private: true;
  readonly main?: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Installs what only a benchmark needs into a folder of its own, so that it is no dependency of the project. */
export async function installPackages(cache: string, folder: string, manifest: Manifest): Promise<void> {
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  // Set by the npm that runs this benchmark; they would send the installation to the checkout.
  const env = {
    npm_config_local_prefix: undefined,
    npm_config_prefix: undefined,
    npm_config_global: undefined,
    npm_config_cache: join(cache, "npm"),
  };
  await runCommand("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder, env });
}
