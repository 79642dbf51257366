import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { AlertRule } from "../../components/monitoring/alertRules";
import { isPortAccepting } from "../../infra/local/accepting";
import { runCommand } from "../../infra/local/command";
import { localPaths } from "../../infra/local/paths";
import { Downloads } from "../../infra/local/toolchain/download";
import { ensurePackages } from "../../infra/local/toolchain/packages";
import { until } from "./envoy";
import { freePort } from "../../infra/local/freePorts";
import { RecordedProgress } from "./recordedProgress";

/** A sample of an answer: its labels and its value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A rule as Prometheus runs it. */
export interface RunningRule {
  readonly name: string;
  readonly health: string;
  /** Alerts that hold, pending or firing, by their labels. */
  readonly alerts: readonly Readonly<Record<string, string>>[];
}

/** A real Prometheus on loopback. */
export interface RunningPrometheus {
  /** @throws Error with Prometheus' own message when the expression is none */
  readonly query: (expression: string) => Promise<readonly Sample[]>;
  readonly rules: () => Promise<readonly RunningRule[]>;
  readonly close: () => Promise<void>;
}

/** What a Prometheus is to do. */
export interface PrometheusOptions {
  /** The port on loopback that it asks for `/metrics` once a second. */
  readonly port: number;
  /** Labels that all samples get, as Prometheus Operator gives them. */
  readonly labels: Readonly<Record<string, string>>;
  /** A file of rules; JSON is YAML. */
  readonly rules: unknown;
}

const Labels = z.record(z.string(), z.string());
const Queried = z.object({
  error: z.string().optional(),
  data: z
    .object({ result: z.array(z.object({ metric: Labels, value: z.tuple([z.number(), z.string()]) })) })
    .optional(),
});
const Rules = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ name: z.string(), health: z.string(), alerts: z.array(z.object({ labels: Labels })) }),
        ),
      }),
    ),
  }),
});

/** Gets the distribution's Prometheus. */
export async function ensurePrometheus(): Promise<void> {
  const context = { paths: localPaths(), progress: new RecordedProgress(), downloads: new Downloads() };
  await ensurePackages(context, ["prometheus"]);
}

/** Starts a Prometheus that asks one target and evaluates rules every second. */
export async function startPrometheus(options: PrometheusOptions): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), "domicile-prometheus-"));
  const port = await freePort();
  await writeFile(join(folder, "rules.json"), JSON.stringify(options.rules));
  const target = { targets: [`127.0.0.1:${options.port}`], labels: options.labels };
  const config = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: ["rules.json"],
    scrape_configs: [{ job_name: "gateway", static_configs: [target] }],
  };
  await writeFile(join(folder, "prometheus.yml"), JSON.stringify(config));
  const child = spawn(
    "/usr/bin/prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore", cwd: folder },
  );
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok;
  await until(async () => (await isPortAccepting(port)) && isReady(), "Prometheus");
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json();
  return {
    async query(expression) {
      const { error, data } = Queried.parse(await get(`query?query=${encodeURIComponent(expression)}`));
      if (data === undefined) throw new Error(`${expression}: ${error ?? "no answer"}`);
      return data.result.map(({ metric, value: [, text] }) => ({ labels: metric, value: Number(text) }));
    },
    async rules() {
      const { data } = Rules.parse(await get("rules"));
      return data.groups.flatMap(({ rules }) =>
        rules.map(({ alerts, ...rule }) => ({ ...rule, alerts: alerts.map(({ labels }) => labels) })),
      );
    },
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Rules of alerts in groups, as Prometheus reads them. */
interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

/**
 * Lets `promtool` check rules and run tests of what they tell, by labels: annotations are checked, not compared.
 * @throws CommandError with its output when one fails
 */
export async function testRules(
  { groups }: RuleFile,
  tests: Readonly<Record<string, unknown>>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "domicile-promtool-"));
  try {
    const bare = groups.map(({ name, rules }) => ({
      name,
      rules: rules.map((rule) => ({ ...rule, annotations: {} })),
    }));
    await writeFile(join(folder, "rules.json"), JSON.stringify({ groups }));
    await writeFile(join(folder, "bare.json"), JSON.stringify({ groups: bare }));
    await writeFile(join(folder, "tests.json"), JSON.stringify({ rule_files: ["bare.json"], ...tests }));
    await runCommand("/usr/bin/promtool", ["check", "rules", join(folder, "rules.json")]);
    await runCommand("/usr/bin/promtool", ["test", "rules", join(folder, "tests.json")], { cwd: folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
