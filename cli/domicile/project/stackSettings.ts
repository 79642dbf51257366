import { readFileSync } from "node:fs";
import { LineCounter, parseDocument, type Document } from "yaml";
import { unknownText } from "../engine/wire";
import { isFields } from "../plainData";
import type { Project } from "./project";

/** A stack's settings as its program and the policy pack get them. */
export interface StackSettings {
  /** Texts by full key, e.g. `aws:region`; groups and lists as JSON. What is encrypted in them is the unknown text. */
  readonly texts: Readonly<Record<string, string>>;
  /** Keys of the settings that are encrypted, as a whole or in part. */
  readonly encrypted: readonly string[];
  /** Why not all settings are known; empty when they are. */
  readonly problems: readonly string[];
  readonly file: StackFile;
}

/** The text of a stack file, to tell lines in it. */
export interface StackFile {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** Reads a stack's file beside its project's settings. Never throws for what stands in it. */
export function readStackSettings(project: Project, path: string): StackSettings {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines, version: "1.2" });
  const file = { document, lines };
  const [error] = document.errors;
  const fields: unknown = error === undefined ? toPlain(document) : undefined;
  if (error !== undefined || fields === undefined) {
    const reason = error?.message.split("\n", 1)[0]?.replace(/:$/, "") ?? "its aliases cannot be resolved";
    return { texts: {}, encrypted: [], problems: [`the stack file is no valid YAML: ${reason}`], file };
  }
  const config = isFields(fields) && isFields(fields["config"]) ? fields["config"] : {};
  const settings = { ...projectSettings(project), ...withFullKeys(project, config) };
  const texts = Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]): [string, string][] => {
      const text = settingText(value);
      return text === undefined ? [] : [[key, text]];
    }),
  );
  const encrypted = Object.keys(settings).filter((key) => isEncrypted(settings[key]));
  const environment = isFields(fields) ? fields["environment"] : undefined;
  const problems =
    environment === undefined || environment === null
      ? []
      : [
          "its settings come from 'environment' too, which only Pulumi's service can open; write them into 'config'",
        ];
  return { texts, encrypted, problems, file };
}

/** What the project file says for all stacks: `value` or `default` of a declared setting, or the setting itself. */
function projectSettings(project: Project): Record<string, unknown> {
  const given = Object.entries(project.config).flatMap(([key, declared]): [string, unknown][] => {
    if (!isFields(declared) || isEncrypted(declared)) return [[key, declared]];
    const value = declared["value"] ?? declared["default"];
    return value === undefined ? [] : [[key, value]];
  });
  return withFullKeys(project, Object.fromEntries(given));
}

function withFullKeys(
  { name }: Project,
  settings: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key.includes(":") ? key : `${name}:${key}`, value]),
  );
}

/** A setting's text as programs get it; undefined for one without a value. */
function settingText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (isCiphertext(value)) return unknownText;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  return JSON.stringify(opened(value));
}

function opened(value: unknown): unknown {
  if (isCiphertext(value)) return unknownText;
  if (Array.isArray(value)) return value.map(opened);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, opened(part)]));
}

function isEncrypted(value: unknown): boolean {
  if (isCiphertext(value)) return true;
  if (Array.isArray(value)) return value.some(isEncrypted);
  return isFields(value) && Object.values(value).some(isEncrypted);
}

/** An encrypted value is a group of one field. */
function isCiphertext(value: unknown): boolean {
  return isFields(value) && Object.keys(value).length === 1 && typeof value["secure"] === "string";
}

function toPlain(document: Document.Parsed): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    return undefined;
  }
}
