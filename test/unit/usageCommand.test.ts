import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { runDomicile, type CommandResult } from "../../cli/domicile/command";
import { billOf, sumOf, UseCounter } from "../../cli/domicile/usage/bill";
import { usageUsage } from "../../cli/domicile/usage/command";
import { readPrices } from "../../cli/domicile/usage/prices";

let folder = "";
let requests = 0;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "domicile-usage-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

/** A line as the gateway writes it. */
function entry(fields: Readonly<Record<string, unknown>> = {}): string {
  const usual = {
    ...{ time: "2026-11-10T12:00:00.000Z", client: "intranet", model: "gpt-4o", cluster: "model/qwen3-32b" },
    ...{ promptTokens: 100, completionTokens: 20, status: 200, requestId: `request-${requests++}` },
  };
  return JSON.stringify({ ...usual, ...fields });
}

function usage(args: readonly string[], piped?: string): Promise<CommandResult> {
  return runDomicile(["usage", ...args], {
    ...{ environment: {}, workingFolder: folder, now: new Date("2026-12-01T00:00:00Z") },
    input: piped === undefined ? undefined : Readable.from([piped]),
  });
}

async function csv(lines: readonly string[], ...args: string[]): Promise<string[]> {
  const { output } = await usage(["--format", "csv", ...args], lines.join("\n"));
  return output.trimEnd().split("\r\n").slice(1);
}

const prices = `
currency: EUR
models:
  qwen3-32b: { prompt: 0.30, completion: "1.20", request: 0.001 }
  bge-m3: { prompt: 0.02, completion: 0 }
`;

describe("domicile usage", () => {
  it("adds up requests and tokens by client and model, whatever the model was called", async () => {
    const lines = [
      entry(),
      entry({ model: "qwen3-32b", promptTokens: 7, completionTokens: 3 }),
      entry({ client: "archive", cluster: "model/bge-m3", promptTokens: 50, completionTokens: 0 }),
    ];
    expect(await usage([], lines.join("\n"))).toEqual({
      exitCode: 0,
      complaint: "",
      output: [
        "client    model      requests  prompt tokens  completion tokens  without usage",
        "archive   bge-m3            1             50                  0              0",
        "intranet  qwen3-32b         2            107                 23              0",
        "",
      ].join("\n"),
    });
  });

  it("is a bill with prices, whose lines add up to its sum", async () => {
    await writeFile(join(folder, "prices.yaml"), prices);
    const lines = [
      entry({ promptTokens: 2_000_000, completionTokens: 500_000 }),
      entry({ client: "archive", cluster: "model/bge-m3", promptTokens: 1_250_000, completionTokens: 0 }),
    ];
    const { output } = await usage(["--prices", "prices.yaml"], lines.join("\n"));
    expect(output.split("\n").map((line) => line.trim().split(/ +/).at(-1))).toEqual([
      "EUR",
      "0.03",
      "1.20",
      "1.23",
      "",
    ]);
    const json: unknown = JSON.parse(
      (await usage(["--prices", "prices.yaml", "--format", "json"], lines.join("\n"))).output,
    );
    expect(json).toMatchObject({
      currency: "EUR",
      sum: "1.23",
      lines: [{ amount: "0.03" }, { amount: "1.20" }],
    });
    expect(await csv(lines, "--prices", "prices.yaml")).toEqual([
      "archive,bge-m3,1,1250000,0,0,0.03,EUR",
      "intranet,qwen3-32b,1,2000000,500000,0,1.20,EUR",
    ]);
  });

  it("counts from a time on and before another", async () => {
    const at = (time: string) => entry({ time });
    const lines = [at("2026-10-31T23:59:59.999Z"), at("2026-11-01T00:00:00Z"), at("2026-11-30T23:59:59.9Z")];
    lines.push(at("2026-12-01T00:00:00Z"));
    expect(await csv(lines, "--from", "2026-11-01", "--to", "2026-12-01")).toEqual([
      "intranet,qwen3-32b,2,200,40,0",
    ]);
    expect(await csv(lines, "--to", "2026-11-01T01:00:00+01:00")).toEqual(["intranet,qwen3-32b,1,100,20,0"]);
  });

  it("counts a request once that is in two logs, one of them packed", async () => {
    const lines = [entry(), entry()];
    await writeFile(join(folder, "a.log"), lines.join("\n"));
    await writeFile(join(folder, "b.log.gz"), gzipSync([...lines.slice(1), entry(), ""].join("\n")));
    const { output, complaint } = await usage(["--format", "csv", "a.log", "b.log.gz"]);
    expect(output).toContain("intranet,qwen3-32b,3,300,60,0\r\n");
    expect(complaint).toBe("1 requests were found more than once, and counted once\n");
  });

  it("counts what a caller used who went away, and tells of answers without usage", async () => {
    const none = { promptTokens: null, completionTokens: null };
    const lines = [
      entry({ status: 200, completionTokens: 5, flags: "DC" }),
      entry(none),
      entry({ ...none, status: 503 }),
      entry({ ...none, status: 0 }),
      entry({ ...none, promptTokens: 1.5, completionTokens: 1 }),
      entry({ ...none, status: 404, cluster: null }),
    ];
    expect(await csv(lines)).toEqual(["intranet,qwen3-32b,3,100,5,2"]);
  });

  it("tells of entries that are cut off and of lines that are none", async () => {
    const lines = ["[warning] something", entry(), entry().slice(0, 80), '{"level":"info"}'];
    await writeFile(join(folder, "a.log"), lines.join("\n"));
    expect(await usage(["--format", "csv", "a.log"])).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining("intranet,qwen3-32b,1,100,20,0\r\n") as string,
      complaint:
        "a.log, line 3: this entry is cut off and cannot be read\n" +
        "a.log: 2 of 4 lines are no requests to a model\n",
    });
  });

  it("says that nothing was used", async () => {
    expect((await usage([], "")).output).toBe("nothing was used\n");
  });

  it("is refused with every wrong argument", async () => {
    const { exitCode, output, complaint } = await usage([
      ...["--from", "yesterday", "--to", "2026-02-30", "--format", "xml", "--all"],
    ]);
    expect([exitCode, output]).toEqual([2, ""]);
    expect(complaint).toBe(
      [
        "'--all' is no option",
        "'--from yesterday' is no time; allowed: for example 2026-11-01 or 2026-11-01T12:00:00Z",
        "'--to 2026-02-30' is no time; allowed: for example 2026-11-01 or 2026-11-01T12:00:00Z",
        "'xml' is no format; allowed: text, csv, json",
        "there is nothing to read: name files, or pipe the log in",
        "",
        `usage: ${usageUsage}`,
        "",
      ].join("\n"),
    );
    expect((await usage(["--from", "2026-12-01", "--to", "2026-11-01"], "")).complaint).toContain(
      "'--from 2026-12-01' is not before '--to 2026-11-01'",
    );
  });

  it("is refused where a file cannot be read or a model has no price", async () => {
    expect((await usage(["no.log"])).complaint).toMatch(/^no\.log cannot be read: ENOENT/);
    expect((await usage(["--prices", "no.yaml"], "")).complaint).toMatch(/^no\.yaml cannot be read: ENOENT/);
    await writeFile(join(folder, "prices.yaml"), prices);
    const lines = entry({ cluster: "model/large" });
    expect((await usage(["--prices", "prices.yaml"], lines)).complaint).toBe(
      "the model 'large' was used and has no price; add it, or 'others' for all such\n",
    );
    await writeFile(join(folder, "prices.yaml"), `${prices}others: { prompt: 1, completion: 2 }\n`);
    expect(await usage(["--prices", "prices.yaml"], lines)).toMatchObject({
      exitCode: 0,
      complaint:
        "prices.yaml: nothing was used of 'qwen3-32b', 'bge-m3', while 'others' is charged for 'large': look whether a name is misspelt\n",
    });
  });

  it("takes prices however small they are", () => {
    const { models } = readPrices(
      "p.yaml",
      "currency: EUR\nmodels: { a: { prompt: 0.0000005, completion: 1e-9 } }",
    );
    expect(models.get("a")).toEqual({ prompt: 500n, completion: 1n, request: 0n });
    const tiny = "currency: EUR\nmodels: { a: { prompt: 0.0000000005, completion: 1 } }";
    expect(() => readPrices("p.yaml", tiny)).toThrow("5e-10 is no price");
  });

  it.each([
    ["currency: euro", 'p.yaml: currency: "euro" is no currency; allowed: for example EUR'],
    [
      "currency: EUR\nmodels: { a: { prompt: -1, completion: 1 } }",
      'p.yaml: models.a.prompt: -1 is no price; allowed: for example 0.30 or "0.30", not below 0, up to nine decimal places',
    ],
    ["currency: EUR\nmodels: {", /^p\.yaml is no YAML: /],
  ])("tells what is wrong with prices: %s", (text, expected) => {
    expect(() => readPrices("p.yaml", text)).toThrow(expected);
  });
});

it("amounts are exact, and rounded once a line", () => {
  const part = fc.record({
    requests: fc.integer({ min: 0, max: 1_000 }),
    prompt: fc.integer({ min: 0, max: 10 ** 12 }),
    completion: fc.integer({ min: 0, max: 10 ** 12 }),
    price: fc.integer({ min: 0, max: 10 ** 6 }),
  });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const text = `currency: EUR\nmodels: {${parts
        .map(({ price }, index) => `m${index}: { prompt: ${price / 1_000}, completion: 0, request: 0 }`)
        .join(", ")}}`;
      const uses = parts.map(({ requests: count, prompt, completion }, index) => ({
        ...{ client: "a", model: `m${index}`, requests: count, withoutUsage: 0 },
        ...{ promptTokens: prompt, completionTokens: completion },
      }));
      const bill = billOf(uses, readPrices("p.yaml", text));
      const exact = parts.map(({ prompt, price }) => {
        const thousandths = BigInt(prompt) * BigInt(price);
        return (thousandths * 100n + 500_000_000n) / 1_000_000_000n;
      });
      expect(bill.lines.map(({ amount }) => amount)).toEqual(exact);
      expect(sumOf(bill)).toBe(exact.reduce((sum, amount) => sum + amount, 0n));
    }),
  );
  expect(new UseCounter({ from: -Infinity, to: Infinity }).uses).toEqual([]);
});
