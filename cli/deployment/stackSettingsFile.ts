import { join } from "node:path";
import { parse, stringify, YAMLParseError } from "yaml";
import { readIfPresent, writePrivateFile } from "../../infra/local/privateFiles";
import type { StackSettings } from "./settings";

/**
 * Writes the settings that Pulumi reads for a stack, in one step. The salt that Pulumi has put into the file stays; where
 * a kill has cut the file short it is lost, and Pulumi makes another: the state brings its own.
 */
export async function writeStackSettings(
  workDir: string,
  stack: string,
  settings: StackSettings,
): Promise<void> {
  const file = join(workDir, `Pulumi.${stack}.yaml`);
  const salt = saltOf(await readIfPresent(file));
  const next = {
    ...(salt === undefined ? {} : { encryptionsalt: salt }),
    config: { "domicile:stack": settings },
  };
  await writePrivateFile(file, stringify(next));
}

function saltOf(text: string | undefined): string | undefined {
  const kept = text === undefined ? undefined : parsed(text);
  if (typeof kept !== "object" || kept === null || !("encryptionsalt" in kept)) return undefined;
  return typeof kept.encryptionsalt === "string" ? kept.encryptionsalt : undefined;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) return undefined;
    throw error;
  }
}
