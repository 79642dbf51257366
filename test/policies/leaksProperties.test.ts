import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tables } from "../../policies/placement/tables";
import { leakGroups, leakRules, type Leak } from "../../policies/rules/leaks";
import { judgeLeak } from "../../policies/rules/leaks/judges";
import type { Finding } from "../../policies/rules/rule";
import { isInputs, isList, unknown, type Inputs, type Value } from "../../policies/values";
import { samplesOf, sampleApproval, setAt } from "../support/leakSamples";
import { findingsOf, resourceOf } from "../support/policies";

const leaks = leakGroups.flatMap((group) => group.leaks);
const anyLeak = fc.constantFrom(...leaks);

/** A leak and inputs at which it must be found. */
const anyBad = anyLeak.chain((leak) =>
  fc.constantFrom(...samplesOf(leak).bad).map((inputs) => ({ leak, inputs })),
);

function rulesOn(
  type: string,
  inputs: Inputs,
  { approval } = { approval: sampleApproval },
): readonly Finding[] {
  return findingsOf(leakRules, resourceOf(type, inputs), approval);
}

function isBlocked(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === "mandatory");
}

/** Values as resources have them, unknown ones among them. */
const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string(),
    fc.boolean(),
    fc.double(),
    fc.constantFrom<Value>(null, unknown, "us-east-1", "eu-central-1", "arn:aws:s3:::b", "__proto__"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
  ),
}));

/** How often each object on the way is put into a list. */
const anyNesting = fc.integer({ min: 0, max: 2 });

/** Every object below `value` in so many lists. */
function nested(value: Value, depth: number): Value {
  if (isList(value)) return value.map((element) => nested(element, depth));
  if (!isInputs(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isInputs(inner) ? listed(nested(inner, depth), depth) : inner,
    ]),
  );
}

function listed(value: Value, depth: number): Value {
  return depth === 0 ? value : [null, listed(value, depth - 1)];
}

function nestedInputs(inputs: Inputs, depth: number): Inputs {
  const value = nested(inputs, depth);
  return isInputs(value) ? value : {};
}

describe("rules over leaks", () => {
  it("never throw, whatever stands at the property", () => {
    fc.assert(
      fc.property(anyLeak, anyValue, (leak, value) => {
        const inputs = setAt({}, leak.path, value);
        expect(() => rulesOn(leak.type, leak.path === "" ? {} : inputs)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  it("find a leak however deep in lists, and beside unknown values", () => {
    fc.assert(
      fc.property(anyBad, anyNesting, ({ leak, inputs }, depth) => {
        const { approval } = samplesOf(leak);
        const found = judgeLeak(
          leak,
          resourceOf(leak.type, { ...nestedInputs(inputs, depth), beside: unknown }),
          approval,
        );
        expect(isBlocked(found)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("take no number for a word, a location or an identifier", () => {
    const anyNumber = fc.oneof(fc.integer(), fc.double());
    const readable = leaks.filter(({ path }) => path !== "");
    fc.assert(
      fc.property(fc.constantFrom(...readable), anyNumber, (leak, value) => {
        const { approval, bad } = samplesOf(leak);
        const found = judgeLeak(leak, resourceOf(leak.type, setAt(bad[0] ?? {}, leak.path, value)), approval);
        expect(isBlocked(found)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("take no other spelling of an approved location of AWS for it", () => {
    const ofAws = leaks.filter(({ type, judge }) => type.startsWith("aws:") && judge.kind === "location");
    const spellings = [
      "EU-CENTRAL-1",
      "eu-central-1 ",
      " eu-central-1",
      "eu_central_1",
      "eu-central-1\n",
      "eu-central-1a",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...ofAws), fc.constantFrom(...spellings), (leak, value) => {
        const { bad } = samplesOf(leak);
        const inputs = setAt(bad[0] ?? {}, leak.path, value);
        expect(isBlocked(judgeLeak(leak, resourceOf(leak.type, inputs), sampleApproval))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("take the words of Azure in any case, and its locations with spaces", () => {
    const ofAzure = leaks.filter(
      ({ type, judge }) => type.startsWith("azure-native:") && judge.kind === "location",
    );
    const spellings = ["GermanyWestCentral", "Germany West Central", "GERMANY WEST CENTRAL"];
    fc.assert(
      fc.property(fc.constantFrom(...ofAzure), fc.constantFrom(...spellings), (leak, value) => {
        const { bad } = samplesOf(leak);
        const inputs = setAt(bad[0] ?? {}, leak.path, value);
        expect(judgeLeak(leak, resourceOf(leak.type, inputs), sampleApproval)).toEqual([]);
      }),
    );
  });

  it("hold for every alias of a type", () => {
    const byType = Map.groupBy(leaks, ({ type }) => type);
    const aliases = tables.flatMap((table) =>
      Object.entries(table.aliases).flatMap(([alias, type]) =>
        (byType.get(type) ?? []).slice(0, 1).map((leak: Leak) => ({ alias, leak })),
      ),
    );
    expect(aliases.length).toBeGreaterThan(20);
    for (const { alias, leak } of aliases) {
      const { approval, bad } = samplesOf(leak);
      expect.soft(isBlocked(rulesOn(alias, bad[0] ?? {}, { approval })), alias).toBe(true);
    }
  });

  it("say nothing of types without leaks, known or not", () => {
    const types = [
      "aws:ec2/vpc:Vpcs",
      "aws:iam/role:Role",
      "random:index/randomId:RandomId",
      "toString",
      "my:index:Component",
    ];
    for (const type of types) {
      expect(
        rulesOn(type, { multiRegion: true, location: "eastus", replicas: [{ regionName: "us-east-1" }] }),
      ).toEqual([]);
    }
  });
});
