import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { localPaths } from "../../infra/local/paths";
import { Secret, Unknown } from "../../infra/local/providers/protocol";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { randomProvider } from "../../infra/local/providers/random/randomProvider";
import { tlsProvider } from "../../infra/local/providers/tls/tlsProvider";
import { uuid7 } from "../../infra/local/providers/random/randomUuid";
import { providerCalls } from "../support/providerCalls";
import type { ProviderCalls } from "../support/providerCalls";

function kind(name: string): ProviderCalls {
  return providerCalls(
    randomProvider,
    `random:index/${name[0]?.toLowerCase() ?? ""}${name.slice(1)}:${name}`,
  );
}

const password = kind("RandomPassword");

it("the stand-ins have the versions of the installed SDKs", async () => {
  for (const provider of [randomProvider, tlsProvider]) {
    const file = join(localPaths().root, "node_modules/@pulumi", provider.name, "package.json");
    const text = await readFile(file, "utf8");
    expect(text).toContain(`"version": "${provider.version}"`);
  }
});

describe("the random plug-in's checks", () => {
  it("accept what the documentation allows", async () => {
    expect(await password.failures({ length: 8, minUpper: 8 })).toEqual([]);
    expect(await password.failures({ length: 1, upper: false, lower: false, special: false })).toEqual([]);
    expect(await kind("RandomInteger").failures({ min: -3, max: -3 })).toEqual([]);
    expect(await kind("RandomShuffle").failures({ inputs: [], resultCount: 0 })).toEqual([]);
  });

  it.each<[string, PropertyObject, string]>([
    ["RandomPassword", {}, "'length' is missing"],
    ["RandomPassword", { length: 0 }, "'length' is 0; it must be a whole number of at least 1"],
    ["RandomPassword", { length: 1.5 }, "'length' is 1.5; it must be a whole number of at least 1"],
    ["RandomString", { length: "8 " }, "'length' is '8 '; it must be a whole number of at least 1"],
    ["RandomString", { length: "0" }, "'length' is '0'; it must be a whole number of at least 1"],
    [
      "RandomString",
      { length: 3, minUpper: 2, minNumeric: 2 },
      "'length' is 3, less than the sum of minUpper, minLower, minNumeric and minSpecial (4); " +
        "give at least 4 or lower the minimums",
    ],
    [
      "RandomPassword",
      { length: 8, upper: false, lower: false, numeric: false, special: false },
      "upper, lower, numeric and special are all false, so no character is left; set at least one to true",
    ],
    [
      "RandomPassword",
      { length: 8, number: true, numeric: false },
      "'number' is true and 'numeric' false; 'number' is deprecated, give 'numeric' only",
    ],
    ["RandomInteger", { min: 4, max: 3 }, "'min' is 4, greater than 'max' (3); give a 'min' of at most 3"],
    ["RandomId", { byteLength: 0 }, "'byteLength' is 0; it must be a whole number of at least 1"],
    ["RandomUuid", { keeper: {} }, "'keeper' is no input; allowed: keepers"],
    ["RandomUuid", { keepers: { a: 1 } }, "'keepers.a' is 1; it must be a string"],
    ["RandomShuffle", { inputs: ["a", 2] }, "'inputs[1]' is 2; it must be a string"],
    ["RandomPet", { separator: new Secret(7) }, "'separator' is [secret]; it must be a string"],
  ])("refuse for %s %j", async (name, inputs, reason) => {
    expect(await kind(name).reasons(inputs)).toEqual([reason]);
  });

  it("wait for values that are unknown during a preview", async () => {
    const inputs = {
      length: Unknown.value,
      minUpper: 20,
      keepers: { a: Unknown.value },
      lower: Unknown.value,
    };
    expect(await password.failures(inputs)).toEqual([]);
  });

  it("name the resource types that there are", async () => {
    await expect(kind("RandomNothing").failures({})).rejects.toThrow(
      "'random:index/randomNothing:RandomNothing' is no resource of this plug-in; it has random:index/randomBytes",
    );
  });
});

describe("the random plug-in's creation", () => {
  it("fills the state as the official plug-in does", async () => {
    const { id, outputs } = await password.create({ length: 6, numeric: false });
    expect(id).toBe("none");
    expect(outputs).toEqual({
      __meta: '{"schema_version":"3"}',
      bcryptHash: expect.any(Secret) as Secret,
      id: "none",
      length: 6,
      lower: true,
      minLower: 0,
      minNumeric: 0,
      minSpecial: 0,
      minUpper: 0,
      number: false,
      numeric: false,
      result: expect.any(Secret) as Secret,
      special: true,
      upper: true,
    });
  });

  it("leaves the outputs unknown in a preview, secret ones secret", async () => {
    const { id, outputs } = await kind("RandomBytes").preview({ length: 4 });
    expect(id).toBe("");
    expect(outputs).toEqual({
      length: 4,
      base64: new Secret(Unknown.value),
      hex: new Secret(Unknown.value),
    });
    expect((outputs["hex"] as Secret).reveal()).toBe(Unknown.value);
  });

  it("takes a number that is written as text, as stack config has it", async () => {
    expect(await password.failures({ length: "8" })).toEqual([]);
    const { outputs } = await password.create({ length: "8" });
    expect(outputs["length"]).toBe(8);
    expect((await password.diff(outputs, { length: new Secret("8") })).changes).toBe(false);
  });

  it("keeps secret inputs secret", async () => {
    const keepers = { a: new Secret("x") };
    expect((await kind("RandomUuid").create({ keepers })).outputs["keepers"]).toEqual(keepers);
  });

  it("repeats results for a seed", async () => {
    const integer = { min: 0, max: 1_000_000_000, seed: "s" };
    const numbers = [
      await kind("RandomInteger").create(integer),
      await kind("RandomInteger").create(integer),
    ];
    expect(numbers[0]?.id).toBe(numbers[1]?.id);
    expect((await kind("RandomInteger").create({ ...integer, seed: "t" })).id).not.toBe(numbers[0]?.id);
  });

  it("repeats the items of a shuffle only when more are wanted than there are", async () => {
    const results = async (inputs: PropertyObject): Promise<string[]> => {
      const { outputs } = await kind("RandomShuffle").create(inputs);
      return (outputs["results"] as string[]).toSorted();
    };
    expect(await results({ inputs: ["a", "b", "c"] })).toEqual(["a", "b", "c"]);
    expect(new Set(await results({ inputs: ["a", "b", "c"], resultCount: 2 })).size).toBe(2);
    expect(await results({ inputs: ["a", "b"], resultCount: 4 })).toEqual(["a", "a", "b", "b"]);
    expect(await results({ inputs: [], resultCount: 4 })).toEqual([]);
    expect(await results({ inputs: ["a"], resultCount: 0 })).toEqual([]);
  });

  it("reaches both ends of an integer's range", async () => {
    const drawn = await Promise.all(
      Array.from({ length: 100 }, () => kind("RandomInteger").create({ min: -1, max: 1 })),
    );
    expect(new Set(drawn.map(({ id }) => id))).toEqual(new Set(["-1", "0", "1"]));
  });
});

describe("the random plug-in's diff", () => {
  it("finds nothing when only defaults are written out or left out", async () => {
    const { outputs } = await password.create({ length: 6 });
    for (const inputs of [
      { length: 6 },
      { length: 6, upper: true, number: true, minLower: 0 },
      { length: new Secret(6), overrideSpecial: "", keepers: {} },
    ]) {
      expect(await password.diff(outputs, inputs)).toEqual({
        changes: false,
        replaces: [],
        detailedDiff: {},
      });
    }
  });

  it("replaces for every changed input, also one that is unknown", async () => {
    const { outputs } = await password.create({ length: 6, keepers: { a: "1" }, overrideSpecial: "_" });
    const changed = { length: 7, numeric: false, keepers: { a: Unknown.value } };
    expect(await password.diff(outputs, changed)).toEqual({
      changes: true,
      replaces: ["keepers", "length", "number", "numeric", "overrideSpecial"],
      detailedDiff: {
        keepers: "update-replace",
        length: "update-replace",
        number: "update-replace",
        numeric: "update-replace",
        overrideSpecial: "delete-replace",
      },
    });
  });
});

describe("the random plug-in's import", () => {
  it.each<[string, string, string, PropertyObject, PropertyObject]>([
    [
      "RandomId",
      "my-,,p-9hUg",
      "p-9hUg",
      { byteLength: 4, prefix: "my-," },
      { b64Std: "my-,p+9hUg==", b64Url: "my-,p-9hUg", dec: "my-,2817483090", hex: "my-,a7ef6152" },
    ],
    ["RandomInteger", "-5,-9,0,s", "-5", { max: 0, min: -9, seed: "s" }, { result: -5 }],
    ["RandomBytes", "8/fu3q+2DcgSJ19i0jZ5Cw==", "none", { length: 16 }, {}],
    [
      "RandomUuid4",
      "7E4436DA-7c71-486e-a57c-830b25fff7bd",
      "7e4436da-7c71-486e-a57c-830b25fff7bd",
      {},
      { result: "7e4436da-7c71-486e-a57c-830b25fff7bd" },
    ],
  ])("reads %s from %s", async (name, given, id, inputs, outputs) => {
    const result = await kind(name).import(given);
    expect(result).toMatchObject({ id, inputs, outputs: { ...inputs, ...outputs } });
  });

  it("reads the secret ones", async () => {
    const bytes = await kind("RandomBytes").import("8/fu3q+2DcgSJ19i0jZ5Cw==");
    expect((bytes?.outputs["hex"] as Secret).reveal()).toBe("f3f7eedeafb60dc812275f62d236790b");
    const imported = await password.import("gut§");
    expect((imported?.outputs["result"] as Secret).reveal()).toBe("gut§");
    expect(imported?.inputs["length"]).toBe(5);
  });

  it.each([
    ["RandomId", "p+9hUg", "'p+9hUg' is no id to import: give the bytes in URL-safe base64"],
    ["RandomInteger", "1,2", "'1,2' is no id to import: give RESULT,MIN,MAX or RESULT,MIN,MAX,SEED"],
    ["RandomBytes", "8/fu3q", "this is no id to import: give the bytes in base64 with padding"],
    ["RandomUuid", "7e4436da", "'7e4436da' is no UUID to import"],
    ["RandomPet", "a-b", "'random:index/randomPet:RandomPet' cannot be imported"],
  ])("refuses for %s %s", async (name, id, message) => {
    await expect(kind(name).import(id)).rejects.toThrow(message);
  });
});

describe("uuid7", () => {
  it("begins with the time and keeps the random bits, as the example of RFC 9562 (appendix A.6)", () => {
    const random = Buffer.from("0cc318c4dc0c0c07398f", "hex");
    expect(uuid7(0x017f22e279b0, random)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });
});
