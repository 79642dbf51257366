import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CommandContext } from "./commandContext";
import { Mistake } from "./mistake";

/** The text of a file that the caller names. @throws Mistake when it cannot be read */
export function readInput(file: string, { workingFolder }: Pick<CommandContext, "workingFolder">): string {
  try {
    return readFileSync(resolve(workingFolder, file), "utf8");
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** What is said of an input that cannot be read. */
export function unreadable(what: string, error: unknown): Mistake {
  return new Mistake([`${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
}
