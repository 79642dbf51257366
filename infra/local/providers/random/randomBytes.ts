import type { GeneratedKind } from "../generated";
import type { PropertyObject } from "../protocol";
import { keepers } from "./keepers";
import { strongRandom } from "./randomSource";

/**
 * random:index/randomBytes:RandomBytes. Its id is the word `none`: the official plug-in's is the bytes themselves, which
 * then lie readable in the state, since an id is never encrypted.
 */
export const randomBytes: GeneratedKind = {
  inputs: { keepers, length: { form: "integer", required: true, minimum: 1 } },
  outputs: { base64: "secret", hex: "secret" },
  generate(inputs) {
    return Promise.resolve({
      id: "none",
      outputs: bytesOutputs(strongRandom(inputs.requireInteger("length"))),
    });
  },
  import(base64) {
    const bytes = Buffer.from(base64, "base64");
    if (bytes.length === 0 || bytes.toString("base64") !== base64) {
      throw new Error("this is no id to import: give the bytes in base64 with padding");
    }
    return Promise.resolve({ id: "none", inputs: { length: bytes.length }, outputs: bytesOutputs(bytes) });
  },
};

function bytesOutputs(bytes: Buffer): PropertyObject {
  return { base64: bytes.toString("base64"), hex: bytes.toString("hex") };
}
