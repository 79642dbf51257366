import { AnalyzeRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { describe, expect, it } from "vitest";
import { growth, isMet, median, medianRatio, rowOf } from "../../bench/figures";
import { checkFigures, emptyPackFigures, memoryFigures, rulesFigures } from "../../bench/policies/goals";
import { measurePair, type MeasuredPack } from "../../bench/policies/pair";
import { requestOf } from "../../bench/policies/request";
import { measureRules, resourceOf } from "../../bench/policies/rules";
import { platformSample, resourcesOf, sampleApproval } from "../../bench/policies/sample";
import { foreignSample } from "../../bench/policies/sample/foreign";
import { templatesOf } from "../../bench/policies/sample/ownStacks";
import { parseApproval } from "../../policies/approval/parseApproval";
import type { ApprovalResult } from "../../policies/approval/result";
import { judge } from "../../policies/judge";

function approval(): ApprovalResult {
  const checked = parseApproval(sampleApproval);
  if ("problems" in checked) throw new Error(checked.problems.join("\n"));
  return { kind: "found", approval: checked.approval, excess: [] };
}

describe("figures", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
    [[], NaN],
  ])("the median of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it("a ratio is the median of the rounds' ratios, so that a slow round of both changes nothing", () => {
    expect(medianRatio([90, 9, 80], [100, 10, 100])).toBe(0.9);
  });

  it("a ratio needs the same rounds of both", () => {
    expect(() => medianRatio([1, 2], [1])).toThrow(
      "a ratio needs the same rounds of both: 2 and 1 were measured",
    );
    expect(() => medianRatio([], [])).toThrow("0 and 0 were measured");
  });

  it("growth is told in percent", () => {
    expect(growth(200, 210)).toBeCloseTo(5);
    expect(growth(200, 190)).toBeCloseTo(-5);
  });

  it("a goal is met at its bound, and never by what is no number", () => {
    expect(isMet(85, { kind: "at least", value: 85 })).toBe(true);
    expect(isMet(84.9, { kind: "at least", value: 85 })).toBe(false);
    expect(isMet(3, { kind: "at most", value: 3 })).toBe(true);
    expect(isMet(3.01, { kind: "at most", value: 3 })).toBe(false);
    expect(isMet(NaN, { kind: "at most", value: 3 })).toBe(false);
  });

  it("a row tells the figure, its goal and whether it is met", () => {
    const figure = { what: "rules", value: 61234.5, unit: "resources/s", digits: 0, beside: "" };
    expect(rowOf({ ...figure, goal: { kind: "at least", value: 50_000 } })).toEqual({
      what: "rules",
      figure: "61,235 resources/s",
      beside: "",
      goal: "at least 50,000 resources/s",
      met: "yes",
    });
    expect(rowOf(figure)).toMatchObject({ goal: "", met: "" });
  });
});

describe("rows", () => {
  const rounds = (rate: number, processorTime: number) => [{ rate, processorTime }];

  it("compare the pack with an empty one, which it may be 15 % slower than", () => {
    const slow = { ours: rounds(800, 500), base: rounds(1_000, 400) };
    const fast = { ours: rounds(4_500, 220), base: rounds(5_000, 200) };
    const first = { ours: rounds(500, 900), base: rounds(700, 600) };
    expect(emptyPackFigures({ first, oneByOne: slow, sixteenAtOnce: fast }).map(rowOf)).toMatchObject([
      { figure: "900 µs", beside: "a pack with one empty rule: 600 µs", goal: "" },
      { what: "rate, one call after the other", figure: "800 calls/s", met: "" },
      { figure: "80.0 %", goal: "at least 85 %", met: "no" },
      { figure: "500 µs", beside: "a pack with one empty rule: 400 µs", met: "" },
      { what: "rate, 16 at once", figure: "4,500 calls/s", met: "" },
      { figure: "90.0 %", goal: "at least 85 %", met: "yes" },
      { figure: "220 µs", beside: "a pack with one empty rule: 200 µs", met: "" },
    ]);
  });

  it("tell the fastest round of the rules, and beside it the median", () => {
    expect(rulesFigures([20_000, 60_000, 30_000]).map(rowOf)).toMatchObject([
      { figure: "60,000 resources/s", beside: "median of the rounds: 30,000 resources/s", met: "yes" },
    ]);
  });

  it("tell memory that grows, and a check that is slow", () => {
    const end = { heap: 2 ** 26, resident: 2 ** 28 };
    expect(memoryFigures({ heap: 10.5, resident: 1, end }).map(rowOf)).toMatchObject([
      { figure: "10.5 % more", beside: "then 64 MiB", goal: "at most 10 % more", met: "no" },
      { figure: "1.0 % more", beside: "then 256 MiB", met: "yes" },
    ]);
    expect(checkFigures({ check: [6, 5], load: [2, 2] }).map(rowOf)).toMatchObject([
      { figure: "3.50 s", beside: "5.50 s, of which 2.00 s load", goal: "at most 3 s", met: "no" },
    ]);
  });
});

describe("measuring two packs", () => {
  it("gives both the same requests, in turns, and never more at once than told", async () => {
    const log: string[] = [];
    let most = 0;
    const fakePack = (name: string): MeasuredPack => {
      let under = 0;
      return {
        analyze: async (request) => {
          most = Math.max(most, ++under);
          log.push(`${name}${request.toString()}`);
          await Promise.resolve();
          under--;
          return [];
        },
        processorTime: () => Promise.resolve(0),
      };
    };
    const requests = ["1", "2"].map((text) => Buffer.from(text));
    const options = { first: 1, warmUp: 1, rounds: 2, calls: 3 };
    const { first, oneByOne, sixteenAtOnce } = await measurePair(
      fakePack("a"),
      fakePack("b"),
      requests,
      options,
    );
    const turn = (name: string) => ["1", "2", "1"].map((text) => `${name}${text}`);
    expect(log.slice(0, 4)).toEqual(["a1", "b1", "a1", "b1"]);
    expect(log.slice(4, 16)).toEqual([...turn("a"), ...turn("b"), ...turn("b"), ...turn("a")]);
    expect(
      [oneByOne.ours, oneByOne.base, sixteenAtOnce.ours, sixteenAtOnce.base].map((all) => all.length),
    ).toEqual([2, 2, 2, 2]);
    expect([first.ours, first.base].map((all) => all.length)).toEqual([1, 1]);
    expect(most).toBe(3);
  });
});

describe("the sample", () => {
  it("has a name of its own for each resource, in what names it too", () => {
    const resources = resourcesOf(platformSample, 200, 50);
    expect(new Set(resources.map(({ urn }) => urn)).size).toBe(200);
    const naming = resources
      .map(({ inputs }) => JSON.stringify(inputs))
      .filter((text) => text.includes("assistant"));
    expect(naming.length).toBeGreaterThan(150);
    expect(new Set(naming).size).toBe(naming.length);
    const [namespace] = resources.filter(({ type }) => type === "kubernetes:core/v1:Namespace");
    expect(namespace?.inputs["metadata"]).toMatchObject({ name: namespace?.name });
  });

  it("needs something to be made of", () => {
    expect(() => resourcesOf([], 1)).toThrow("a sample needs at least one template");
  });

  it("is clean under its approval, and a machine in the United States is not", () => {
    const found = (templates: typeof platformSample) =>
      resourcesOf(templates, templates.length).flatMap((resource) =>
        judge(resourceOf(resource), approval(), { now: new Date() }),
      );
    expect(found(platformSample)).toEqual([]);
    expect(found(foreignSample).map(({ level }) => level)).toContain("mandatory");
  });

  it("has resources of four packages", () => {
    expect(new Set(platformSample.map(({ type }) => type.split(":")[0]))).toEqual(
      new Set(["aws", "azure-native", "hcloud", "kubernetes"]),
    );
  });

  it("takes the provider's inputs from what a program registered", () => {
    const urn = "urn:pulumi:dev::p::pulumi:providers:hcloud::here";
    const provider = { type: "pulumi:providers:hcloud", name: "here", inputs: { token: "t" } };
    const common = { isCustom: true, isRead: false };
    const server = { type: "hcloud:index/server:Server", name: "node", inputs: { location: "fsn1" } };
    expect(
      templatesOf([
        { ...provider, ...common, urn },
        { ...server, ...common, urn: "urn:server", provider: `${urn}::id` },
      ]),
    ).toEqual([provider, { ...server, provider }]);
  });

  it("comes to a pack as the engine sends it", () => {
    const [server] = resourcesOf(foreignSample, 1);
    if (server === undefined) throw new Error("no resource");
    const request = AnalyzeRequest.deserializeBinary(requestOf(server));
    expect([request.getType(), request.getName(), request.getUrn()]).toEqual([
      "hcloud:index/server:Server",
      "assistant-0",
      "urn:pulumi:bench::sample::hcloud:index/server:Server::assistant-0",
    ]);
    expect(request.getProperties()?.toJavaScript()).toMatchObject({ location: "ash" });
    expect(request.getProvider()?.getProperties()?.toJavaScript()).toEqual({ token: "a token" });
    expect(request.hasOptions()).toBe(true);
  });
});

it("the rules are measured by resources that they have not seen", () => {
  const rates = measureRules({ templates: platformSample, result: approval(), rounds: 2, count: 50 });
  expect(rates).toHaveLength(2);
  for (const rate of rates) expect(rate).toBeGreaterThan(0);
});
