import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { ClientKeys } from "../components/sovereignEndpoint";
import { mistakesBetweenFields } from "./betweenFields";
import type { Mistake } from "./mistake";
import { ReadableStack, StackConfig } from "./schema";
import { siteMistakes } from "./siteMistakes";
import { mistakesWithUnknownCloud } from "./siteSchema";

/** A stack's settings and the client keys that the user brings, as secrets by client name. */
export interface StackInputs {
  readonly config: StackConfig;
  readonly clientKeys: pulumi.Output<ClientKeys>;
}

/**
 * Reads and checks `domicile:stack` and the secret `domicile:clientKeys`.
 * @throws pulumi.RunError with one message that lists every mistake.
 */
export function readStackConfig(settings = new pulumi.Config("domicile")): StackInputs {
  const key = `${settings.name}:stack`;
  const stack = settings.getObject<unknown>("stack");
  if (stack === undefined) {
    throw new pulumi.RunError(
      `the stack '${pulumi.getStack()}' has no setting '${key}'; write one into stacks/Pulumi.${pulumi.getStack()}.yaml, ` +
        "with stacks/Pulumi.local.yaml as an example",
    );
  }
  const checked = checkStackConfig(stack);
  if ("problems" in checked) {
    throw new pulumi.RunError(
      `invalid setting '${key}':\n${checked.problems.map((line) => `  - ${line}`).join("\n")}`,
    );
  }
  return {
    config: checked.config,
    clientKeys: settings.getSecretObject<ClientKeys>("clientKeys") ?? pulumi.secret<ClientKeys>({}),
  };
}

/** Checks what stands under `domicile:stack`: the settings with their defaults, or every mistake in a line of its own. */
export function checkStackConfig(stack: unknown): { config: StackConfig } | { problems: string[] } {
  const parsed = StackConfig.safeParse(stack, { reportInput: true });
  const readable = ReadableStack.parse(stack) ?? {};
  const between = [...mistakesBetweenFields(readable), ...siteMistakes(sitesOf(stack), readable)];
  if (parsed.success && between.length === 0) return { config: parsed.data };
  return { problems: [...(parsed.error?.issues ?? []).flatMap(describeIssue), ...between.map(describe)] };
}

function sitesOf(stack: unknown): unknown {
  return typeof stack === "object" && stack !== null && "sites" in stack ? stack.sites : undefined;
}

/** `sites[0].country: "CH" lies outside the jurisdiction; …`. */
function describe({ path, input, message }: Mistake): string {
  const value = input === undefined ? "is missing;" : JSON.stringify(input);
  return `${where(path)}: ${value} ${message}`;
}

type Issue = z.core.$ZodIssue;

/** `sites[0].cloud: "gcp" is not one of: local, existing`. */
function describeIssue(issue: Issue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map(
      (key) => `${where([...issue.path, key])}: is no setting - remove it or mend its name`,
    );
  }
  if (issue.code === "invalid_key") {
    return issue.issues.map((inner) =>
      describe({ path: issue.path, input: inner.input, message: explain(inner) }),
    );
  }
  if (issue.code === "invalid_union" && issue.discriminator === "cloud") {
    const site = issue.path.slice(0, -1);
    return mistakesWithUnknownCloud(issue.input).flatMap((inner) =>
      describeIssue({ ...inner, path: [...site, ...inner.path] }),
    );
  }
  return [describe({ path: issue.path, input: issue.input, message: explain(issue) })];
}

function where(path: readonly PropertyKey[]): string {
  const text = path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${String(step)}`))
    .join("");
  return text === "" ? "(the setting itself)" : text;
}

function explain(issue: Issue): string {
  const missing = issue.input === undefined;
  switch (issue.code) {
    case "invalid_value":
      return `${missing ? "" : "is not allowed; "}allowed: ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return missing
        ? `give ${article(issue.expected)}`
        : `is of the wrong type; give ${article(issue.expected)}`;
    case "too_small":
      return issue.origin === "array"
        ? `is empty; give at least ${issue.minimum}`
        : `is too small; allowed: ${issue.inclusive === false ? `more than ${issue.minimum}` : `${issue.minimum} or more`}`;
    case "too_big":
      return `is too large; allowed: ${issue.maximum} or less`;
    case "invalid_union":
    case "custom":
    case "invalid_format":
      return issue.message;
    default:
      return issue.message;
  }
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    array: "a list",
    object: "a group of settings",
    int: "a whole number",
  };
  return names[type] ?? `a ${type}`;
}
