import type { InputReader, InputSpecs } from "../generated";
import type { CheckFailure, PropertyObject } from "../protocol";
import type { CharacterRules } from "./characters";
import { keepers } from "./keepers";

/** The inputs of RandomPassword and RandomString. */
export const textInputs: InputSpecs = {
  keepers,
  length: { form: "integer", required: true, minimum: 1 },
  lower: { form: "boolean", default: true },
  minLower: { form: "integer", default: 0, minimum: 0 },
  minNumeric: { form: "integer", default: 0, minimum: 0 },
  minSpecial: { form: "integer", default: 0, minimum: 0 },
  minUpper: { form: "integer", default: 0, minimum: 0 },
  number: { form: "boolean" },
  numeric: { form: "boolean" },
  overrideSpecial: { form: "string" },
  special: { form: "boolean", default: true },
  upper: { form: "boolean", default: true },
};

/** `number` is the old name of `numeric`: the state holds both, and one that is given decides. */
export function completeTextInputs(inputs: PropertyObject): PropertyObject {
  const { overrideSpecial, ...others } = inputs;
  const numeric = inputs["numeric"] ?? inputs["number"] ?? true;
  return {
    ...others,
    ...(overrideSpecial === undefined || overrideSpecial === "" ? {} : { overrideSpecial }),
    number: inputs["number"] ?? numeric,
    numeric,
  };
}

/** What contradicts itself in complete inputs. */
export function checkTextInputs(inputs: InputReader): CheckFailure[] {
  const minimums = ["minUpper", "minLower", "minNumeric", "minSpecial"];
  const sum = minimums.reduce((total, name) => total + (inputs.integer(name) ?? 0), 0);
  const length = inputs.integer("length") ?? Infinity;
  const failures: CheckFailure[] = [];
  if (length < sum) {
    failures.push({
      property: "length",
      reason:
        `'length' is ${length}, less than the sum of minUpper, minLower, minNumeric and minSpecial (${sum}); ` +
        `give at least ${sum} or lower the minimums`,
    });
  }
  if (["upper", "lower", "numeric", "special"].every((name) => inputs.boolean(name) === false)) {
    failures.push({
      property: "numeric",
      reason:
        "upper, lower, numeric and special are all false, so no character is left; set at least one to true",
    });
  }
  const [number, numeric] = [inputs.boolean("number"), inputs.boolean("numeric")];
  if (number !== undefined && numeric !== undefined && number !== numeric) {
    failures.push({
      property: "number",
      reason: `'number' is ${String(number)} and 'numeric' ${String(numeric)}; 'number' is deprecated, give 'numeric' only`,
    });
  }
  return failures;
}

/** The rules that complete inputs describe. */
export function characterRules(inputs: InputReader): CharacterRules {
  const integer = (name: string): number => inputs.requireInteger(name);
  const isOn = (name: string): boolean => inputs.boolean(name) ?? true;
  return {
    length: integer("length"),
    upper: isOn("upper"),
    lower: isOn("lower"),
    numeric: isOn("numeric"),
    special: isOn("special"),
    minUpper: integer("minUpper"),
    minLower: integer("minLower"),
    minNumeric: integer("minNumeric"),
    minSpecial: integer("minSpecial"),
    overrideSpecial: inputs.string("overrideSpecial") ?? "",
  };
}

/** The inputs that an imported text is described by. */
export function importedTextInputs(text: string): PropertyObject {
  return {
    // The official plug-in counts bytes here, too.
    length: Buffer.byteLength(text),
    lower: true,
    minLower: 0,
    minNumeric: 0,
    minSpecial: 0,
    minUpper: 0,
    number: true,
    numeric: true,
    special: true,
    upper: true,
  };
}
