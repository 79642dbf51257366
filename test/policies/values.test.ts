import { asset } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { remembered, rememberedLast } from "../../policies/remembered";
import { toInputs, toValue, unknownSentinels } from "../../policies/toInputs";
import { shown, unknown, valuesAt, type Inputs } from "../../policies/values";
import { behindProxy } from "../support/policies";
import * as sdk from "@pulumi/policy/proxy";

const secret = (fields: object): object => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ...fields,
});
const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("valuesAt", () => {
  it.each<[string, Inputs, string, unknown[]]>([
    ["a property", { region: "eu-central-1" }, "region", [["region", "eu-central-1"]]],
    ["a nested property", { sku: { name: "LRS" } }, "sku.name", [["sku.name", "LRS"]]],
    [
      "each element of a list on the way",
      { rules: [{ destination: { bucket: "a" } }, { destination: { bucket: "b" } }] },
      "rules.destination.bucket",
      [
        ["rules[0].destination.bucket", "a"],
        ["rules[1].destination.bucket", "b"],
      ],
    ],
    [
      "nested lists on the way and at the end",
      { rules: [[{ to: ["a", ["b"]] }]] },
      "rules.to",
      [
        ["rules[0][0].to[0]", "a"],
        ["rules[0][0].to[1][0]", "b"],
      ],
    ],
    [
      "every key by a star",
      { zones: { a: { in: "x" }, b: { in: "y" } } },
      "zones.*.in",
      [
        ["zones.a.in", "x"],
        ["zones.b.in", "y"],
      ],
    ],
    ["an object at the end", { sku: { name: "LRS" } }, "sku", [["sku", { name: "LRS" }]]],
    [
      "falsy values",
      { on: [false, 0, ""] },
      "on",
      [
        ["on[0]", false],
        ["on[1]", 0],
        ["on[2]", ""],
      ],
    ],
    ["an unknown value", { region: unknown }, "region", [["region", unknown]]],
    [
      "an unknown on the way, where it stands",
      { rules: [{ to: unknown }, unknown] },
      "rules.to.bucket",
      [
        ["rules[0].to", unknown],
        ["rules[1]", unknown],
      ],
    ],
    ["nothing for absent and null", { a: null, b: [null, undefined], c: {} }, "a.x", []],
    ["nothing for null elements", { b: [null, undefined] }, "b", []],
    ["nothing for a missing leaf", { c: {} }, "c.d", []],
    ["no property of the prototype", { a: {} }, "a.constructor", []],
  ])("finds %s", (_, inputs, path, expected) => {
    const found = valuesAt(inputs, path);
    expect(found.map(({ path: at, value }) => [at, value])).toEqual(expected);
    expect(found.every(({ isMalformed }) => !isMalformed)).toBe(true);
  });

  it.each<[Inputs, string, string, unknown]>([
    [{ sku: "LRS" }, "sku.name", "sku", "LRS"],
    [{ rules: [{ to: 3 }] }, "rules.to.bucket", "rules[0].to", 3],
    [{ a: ["x"] }, "a.length", "a[0]", "x"],
    [{ zones: true }, "zones.*.in", "zones", true],
  ])("marks what stands where an object belongs: %j at %s", (inputs, path, at, value) => {
    expect(valuesAt(inputs, path)).toEqual([{ path: at, value, isMalformed: true }]);
  });
});

describe("shown", () => {
  it.each<[Parameters<typeof shown>[0], string]>([
    ["us-east-1", '"us-east-1"'],
    [3, "3"],
    [null, "null"],
    [undefined, "nothing"],
    [unknown, "unknown"],
    [{ a: [unknown, 1] }, '{"a":["unknown",1]}'],
    ["x".repeat(100), `"${"x".repeat(76)}...`],
  ])("%j is %s", (value, text) => {
    expect(shown(value)).toBe(text);
  });
});

describe("toInputs", () => {
  it("knows every sentinel of the installed SDK", () => {
    const known = Object.entries(sdk).flatMap(([name, value]) =>
      /^unknown.*Value$/.test(name) ? [value] : [],
    );
    expect(known).toHaveLength(7);
    expect(new Set(known)).toEqual(unknownSentinels);
    expect(new Set([...unknownSentinels].map((text) => String(text).length))).toEqual(new Set([36]));
  });

  it("copies nothing of what is plain data, and only what is not", () => {
    const plain = { size: 3, tags: { a: "b" }, rules: [{ to: ["x", null, true] }] };
    expect(toInputs(plain)).toBe(plain);
    const read = toInputs({ ...plain, region: sentinel });
    expect(read).toEqual({ ...plain, region: unknown });
    expect(read?.["tags"]).toBe(plain.tags);
    expect(read?.["rules"]).toBe(plain.rules);
  });

  it("reads the SDK's proxies, whatever is unknown in them", () => {
    const properties = behindProxy({
      region: sentinel,
      tags: { a: sentinel, b: "plain" },
      rules: [{ to: sentinel }, sentinel, "plain"],
      size: 3,
      on: true,
      none: null,
    });
    expect(toInputs(properties)).toEqual({
      region: unknown,
      tags: { a: unknown, b: "plain" },
      rules: [{ to: unknown }, unknown, "plain"],
      size: 3,
      on: true,
      none: null,
    });
  });

  it.each([...unknownSentinels])("takes %s for unknown at any depth", (text) => {
    expect(toInputs({ a: [[{ b: text }]] })).toEqual({ a: [[{ b: unknown }]] });
  });

  it("keeps text that only contains a sentinel", () => {
    expect(toValue(`x${sentinel}`)).toBe(`x${sentinel}`);
  });

  it("opens secrets, and does not know those that are closed", () => {
    expect(toValue(secret({ value: { region: "us-east-1", more: secret({ value: sentinel }) } }))).toEqual({
      region: "us-east-1",
      more: unknown,
    });
    expect(toValue(secret({ value: null }))).toBeNull();
    expect(toValue(secret({ plaintext: '["us-east-1"]' }))).toEqual(["us-east-1"]);
    expect(toValue(secret({ plaintext: "{" }))).toBe(unknown);
    expect(toValue(secret({ ciphertext: "v1:abc" }))).toBe(unknown);
  });

  it("does not know what is in assets and archives", () => {
    const file = new asset.FileAsset("model.gguf");
    const archive = new asset.AssetArchive({ a: new asset.StringAsset("text"), b: file });
    expect(toInputs({ file, archive, region: "us-east-1" })).toMatchObject({
      file: { path: unknown },
      archive: { assets: unknown },
      region: "us-east-1",
    });
  });

  it.each([[sentinel], [undefined], [null], ["text"], [3], [["a"]]])("has no inputs in %j", (properties) => {
    expect(toInputs(properties)).toBeUndefined();
  });

  it.each<[unknown]>([[Promise.resolve("a")], [() => "a"], [Symbol("a")], [3n]])(
    "does not know %s",
    (value) => {
      expect(toInputs({ value })).toEqual({ value: unknown });
    },
  );

  it("reads on past a property that cannot be read", () => {
    const properties = {
      region: "us-east-1",
      get broken(): string {
        throw new Error("broken");
      },
    };
    expect(toInputs(properties)).toEqual({ region: "us-east-1", broken: unknown });
  });

  it("hides nothing behind a prototype", () => {
    const inputs = toInputs(JSON.parse('{"__proto__": {"region": "us-east-1"}}'));
    expect(Object.keys(inputs ?? {})).toEqual(["__proto__"]);
    expect(inputs?.["region"]).toBeUndefined();
  });
});

describe("remembered", () => {
  it("asks once, and forgets before it grows", () => {
    const asked: string[] = [];
    const lookUp = remembered(2, (key: string) => {
      asked.push(key);
      return key === "a" ? undefined : key;
    });
    expect(["a", "a", "b", "a", "c", "a"].map(lookUp)).toEqual([
      undefined,
      undefined,
      "b",
      undefined,
      "c",
      undefined,
    ]);
    expect(asked).toEqual(["a", "b", "c", "a"]);
  });

  it("asks once about the same in turn", () => {
    const [one, other] = [{ name: "one" }, { name: "other" }];
    const asked: string[] = [];
    const lookUp = rememberedLast(({ name }: { readonly name: string }) => {
      asked.push(name);
      return name === "other" ? undefined : name;
    });
    expect([one, one, other, other, one].map(lookUp)).toEqual(["one", "one", undefined, undefined, "one"]);
    expect(asked).toEqual(["one", "other", "one"]);
  });
});
