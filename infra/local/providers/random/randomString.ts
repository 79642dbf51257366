import type { GeneratedKind } from "../generated";
import { randomText } from "./characters";
import {
  characterRules,
  checkTextInputs,
  completeTextInputs,
  importedTextInputs,
  textInputs,
} from "./textInputs";

/** random:index/randomString:RandomString. Its id is the text. */
export const randomString: GeneratedKind = {
  inputs: textInputs,
  outputs: { result: "plain" },
  schemaVersion: 2,
  complete: completeTextInputs,
  check: checkTextInputs,
  generate(inputs) {
    const result = randomText(characterRules(inputs));
    return Promise.resolve({ id: result, outputs: { result } });
  },
  import(text) {
    return Promise.resolve({ id: text, inputs: importedTextInputs(text), outputs: { result: text } });
  },
};
