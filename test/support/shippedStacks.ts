import type { Registration } from "../../cli/domicile/engine/recording";
import { findProject, stackFilesOf } from "../../cli/domicile/project/project";
import { runStack } from "../../cli/domicile/project/runStack";
import { readStackSettings } from "../../cli/domicile/project/stackSettings";
import { parseJson } from "../../infra/local/providers/kubernetes/manifest/json";
import { checkStackConfig } from "../../stacks/config";
import type { StackConfig } from "../../stacks/schema";
import { checkout } from "./checkProject";

/** The names of the stacks that the project ships. */
export const shippedStacks: readonly string[] = [...stackFilesOf(findProject(checkout)).keys()];

/** What a shipped stack has under `domicile:stack`, as JSON. */
export function stackTextOf(stack: string): string {
  return settingsOf(stack).texts["domicile:stack"] ?? "null";
}

/** The settings of a shipped stack. @throws Error when they are wrong */
export function configOf(stack: string): StackConfig {
  const checked = checkStackConfig(parseJson(stackTextOf(stack)));
  if ("problems" in checked) throw new Error(checked.problems.join("\n"));
  return checked.config;
}

/** What the program of a shipped stack registers, without an engine. @throws Error when it fails */
export async function registrationsOf(stack: string): Promise<readonly Registration[]> {
  const { recording, failures } = await runStack(findProject(checkout), stack, settingsOf(stack));
  if (failures.length > 0) throw new Error(failures.join("; "));
  return recording.registrations;
}

function settingsOf(stack: string) {
  const project = findProject(checkout);
  const file = stackFilesOf(project).get(stack);
  if (file === undefined) throw new Error(`the project ships no stack '${stack}'`);
  return readStackSettings(project, file);
}
