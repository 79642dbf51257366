import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parse } from "yaml";
import type { Upload } from "./uploads";
import { fromProject } from "../../infra/clouds/connection";
import { parseModelSource } from "../../infra/modelSource";
import { readUploadedFile } from "../../infra/uploadedFile";

/** A model as it stands in a stack file; keys that are not named here are kept. */
interface ModelSettings {
  readonly name: string;
  readonly source: string;
  readonly aliases?: readonly string[];
  readonly [key: string]: unknown;
}

/** The value of `domicile:stack` as far as a start changes it; everything else is kept. */
export interface StackSettings {
  readonly sites: readonly Readonly<Record<string, unknown>>[];
  readonly models: readonly ModelSettings[];
  readonly gateway: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/**
 * The value of `domicile:stack` in the text of a stack file.
 * @throws Error when it has no sites, models and gateway.
 */
export function stackSettingsOf(yaml: string): StackSettings {
  const file: unknown = parse(yaml);
  const config = isRecord(file) && isRecord(file["config"]) ? file["config"]["domicile:stack"] : undefined;
  if (!isStackSettings(config))
    throw new Error(
      "the stack file has no 'domicile:stack' with sites, gateway, and models that each have a source",
    );
  return config;
}

/** The settings of `stacks/Pulumi.local.yaml` in the checkout at `root`. */
export async function readLocalSettings(root: string): Promise<StackSettings> {
  return stackSettingsOf(await readFile(join(root, "stacks", "Pulumi.local.yaml"), "utf8"));
}

/** The settings for a cluster that the user has: weights are copied into it, and it gets no port of its nodes. */
export function onExistingCluster(
  settings: StackSettings,
  { kubeconfig, context }: { readonly kubeconfig: string; readonly context: string },
): StackSettings {
  const { sites, models, gateway } = settings;
  return {
    ...settings,
    sites: sites.map((site) => ({ ...site, cloud: "existing", kubeconfig, context })),
    models: models.map((model) => ({ ...model, source: model.source.replace(/^file:/, "upload:") })),
    gateway: { ...gateway, service: { type: "ClusterIP" } },
  };
}

/** The weights that the settings copy into the cluster. @throws Error when one cannot be read */
export async function uploadsOf({ models }: StackSettings, root: string): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for (const { name, source } of models) {
    const parsed = parseModelSource(source);
    if (parsed?.kind !== "upload") continue;
    const file = fromProject(root, parsed.path);
    uploads.push({ model: name, file, name: (await readUploadedFile(file)).name });
  }
  return uploads;
}

/** The settings with a GGUF file of the user's in the place of the first model, with its aliases and its clients. */
export function withOwnModel(settings: StackSettings, model: OwnModel): StackSettings {
  const [first, ...others] = settings.models;
  if (first === undefined)
    throw new Error("the stack file has no model that '--model' could take the place of");
  const memory = `${memoryFor(model.bytes) / 2 ** 20}Mi`;
  const own: ModelSettings = {
    ...first,
    name: modelName(model.file),
    source: `file://${model.stored}`,
    memory,
    cpu: "500m",
  };
  const gateway = withRenamedModel(settings.gateway, first.name, own.name);
  return { ...settings, gateway, models: [own, ...others] };
}

/** What an engine needs for weights of a size, in bytes; a whole number of MiB. */
export function memoryFor(bytes: number): number {
  return 2 ** 20 * (Math.ceil((bytes * 1.25) / 2 ** 20) + 1024);
}

/** The gateway's settings with another name for a model in its clients' lists. */
function withRenamedModel(
  gateway: StackSettings["gateway"],
  from: string,
  to: string,
): StackSettings["gateway"] {
  const rename = (name: unknown) => (name === from ? to : name);
  const clients = Array.isArray(gateway["clients"]) ? gateway["clients"].filter(isRecord) : [];
  return {
    ...gateway,
    clients: clients.map((client) =>
      Array.isArray(client["models"]) ? { ...client, models: client["models"].map(rename) } : client,
    ),
  };
}

/** A GGUF file of the user's. */
export interface OwnModel {
  /** As the user named it. */
  readonly file: string;
  /** Where the copy for the cluster lies. */
  readonly stored: string;
  readonly bytes: number;
}

/** The name that a file's model is served under: its file name as a DNS label of at most 42 characters. */
export function modelName(file: string): string {
  const label = basename(file)
    .replace(/\.gguf$/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 42)
    .replace(/-+$/, "");
  return label === "" ? "model" : label;
}

function isStackSettings(value: unknown): value is StackSettings {
  return (
    isRecord(value) &&
    Array.isArray(value["sites"]) &&
    Array.isArray(value["models"]) &&
    value["models"].every((model) => isRecord(model) && typeof model["source"] === "string") &&
    isRecord(value["gateway"])
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
