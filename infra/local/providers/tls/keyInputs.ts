import type { InputReader, InputSpecs } from "../generated";
import type { CheckFailure } from "../protocol";
import { parsePrivateKey } from "./privateKeys";

/**
 * The inputs that hold a private key in one of two ways: `name` stays (encrypted) in the outputs, `nameWo` is used and
 * forgotten, so that only `nameWoVersion` tells that it changed.
 */
export function keyInputs(name: string): InputSpecs {
  return {
    [name]: { form: "string", secret: true },
    [`${name}Wo`]: { form: "string", secret: true, writeOnly: true, onChange: "nothing" },
    [`${name}WoVersion`]: { form: "integer" },
  };
}

/** What is wrong with the inputs of `keyInputs(name)`. */
export function checkKeyInputs(inputs: InputReader, name: string): CheckFailure[] {
  const [kept, writeOnly, version] = [name, `${name}Wo`, `${name}WoVersion`];
  if (inputs.given(kept) === inputs.given(writeOnly)) {
    return [{ property: kept, reason: `exactly one of '${kept}' and '${writeOnly}' must be given` }];
  }
  if (inputs.given(writeOnly) && !inputs.given(version)) {
    const reason = `'${writeOnly}' needs '${version}': a whole number that you raise when the key changes`;
    return [{ property: version, reason }];
  }
  return [kept, writeOnly].flatMap((property) =>
    checkPem(property, inputs.string(property), parsePrivateKey),
  );
}

/** What is wrong with `value` if `parse` throws; the value itself is not shown. */
export function checkPem(
  property: string,
  value: string | undefined,
  parse: (pem: string) => unknown,
): CheckFailure[] {
  if (value === undefined) return [];
  try {
    parse(value);
    return [];
  } catch (error) {
    return [{ property, reason: `'${property}': ${error instanceof Error ? error.message : String(error)}` }];
  }
}

/** The key in the inputs of `keyInputs(name)`, as PEM. */
export function givenKey(inputs: InputReader, name: string): string {
  return inputs.string(name) ?? inputs.requireString(`${name}Wo`);
}
