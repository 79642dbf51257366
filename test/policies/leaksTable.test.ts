import { describe, expect, it } from "vitest";
import { readSdk, type Sdk } from "../../policies/placement/generate/sdk";
import { placementOf, type Placement } from "../../policies/placement";
import { leakGroups, leakRules, notLeaks, type Leak } from "../../policies/rules/leaks";
import { judgeLeak } from "../../policies/rules/leaks/judges";
import type { Inputs } from "../../policies/values";
import { isDeclared } from "../support/declaredInputs";
import { inArrays, samplesOf, unknownSample } from "../support/leakSamples";
import { findingsOf, resourceOf } from "../support/policies";
import examined from "./leaksExamined.json";

const leaks = leakGroups.flatMap((group) => group.leaks);
const names = new Map(leaks.map((leak, index) => [`${leak.type} ${leak.path} (${index + 1})`, leak]));

const packages: Readonly<Record<string, string>> = {
  aws: "@pulumi/aws",
  "azure-native": "@pulumi/azure-native",
  hcloud: "@pulumi/hcloud",
  openstack: "@pulumi/openstack",
  ovh: "@ovhcloud/pulumi-ovh",
  scaleway: "@pulumiverse/scaleway",
};

describe.each([...names])("%s", (_, leak) => {
  const { approval, bad, good, whenUnknown } = samplesOf(leak);
  const judged = (inputs: Inputs) => judgeLeak(leak, resourceOf(leak.type, inputs), approval);

  it("is found", () => {
    expect(bad.length).toBeGreaterThan(0);
    for (const inputs of bad) {
      expect.soft(judged(inputs), JSON.stringify(inputs)).toMatchObject([{ level: "mandatory" }]);
      const listed = inArrays(inputs);
      if (leak.path.includes(".")) {
        expect.soft(judged({ ...inputs, ...(listed as Inputs) }).length, "in lists").toBeGreaterThan(0);
      }
    }
  });

  it("is told in one line, with what is approved", () => {
    for (const { message, property } of bad.flatMap(judged)) {
      expect.soft(message).toMatch(/^[^A-Z\n][^\n]*; approved: [^\n]+ - [^\n]*[^.\n]$/);
      if (leak.path !== "" && property !== undefined) {
        expect.soft(property.replaceAll(/\[\d+\]/g, "")).toBe(leak.path);
      }
    }
  });

  it("is not found where nothing leaves", () => {
    for (const inputs of good) expect.soft(judged(inputs), JSON.stringify(inputs)).toEqual([]);
  });

  it("is judged by the rule of its group", () => {
    const [first = {}] = bad;
    const found = findingsOf(leakRules, resourceOf(leak.type, first), approval);
    expect(found).toEqual(expect.arrayContaining([...judged(first)]));
  });

  it.each(whenUnknown === undefined ? [] : [whenUnknown])("is %s while the value is unknown", () => {
    expect(judged(unknownSample(leak)).map(({ level }) => level)).toEqual([whenUnknown]);
  });
});

describe("the tables of leaks", () => {
  const sdks = new Map<string, Sdk>();
  const sdkOf = (type: string): Sdk => {
    const npm = packages[type.slice(0, type.indexOf(":"))] ?? "";
    const sdk = sdks.get(npm) ?? readSdk(npm);
    sdks.set(npm, sdk);
    return sdk;
  };

  it("list only main tokens and properties that the SDKs declare", { timeout: 180_000 }, () => {
    const missing = [
      ...leaks.flatMap(declaredPaths),
      ...notLeaks.map(({ type, path }) => [type, path] as const),
    ]
      .filter(([type, path]) => {
        const { root, types } = sdkOf(type);
        const declared = types.get(type);
        return declared === undefined || (path !== "" && !isDeclared(root, declared.file, path));
      })
      .map(([type, path]) => `${type} ${path}`);
    expect(missing).toEqual([]);
    expect(leaks.filter(({ type }) => placementOf(type)?.type !== type)).toEqual([]);
  });

  it("list nothing twice, and nothing that placement judges or denies", () => {
    const keys = leaks.map(({ type, path, when }) => JSON.stringify([type, path, when]));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    const judgedTwice = leaks.filter(({ type, path }) => {
      const placement = placementOf(type)?.placement;
      return placement === undefined || isDenied(placement) || pathsOf(placement).includes(path);
    });
    expect(judgedTwice.map(({ type, path }) => `${type} ${path}`)).toEqual([]);
  });

  it("cover every property that was examined, or say why not", () => {
    const uncovered = examined.filter(([type = "", path = ""]) => {
      const isLeak = leaks.some((leak) => leak.type === type && covers(leak.path, path));
      return isLeak === notLeaks.some((none) => none.type === type && none.path === path);
    });
    expect(examined).toHaveLength(186);
    expect(uncovered).toEqual([]);
  });

  it.each(notLeaks.filter(({ judgedBy }) => judgedBy === "placement"))(
    "leave $type $path to placement",
    ({ type, path }) => {
      const placement = placementOf(type)?.placement;
      if (placement === undefined) expect.fail(`${type} has no placement`);
      const isJudged = pathsOf(placement).some((judged) => covers(judged, path));
      expect(isDenied(placement) || isJudged).toBe(true);
    },
  );

  it.each(notLeaks.filter(({ judgedBy }) => judgedBy === "nobody"))(
    "let $type $path be",
    ({ type, path }) => {
      const inputs = path
        .split(".")
        .reduceRight<Inputs | string>((inner, step) => ({ [step]: inner }), "us-east-1") as Inputs;
      const said = findingsOf(leakRules, resourceOf(type, inputs), samplesOf(someLeak).approval);
      expect(said.filter(({ property }) => property === path)).toEqual([]);
    },
  );

  it("give every rule an id of its own, a title, a reason and a fix", () => {
    expect(new Set(leakRules.map(({ id }) => id)).size).toBe(leakRules.length);
    for (const { id, title, why, fix } of leakRules) {
      expect(id).toMatch(/^leak-[a-z-]+$/);
      for (const text of [title, why, fix]) expect(text.length).toBeGreaterThan(20);
    }
  });
});

const [someLeak] = leaks as [Leak, ...Leak[]];

function declaredPaths({ type, path, judge, when }: Leak): (readonly [type: string, path: string])[] {
  const own = "own" in judge ? judge.own : undefined;
  return [path, when?.path, own].flatMap((each) => (each === undefined ? [] : [[type, each] as const]));
}

function covers(path: string, examinedPath: string): boolean {
  return (
    path === examinedPath ||
    path === "" ||
    path.startsWith(`${examinedPath}.`) ||
    examinedPath.startsWith(`${path}.`)
  );
}

function isDenied({ class: kind }: Placement): boolean {
  return kind === "global" || kind === "opaque";
}

function pathsOf(placement: Placement): readonly string[] {
  switch (placement.class) {
    case "placed":
      return [...placement.by, ...(placement.also ?? []), ...(placement.dead ?? [])];
    case "inherits":
    case "control":
      return placement.also ?? [];
    case "global":
      return placement.unless?.also ?? [];
    case "opaque":
      return [];
  }
}
