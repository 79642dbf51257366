import type { CountrySet } from "./approval";
import { Checker, described, isFields } from "./checker";

/** What a stack's own settings say of where it may be. */
export interface StackRequest {
  readonly jurisdiction?: CountrySet;
  readonly operators?: CountrySet | "any";
}

/** A stack's request that has no mistake, or all of its mistakes; undefined when it asks for nothing. */
export type CheckedRequest =
  { readonly request: StackRequest } | { readonly problems: readonly string[] } | undefined;

/**
 * Reads the stack's settings `domicile:stack`, or plain `domicile:jurisdiction` and `domicile:operators`, each a JSON
 * list or one code. What `domicile:stack` says wins over the plain settings; its other keys are none of the pack's.
 * @param setting gives the text of a setting by its full key, undefined when it is not set
 */
export function checkStackRequest(setting: (key: string) => string | undefined): CheckedRequest {
  const checker = new Checker({ isFalseNorway: true });
  const stack = readStack(checker, setting("domicile:stack"));
  const [jurisdictionKey, jurisdictionValue] = chosen(stack, "jurisdiction", setting);
  const [operatorsKey, operatorsValue] = chosen(stack, "operators", setting);
  const jurisdiction = checker.countries(jurisdictionValue, jurisdictionKey);
  const operators = checker.operators(operatorsValue, operatorsKey);
  if (checker.problems.length > 0) return { problems: checker.problems };
  if (jurisdiction === undefined && operators === undefined) return undefined;
  return {
    request: {
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(operators === undefined ? {} : { operators }),
    },
  };
}

function readStack(checker: Checker, text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  const value = parseJson(text);
  if (isFields(value)) return value;
  checker.report("domicile:stack", `${described(text)} is no group of settings`);
  return {};
}

function chosen(
  stack: Readonly<Record<string, unknown>>,
  name: string,
  setting: (key: string) => string | undefined,
): [key: string, value: unknown] {
  if (Object.hasOwn(stack, name)) return [`domicile:stack.${name}`, stack[name] ?? null];
  const key = `domicile:${name}`;
  const text = setting(key);
  return [key, text === undefined ? undefined : (listOf(text) ?? oneCode(text))];
}

/** A list in JSON; undefined for any other text. */
function listOf(text: string): unknown {
  const value = parseJson(text);
  return Array.isArray(value) ? value : undefined;
}

/** One code as it stands, or in JSON's quotes. An unquoted NO in a stack file may reach us as the text `false`. */
function oneCode(text: string): unknown {
  const trimmed = text.trim();
  const value = parseJson(trimmed);
  return typeof value === "string" || value === false ? value : trimmed;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
