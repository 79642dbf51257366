import { randomUUID } from "node:crypto";
import type { GeneratedKind } from "../generated";
import { keepers } from "./keepers";
import { strongRandom } from "./randomSource";

/** random:index/randomUuid:RandomUuid and random:index/randomUuid4:RandomUuid4. Their id is the UUID. */
export const randomUuid4: GeneratedKind = uuidKind(randomUUID);

/** random:index/randomUuid7:RandomUuid7. Its id is the UUID. */
export const randomUuid7: GeneratedKind = uuidKind(() => uuid7(Date.now(), strongRandom(10)));

function uuidKind(make: () => string): GeneratedKind {
  return {
    inputs: { keepers },
    outputs: { result: "plain" },
    generate() {
      const result = make();
      return Promise.resolve({ id: result, outputs: { result } });
    },
    import(id) {
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
        throw new Error(
          `'${id}' is no UUID to import: give one such as 7e4436da-7c71-486e-a57c-830b25fff7bd`,
        );
      }
      const result = id.toLowerCase();
      return Promise.resolve({ id: result, inputs: {}, outputs: { result } });
    },
  };
}

/**
 * A version 7 UUID (RFC 9562, section 5.7): the time, then random bits.
 * @param milliseconds since 1970
 * @param random ten bytes, of which 74 bits are used
 */
export function uuid7(milliseconds: number, random: Uint8Array): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
