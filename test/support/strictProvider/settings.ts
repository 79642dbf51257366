import { readFileSync } from "node:fs";
import type { PropertyObject } from "../../../infra/local/providers/protocol";
import type { Overrides } from "./override";

/** Names the file with the settings of the provider in this process. */
export const settingsVariable = "DOMICILE_TEST_STRICT_PROVIDER";

/** What a provider is told, as JSON. */
export interface StrictProviderSettings {
  /** Pulumi's name of the package, e.g. `aws`. */
  readonly package: string;
  /** The folder of its SDK. */
  readonly sdk: string;
  /** The file of the pretended cloud. */
  readonly cloud: string;
  readonly overrides: Overrides;
  /** Answers of functions by their token; texts may hold `{inputs.a}` for an argument. */
  readonly invokes: Readonly<Record<string, PropertyObject>>;
}

/** @throws Error when the file does not hold settings */
export function readSettings(file: string): StrictProviderSettings {
  const settings: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (isSettings(settings)) return settings;
  throw new Error(`${file} holds no settings of a provider`);
}

/** `strictEngine` writes the file, by its type. */
function isSettings(value: unknown): value is StrictProviderSettings {
  return typeof value === "object" && value !== null && "sdk" in value && "cloud" in value;
}
