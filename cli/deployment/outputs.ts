import type { OutputMap } from "@pulumi/pulumi/automation";
import type { EndpointFile } from "./endpointFile";
import type { StackSettings } from "./settings";

/**
 * Reads a site's client keys from a stack's outputs: the result gives the key of a client by its name.
 * @throws Error when the outputs hold no key for it
 */
export function clientKeysOf(outputs: OutputMap, site: string): (client: string) => string {
  const sites: unknown = outputs["clientKeys"]?.value;
  const keys = isRecord(sites) ? sites[site] : undefined;
  return (client) => {
    const key = isRecord(keys) ? keys[client] : undefined;
    if (typeof key !== "string") {
      throw new Error(
        `the stack gave no key for client '${client}' of site '${site}'; is it in stacks/Pulumi.local.yaml?`,
      );
    }
    return key;
  };
}

/**
 * The models of `.domicile/endpoint.json`: the stack file's first, the first that embeds, and the last that answers.
 * @throws Error when the stack file has no model to embed with
 */
export function endpointModels(settings: StackSettings): EndpointFile["models"] {
  const [chat] = settings.models;
  const embedding = settings.models.find((model) => model["task"] === "embed");
  const tool = settings.models.filter((model) => model["task"] !== "embed").at(-1);
  if (chat === undefined || embedding === undefined || tool === undefined) {
    throw new Error("stacks/Pulumi.local.yaml needs a model that answers and one with 'task: embed'");
  }
  return {
    chat: chat.name,
    alias: chat.aliases?.[0] ?? chat.name,
    embedding: embedding.name,
    embeddingAlias: embedding.aliases?.[0] ?? embedding.name,
    tool: tool.name,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
