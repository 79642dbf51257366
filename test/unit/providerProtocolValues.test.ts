import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "vitest";
import {
  configDiff,
  decodeProperties,
  encodeProperties,
  hasSecret,
  hasUnknown,
  revealAll,
  sameValue,
  Secret,
  Unknown,
} from "../../infra/local/providers/protocol";
import type { PropertyObject } from "../../infra/local/providers/protocol";

/** The key and the marks by which the engine tells special values, from sdk/go/common/resource of pulumi/pulumi. */
const signature = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
const outputMark = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const resourceMark = "5cf8f73096256a8f31e491e813e4eb8e";
const assetMark = "c44067f5952c0a294b673a41bacd8c17";
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function plainOf(value: PropertyObject[string] | undefined): unknown {
  return value instanceof Secret ? value.reveal() : undefined;
}

describe("property values", () => {
  it("survive the way to the engine and back", () => {
    const values: PropertyObject = {
      nothing: null,
      yes: true,
      number: 1.5,
      text: "a",
      list: [1, ["b"], { c: null }],
      object: { "a.b/c": { d: false } },
      empty: {},
      unknown: Unknown.value,
    };
    expect(decodeProperties(encodeProperties(values))).toEqual(values);
  });

  it("are encoded as the engine expects", () => {
    const encoded = encodeProperties({ key: new Secret("s"), later: Unknown.value }).toJavaScript();
    expect(encoded).toEqual({ key: { [signature]: secretMark, value: "s" }, later: unknownText });
  });

  it.each([
    unknownText,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  ])("are unknown when the engine sends %s", (mark) => {
    expect(decodeProperties(Struct.fromJavaScript({ later: mark }))).toEqual({ later: Unknown.value });
  });

  it("take output values as what they hold", () => {
    const decoded = decodeProperties(
      Struct.fromJavaScript({
        known: { [signature]: outputMark, value: "a" },
        unknown: { [signature]: outputMark },
        secret: { [signature]: outputMark, value: { b: "c" }, secret: true },
      }),
    );
    expect(decoded["known"]).toBe("a");
    expect(decoded["unknown"]).toBe(Unknown.value);
    expect(plainOf(decoded["secret"])).toEqual({ b: "c" });
  });

  it("take references to resources as the resource's id", () => {
    const reference = (id: string): Record<string, string> => ({
      [signature]: resourceMark,
      urn: "urn:x",
      id,
    });
    const decoded = decodeProperties(
      Struct.fromJavaScript({ made: reference("ns/a"), coming: reference("") }),
    );
    expect(decoded).toEqual({ made: "ns/a", coming: Unknown.value });
  });

  it("refuse assets and signatures that they do not know", () => {
    const asset = Struct.fromJavaScript({ file: { [signature]: assetMark, path: "x" } });
    expect(() => decodeProperties(asset)).toThrow("assets and archives are not supported by this plug-in");
    const strange = Struct.fromJavaScript({ file: { [signature]: "0" } });
    expect(() => decodeProperties(strange)).toThrow('a value of an unknown kind, signature "0"');
  });

  it("are an empty object when the message has none", () => {
    expect(decodeProperties(undefined)).toEqual({});
  });
});

describe("secrets", () => {
  it("show nothing of their value and do not nest", () => {
    const secret = new Secret(new Secret("hidden"));
    expect(secret.reveal()).toBe("hidden");
    expect(`${secret.toString()} ${JSON.stringify({ secret })}`).toBe('[secret] {"secret":"[secret]"}');
  });

  it("are taken away at any depth, also inside one another", () => {
    const value = { a: [new Secret({ b: [new Secret("x")] }), Unknown.value], c: null };
    expect(revealAll(value)).toEqual({ a: [{ b: ["x"] }, Unknown.value], c: null });
    expect(revealAll(new Secret(1))).toBe(1);
  });

  it("and unknown values are found at any depth", () => {
    expect(hasSecret({ a: [{ b: new Secret(1) }] })).toBe(true);
    expect(hasSecret({ a: [{ b: 1 }] })).toBe(false);
    expect(hasUnknown({ a: new Secret([{ b: Unknown.value }]) })).toBe(true);
    expect(hasUnknown({ a: new Secret([{ b: unknownText.slice(1) }]) })).toBe(false);
  });
});

describe("comparison", () => {
  it("looks through secrets, at every depth", () => {
    expect(sameValue({ a: [new Secret("x")] }, { a: ["x"] })).toBe(true);
    expect(sameValue(new Secret({ a: 1 }), new Secret({ a: 2 }))).toBe(false);
    expect(sameValue({ a: [new Secret("x")] }, { a: [new Secret("y")] })).toBe(false);
  });

  it("tells lists, objects and missing properties apart", () => {
    expect(sameValue([1, 2], [1])).toBe(false);
    expect(sameValue({ a: null }, {})).toBe(false);
    expect(sameValue({ a: 1 }, { b: 1 })).toBe(false);
    expect(sameValue([], {})).toBe(false);
    expect(sameValue(null, null)).toBe(true);
  });

  it("takes an unknown value as different from everything", () => {
    expect(sameValue(Unknown.value, Unknown.value)).toBe(false);
  });

  it("of configurations lists what was added, changed and dropped", () => {
    const olds = { same: "1", changed: new Secret("a"), dropped: "x" };
    expect(
      configDiff({ oldInputs: olds, newInputs: { same: "1", changed: new Secret("b"), added: "y" } }),
    ).toEqual({
      changes: true,
      detailedDiff: { changed: "update", dropped: "delete", added: "add" },
    });
    expect(configDiff({ oldInputs: olds, newInputs: olds })).toEqual({ changes: false, detailedDiff: {} });
  });
});
