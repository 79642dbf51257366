import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { runDomicile, type CommandResult } from "../../cli/domicile/command";
import { forgeToken, serveForge, type ForgeName, type ForgeServer } from "./forgeServer";

/** A forge, and `domicile` in a folder with a text. */
export interface ForgeRun {
  readonly forge: ForgeServer;
  /** Runs `domicile` with the forge's options. */
  readonly run: (args: readonly string[], token?: string) => Promise<CommandResult>;
  /** Milliseconds that were waited, in order. */
  readonly pauses: readonly number[];
  /** Writes the text `text.md`. */
  readonly write: (text: string) => Promise<void>;
}

/** Serves a forge and makes a folder, until the running test ends. */
export async function forgeRun(name: ForgeName): Promise<ForgeRun> {
  const forge = await serveForge(name);
  const folder = await mkdtemp(join(tmpdir(), "domicile-forge-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const environment = {
    GITHUB_API_URL: forge.address,
    GITHUB_REPOSITORY: "acme/stacks",
    CI_API_V4_URL: `${forge.address}/`,
    CI_PROJECT_ID: "acme/stacks",
  };
  const pauses: number[] = [];
  return {
    forge,
    pauses,
    write: (text) => writeFile(join(folder, "text.md"), text),
    run: ([command = "", ...args], token = forgeToken) =>
      runDomicile([command, "--forge", name, ...args], {
        environment: { ...environment, DOMICILE_FORGE_TOKEN: token },
        workingFolder: folder,
        now: new Date("2026-11-24T12:00:00Z"),
        sleep: (milliseconds) => {
          pauses.push(milliseconds);
          return Promise.resolve();
        },
      }),
  };
}
