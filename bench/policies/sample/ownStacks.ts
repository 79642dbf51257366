import type { Registration } from "../../../cli/domicile/engine/recording";
import { findProject, stackFilesOf } from "../../../cli/domicile/project/project";
import { runStack } from "../../../cli/domicile/project/runStack";
import { readStackSettings } from "../../../cli/domicile/project/stackSettings";
import type { ProviderTemplate, Template } from "./template";

/** Stacks of ours that lie where the sample is approved. */
const stacks = ["local"];

/**
 * The resources of our own stacks, as their programs register them.
 * @throws Error when a program of ours fails
 */
export async function ownStacksSample(root: string): Promise<readonly Template[]> {
  const project = findProject(root);
  const templates: Template[] = [];
  for (const [stack, file] of stackFilesOf(project)) {
    if (!stacks.includes(stack)) continue;
    const { recording, failures } = await runStack(project, stack, readStackSettings(project, file));
    if (failures.length > 0)
      throw new Error(`the program of stack '${stack}' failed: ${failures.join("; ")}`);
    templates.push(...templatesOf(recording.registrations));
  }
  return templates;
}

/** Registrations as templates, each with the inputs of its provider. */
export function templatesOf(registrations: readonly Registration[]): readonly Template[] {
  const byUrn = new Map(registrations.map((registration) => [registration.urn, registration]));
  return registrations.map(({ type, name, inputs, provider }) => {
    const made =
      provider === undefined ? undefined : byUrn.get(provider.slice(0, provider.lastIndexOf("::")));
    return { type, name, inputs, ...(made === undefined ? {} : { provider: providerTemplate(made) }) };
  });
}

function providerTemplate({ type, name, inputs }: Registration): ProviderTemplate {
  return { type, name, inputs };
}
