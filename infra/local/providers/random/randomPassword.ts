import { hash } from "bcryptjs";
import type { GeneratedKind } from "../generated";
import type { PropertyObject } from "../protocol";
import { randomText } from "./characters";
import {
  characterRules,
  checkTextInputs,
  completeTextInputs,
  importedTextInputs,
  textInputs,
} from "./textInputs";

/** bcrypt's cost, the default of Go's implementation, which the official plug-in uses. */
const bcryptCost = 10;
/** bcrypt sees no more than this many bytes of a password. */
const bcryptLimit = 72;

/** random:index/randomPassword:RandomPassword. Its id is the word `none`, since an id is no secret. */
export const randomPassword: GeneratedKind = {
  inputs: textInputs,
  outputs: { bcryptHash: "secret", result: "secret" },
  schemaVersion: 3,
  complete: completeTextInputs,
  check: checkTextInputs,
  async generate(inputs) {
    return { id: "none", outputs: await passwordOutputs(randomText(characterRules(inputs))) };
  },
  async import(password) {
    return { id: "none", inputs: importedTextInputs(password), outputs: await passwordOutputs(password) };
  },
};

async function passwordOutputs(password: string): Promise<PropertyObject> {
  return { bcryptHash: await bcryptHash(password), result: password };
}

/** The bcrypt hash of `password`; of its first 72 bytes when it is longer, as every implementation of bcrypt takes it. */
export function bcryptHash(password: string): Promise<string> {
  // Cut by whole characters: the library takes text, and half a character would hash as another one.
  let seen = password;
  while (Buffer.byteLength(seen) > bcryptLimit) seen = Array.from(seen).slice(0, -1).join("");
  return hash(seen, bcryptCost);
}
