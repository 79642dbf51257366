import { basename } from "node:path";
import { parse } from "yaml";

/** A model as it stands in a stack file; keys that are not named here are kept. */
interface ModelSettings {
  readonly name: string;
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
    throw new Error("the stack file has no 'domicile:stack' with sites, models and gateway");
  return config;
}

/** The settings with a GGUF file of the user's in the place of the first model, which keeps its aliases. */
export function withOwnModel(settings: StackSettings, model: OwnModel): StackSettings {
  const [first, ...others] = settings.models;
  if (first === undefined)
    throw new Error("the stack file has no model that '--model' could take the place of");
  const memory = `${Math.ceil((model.bytes * 1.25) / 2 ** 20) + 1024}Mi`;
  const own: ModelSettings = {
    ...first,
    name: modelName(model.file),
    source: `file://${model.stored}`,
    memory,
    cpu: "500m",
  };
  return { ...settings, models: [own, ...others] };
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
    isRecord(value["gateway"])
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
