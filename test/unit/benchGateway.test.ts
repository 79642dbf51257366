import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { absentRow, rowOf } from "../../bench/figures";
import { pinned, requireCores } from "../../bench/gateway/cores";
import {
  addedFigures,
  costRatio,
  directFigure,
  loadFigures,
  memoryFigures,
  perCoreFigure,
  streamFigures,
  type Measured,
} from "../../bench/gateway/goals";
import { parseReport } from "../../bench/gateway/load";
import { interleave, type Round } from "../../bench/gateway/measure";
import { aigwConfig } from "../../bench/gateway/peers/aigwConfig";
import {
  familyOf,
  microsecondsIn,
  parentIn,
  processUsage,
  residentIn,
} from "../../bench/gateway/processUsage";
import { reasonOf } from "../../bench/gateway/reason";
import { chatBodies } from "../../bench/gateway/target";

const empty: Round = {
  requests: 1,
  events: 0,
  seconds: 1,
  firstP50: 0,
  firstP99: 0,
  lastP50: 0,
  lastP99: 0,
  rate: 0,
  processorTime: 0,
  memory: 0,
};

/** Rounds that differ from the empty one in a few numbers. */
function measured(name: string, rounds: readonly Partial<Round>[]): Measured {
  return { name, rounds: rounds.map((round) => ({ ...empty, ...round })) };
}

function parsed(text: string): { readonly kind: unknown; readonly spec: unknown } {
  const value: unknown = JSON.parse(text);
  if (typeof value === "object" && value !== null && "kind" in value && "spec" in value) return value;
  throw new Error(`no Kubernetes object: ${text}`);
}

describe("figures of the gateway", () => {
  const ours = measured("Domicile", [
    { processorTime: 80, rate: 9_000 },
    { processorTime: 300, rate: 3_000 },
    { processorTime: 90, rate: 8_000 },
  ]);
  const plain = measured("plain Envoy", [
    { processorTime: 40 },
    { processorTime: 200 },
    { processorTime: 50 },
  ]);

  it("a load's row tells the medians of processor time and rate", () => {
    expect(loadFigures("small", [ours]).map(rowOf)).toEqual([
      {
        what: "small: Domicile",
        figure: "90 µs/request",
        beside: "8,000 requests/s",
        goal: "",
        met: "",
      },
    ]);
  });

  it("the engine's row tells its rate", () => {
    expect(rowOf(directFigure(ours.rounds)).figure).toBe("8,000 requests/s");
  });

  it("the cost is the median of the rounds' ratios, not the ratio of the medians", () => {
    const figure = costRatio("processor time", ours, plain, { kind: "at most", value: 1.75 });
    expect(figure.value).toBe(1.8);
    expect(rowOf(figure)).toEqual({
      what: "processor time",
      figure: "1.80 x",
      beside: "Domicile beside plain Envoy",
      goal: "at most 1.75 x",
      met: "no",
    });
  });

  it.each([
    ["Portkey", 1_600, "20.0 x", "at least 15 x", "yes"],
    ["aigw", 400, "5.0 x", "at least 6 x", "no"],
  ])("the requests of a core beside %s's have a goal", (name, processorTime, figure, goal, met) => {
    const other = measured(name, [{ processorTime }]);
    const one = measured("Domicile", [{ processorTime: 80 }]);
    const beside = `Domicile beside ${name}`;
    expect(rowOf(perCoreFigure(one, other))).toEqual({
      what: "small requests of a core",
      figure,
      beside,
      goal,
      met,
    });
  });

  it("what a gateway adds is told round by round, and its p99 has the goal", () => {
    const gateway = measured("Domicile", [
      { rate: 4_000, lastP50: 300, lastP99: 1_500 },
      { rate: 4_000, lastP50: 320, lastP99: 9_900 },
      { rate: 4_000, lastP50: 310, lastP99: 1_400 },
    ]);
    const direct = measured("directly", [
      { lastP50: 100, lastP99: 600 },
      { lastP50: 100, lastP99: 9_000 },
      { lastP50: 100, lastP99: 300 },
    ]);
    const figures = addedFigures({ ...gateway, direct: direct.rounds }, { kind: "at most", value: 1 });
    expect(figures.map(rowOf)).toEqual([
      {
        what: "added at half load, median: Domicile",
        figure: "0.21 ms",
        beside: "at 4,000 requests/s",
        goal: "",
        met: "",
      },
      {
        what: "added at half load, p99: Domicile",
        figure: "0.90 ms",
        beside: "at 4,000 requests/s",
        goal: "at most 1 ms",
        met: "yes",
      },
    ]);
  });

  it("a stream's row tells the processor time of an event", () => {
    const streams = measured("Domicile", [
      { processorTime: 1_020, requests: 100, events: 5_100, firstP99: 12_345 },
    ]);
    const [figure] = streamFigures([streams], measured("directly", [{ firstP99: 4_000 }]).rounds).map(rowOf);
    expect(figure?.figure).toBe("20 µs/event");
    expect(figure?.beside).toBe("first event after 12.3 ms (p99), directly 4.0 ms");
  });

  it("the memory is that of the last round", () => {
    const [figure] = memoryFigures([measured("Domicile", [{ memory: 1 }, { memory: 70 * 1024 ** 2 }])]).map(
      rowOf,
    );
    expect(figure?.figure).toBe("70 MiB");
  });

  it("a reason is what was answered, or else the first line", () => {
    const answered = "Portkey could not be measured: 'load' failed:\na request was answered by 500: {}\n";
    expect(reasonOf(new Error(answered))).toBe("a request was answered by 500: {}");
    expect(reasonOf(new Error("Go is needed\nand there is none"))).toBe("Go is needed");
  });

  it("a gateway that cannot be had is told with the reason", () => {
    expect(absentRow("aigw", "Go is needed")).toEqual({
      what: "aigw",
      figure: "not measured",
      beside: "Go is needed",
      goal: "",
      met: "",
    });
  });
});

describe("measuring", () => {
  it("targets take turns, each round in the opposite order of the one before", async () => {
    const order: string[] = [];
    const turn = (name: string, rate: number) => () => {
      order.push(name);
      return Promise.resolve({ ...empty, rate: rate + order.length });
    };
    const rounds = await interleave(2, [turn("a", 10), turn("b", 20)]);
    expect(order).toEqual(["a", "b", "b", "a"]);
    expect(rounds.map((seen) => seen.map(({ rate }) => rate))).toEqual([
      [11, 14],
      [22, 23],
    ]);
  });

  it("a report has all of its numbers", () => {
    const report = {
      requests: 2,
      events: 0,
      seconds: 1,
      firstP50: 3,
      firstP99: 4,
      lastP50: 5,
      lastP99: 6,
    };
    expect(parseReport(JSON.stringify(report))).toEqual(report);
    expect(() => parseReport(JSON.stringify({ ...report, lastP99: null }))).toThrow(
      "what sends requests reported no number 'lastP99'",
    );
  });

  it("each model has a body of its own, of the size that was asked for", () => {
    const [first = "", second = ""] = chatBodies(2, 1024, true);
    expect(JSON.parse(second)).toMatchObject({ model: "model-1", stream: true });
    expect(Buffer.byteLength(first)).toBeGreaterThan(1024);
    expect(Buffer.byteLength(first)).toBeLessThan(1200);
  });

  it("a program is kept on one processor, in another network where that is asked for", () => {
    expect(pinned(1, "load", ["run"])).toEqual(["taskset", ["--cpu-list", "1", "load", "run"]]);
    expect(pinned(0, "aigw", [], ["nsenter", "--net=/proc/7/ns/net"])).toEqual([
      "nsenter",
      ["--net=/proc/7/ns/net", "taskset", "--cpu-list", "0", "aigw"],
    ]);
  });

  it("aigw is told its engine, its Envoy and its model", () => {
    const documents = aigwConfig(7001, "1.39.3").split("\n---\n").map(parsed);
    expect(documents.map(({ kind }) => kind)).toEqual([
      "GatewayClass",
      "Gateway",
      "EnvoyProxy",
      "AIGatewayRoute",
      "Backend",
      "AIServiceBackend",
      "ClientTrafficPolicy",
    ]);
    expect(documents[2]?.spec).toMatchObject({ provider: { host: { envoyVersion: "1.39.3" } } });
    expect(documents[3]?.spec).toMatchObject({
      rules: [{ matches: [{ headers: [{ name: "x-ai-eg-model", value: "model-0" }] }] }],
    });
    expect(documents[4]?.spec).toEqual({ endpoints: [{ ip: { address: "127.0.0.1", port: 7001 } }] });
  });

  it("one processor, or another system than Linux, is refused", () => {
    expect(() => {
      requireCores("linux", 2);
    }).not.toThrow();
    expect(() => {
      requireCores("linux", 1);
    }).toThrow("this is linux with 1");
    expect(() => {
      requireCores("darwin", 8);
    }).toThrow("this is darwin with 8");
  });
});

describe("the usage of processes", () => {
  it("reads what the kernel writes", () => {
    expect(parentIn("42 (a (b) c) S 7 42 42 0 -1")).toBe(7);
    expect(microsecondsIn("1234567 890 12\n")).toBe(1234.567);
    expect(residentIn("Name:\tenvoy\nVmRSS:\t   2048 kB\nThreads:\t4\n")).toBe(2 * 1024 ** 2);
    expect(residentIn("Name:\tzombie\n")).toBe(0);
  });

  it("a family is a process with all of its descendants", () => {
    const parents = new Map([
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 1],
    ]);
    expect(familyOf(2, parents)).toEqual([2, 3, 4]);
  });

  it.runIf(process.platform === "linux")("counts a child that a shell has started", async () => {
    const busy = spawn("sh", ["-c", '"$0" -e "for (;;);" & wait', process.execPath], { detached: true });
    try {
      const { pid = 0 } = busy;
      const limit = Date.now() + 10_000;
      let usage = await processUsage(pid);
      while (usage.processorTime < 200_000 && Date.now() < limit) usage = await processUsage(pid);
      expect(usage.processorTime).toBeGreaterThanOrEqual(200_000);
      expect(usage.memory).toBeGreaterThan(10 * 1024 ** 2);
    } finally {
      process.kill(-(busy.pid ?? 0), "SIGKILL");
      await once(busy, "exit");
    }
  });
});
