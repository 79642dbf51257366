import { at, isJsonList, isJsonObject } from "../manifest/json";
import type { Json } from "../manifest/json";

type Step =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "every" }
  | { readonly kind: "where"; readonly name: string; readonly value: string };

/** What `jsonpath={.path}=value` asks for; without a value anything that is there will do. */
export interface JsonPathQuery {
  readonly steps: readonly Step[];
  readonly value?: string;
}

const step =
  /\.([A-Za-z0-9_/-]+)|\['([^']*)'\]|\[(\d+)\]|\[(\*)\]|\[\?\(@\.([A-Za-z0-9_-]+)==["']([^"']*)["']\)\]/gy;

/**
 * Reads `jsonpath={.status.phase}=Running` as `kubectl wait` takes it: fields, indices, `[*]` and
 * `[?(@.type=="Ready")]`. Throws when the expression has another form.
 */
export function parseJsonPath(expression: string): JsonPathQuery {
  const match = /^jsonpath=\{([^}]*)\}(?:=(.*))?$/s.exec(expression);
  const path = match?.[1];
  if (match === null || path === undefined || path === "") {
    throw new Error(`"${expression}" is no JSONPath to wait for, e.g. jsonpath={.status.phase}=Running`);
  }
  const value = match[2];
  return { steps: parseSteps(path, expression), ...(value === undefined ? {} : { value }) };
}

function parseSteps(path: string, expression: string): readonly Step[] {
  const steps: Step[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < path.length) {
    const found = step.exec(path);
    if (found === null) {
      throw new Error(
        `"${expression}" has a part that is not supported: fields, [0], [*] and [?(@.name=="value")] are`,
      );
    }
    const [, field, quoted, index, every, name, value] = found;
    if (index !== undefined) steps.push({ kind: "index", index: Number(index) });
    else if (every !== undefined) steps.push({ kind: "every" });
    else if (name !== undefined) steps.push({ kind: "where", name, value: value ?? "" });
    else steps.push({ kind: "field", name: field ?? quoted ?? "" });
  }
  return steps;
}

/** Whether `object` has what the query asks for. */
export function matchesJsonPath(query: JsonPathQuery, object: Json): boolean {
  const found = query.steps.reduce<readonly Json[]>(
    (values, part) => values.flatMap((value) => follow(part, value)),
    [object],
  );
  if (query.value === undefined) return found.length > 0;
  return found.some((value) => (typeof value === "string" ? value : JSON.stringify(value)) === query.value);
}

function follow(part: Step, value: Json): readonly Json[] {
  switch (part.kind) {
    case "field":
      return present(at(value, part.name));
    case "index":
      return present(at(value, part.index));
    case "every":
      return isJsonList(value) ? value : isJsonObject(value) ? Object.values(value) : [];
    case "where":
      return isJsonList(value) ? value.filter((item) => at(item, part.name) === part.value) : [];
  }
}

function present(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : [value];
}
