import { isPropertyList, isPropertyObject, reveal, Secret, Unknown } from "../protocol";
import type { CheckFailure, PropertyObject, PropertyValue } from "../protocol";
import type { InputSpec, InputSpecs } from "./inputSpec";

/** What is wrong with `inputs` by `specs`; values that are unknown during a preview pass. `path` goes before names. */
export function checkInputs(inputs: PropertyObject, specs: InputSpecs, path = ""): CheckFailure[] {
  const names = Object.keys(specs);
  const unexpected = Object.keys(inputs)
    .filter((name) => !names.includes(name) && !name.startsWith("__"))
    .map((name) => ({
      property: path + name,
      reason: `'${path + name}' is no input; allowed: ${names.join(", ")}`,
    }));
  const wrong = Object.entries(specs).flatMap(([name, spec]) =>
    checkInput(path + name, inputs[name] ?? null, spec),
  );
  return [...unexpected, ...wrong];
}

function checkInput(property: string, given: PropertyValue, spec: InputSpec): CheckFailure[] {
  const value = reveal(given);
  if (value === null) return spec.required ? [{ property, reason: `'${property}' is missing` }] : [];
  if (value instanceof Unknown) return [];
  const fail = (wanted: string): CheckFailure[] => [
    { property, reason: `'${property}' is ${shown(given)}; it must be ${wanted}` },
  ];
  switch (spec.form) {
    case "string":
      return typeof value === "string" && isAllowed(value, spec) ? [] : fail(wantedString(spec));
    case "integer":
      return isInRange(numberOf(value), spec) ? [] : fail(wantedInteger(spec));
    case "boolean":
      return typeof value === "boolean" ? [] : fail("true or false");
    case "strings":
      if (!isPropertyList(value)) return fail("a list of strings");
      return value.flatMap((item, index) =>
        checkInput(`${property}[${index}]`, item, { ...spec, form: "string", required: true }),
      );
    case "stringMap":
      if (!isPropertyObject(value)) return fail("an object of strings");
      return Object.entries(value).flatMap(([key, item]) =>
        checkInput(`${property}.${key}`, item, { form: "string" }),
      );
    case "object":
      if (!isPropertyObject(value)) return fail("an object");
      return checkInputs(value, spec.fields ?? {}, `${property}.`);
  }
}

function isAllowed(value: string, { allowed }: InputSpec): boolean {
  return allowed?.includes(value) ?? true;
}

function wantedString({ allowed }: InputSpec): string {
  return allowed === undefined ? "a string" : `one of ${allowed.join(", ")}`;
}

/** A number, also one written as text (stack config has only texts); NaN for anything else. */
export function numberOf(value: PropertyValue): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : NaN;
}

function isInRange(value: number, { minimum = -Infinity, maximum = Infinity }: InputSpec): boolean {
  return Number.isSafeInteger(value) && value >= minimum && value <= maximum;
}

function wantedInteger({ minimum, maximum }: InputSpec): string {
  if (minimum !== undefined && maximum !== undefined) {
    return `a whole number from ${minimum} to ${maximum}`;
  }
  if (minimum !== undefined) return `a whole number of at least ${minimum}`;
  return maximum === undefined ? "a whole number" : `a whole number of at most ${maximum}`;
}

function shown(value: PropertyValue): string {
  if (value instanceof Secret) return "[secret]";
  return typeof value === "string" ? `'${value}'` : JSON.stringify(value);
}
