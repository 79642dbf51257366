import type { GeneratedKind } from "../generated";
import type { PropertyObject } from "../protocol";
import { keepers } from "./keepers";
import { strongRandom } from "./randomSource";

/** random:index/randomId:RandomId. Its id is the bytes in URL-safe base64 without the prefix. */
export const randomId: GeneratedKind = {
  inputs: {
    byteLength: { form: "integer", required: true, minimum: 1 },
    keepers,
    prefix: { form: "string" },
  },
  outputs: { b64Std: "plain", b64Url: "plain", dec: "plain", hex: "plain" },
  generate(inputs) {
    const bytes = strongRandom(inputs.requireInteger("byteLength"));
    return Promise.resolve({
      id: bytes.toString("base64url"),
      outputs: idOutputs(bytes, inputs.string("prefix") ?? ""),
    });
  },
  import(id) {
    const comma = id.lastIndexOf(",");
    const [prefix, text] = [id.slice(0, Math.max(comma, 0)), id.slice(comma + 1)];
    const bytes = Buffer.from(text, "base64url");
    if (bytes.length === 0 || bytes.toString("base64url") !== text) {
      throw new Error(
        `'${id}' is no id to import: give the bytes in URL-safe base64 without padding, or PREFIX,BYTES`,
      );
    }
    return Promise.resolve({
      id: text,
      inputs: { byteLength: bytes.length, ...(prefix === "" ? {} : { prefix }) },
      outputs: idOutputs(bytes, prefix),
    });
  },
};

function idOutputs(bytes: Buffer, prefix: string): PropertyObject {
  const hex = bytes.toString("hex");
  return {
    b64Std: prefix + bytes.toString("base64"),
    b64Url: prefix + bytes.toString("base64url"),
    dec: prefix + BigInt(`0x${hex}`).toString(),
    hex: prefix + hex,
  };
}
