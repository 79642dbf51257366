import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alertRules } from "../../components/monitoring/alertRules";
import { dashboard } from "../../components/monitoring/dashboard";
import { openAiClient, send, startGateway, until, type RunningGateway } from "../support/envoy";
import { startFakeEngine, type FakeEngine } from "../support/fakeEngine";
import { freePort } from "../../infra/local/freePorts";
import { ensurePrometheus, startPrometheus, testRules, type RunningPrometheus } from "../support/prometheus";

const keys = { first: "sk-monitored-first-000000", limited: "sk-monitored-limited-0000" };
const paths = ["chat/completions" as const];
const path = "/v1/chat/completions";
const rules = { groups: [{ name: "domicile-ai", rules: alertRules({ namespace: "ai", slowSeconds: 10 }) }] };

let engine: FakeEngine;
let gateway: RunningGateway;
let prometheus: RunningPrometheus;

beforeAll(async () => {
  await ensurePrometheus();
  engine = await startFakeEngine("an answer");
  gateway = await startGateway({
    models: [
      { name: "org/small-1.5:q8", aliases: [], paths, endpoints: [engine] },
      { name: "dead", aliases: [], paths, endpoints: [{ address: "127.0.0.1", port: await freePort() }] },
    ],
    clients: [
      { name: "first", key: keys.first },
      { name: "limited", key: keys.limited, requestsPerMinute: 1 },
    ],
  });
  prometheus = await startPrometheus({
    port: gateway.ports.metrics,
    labels: { namespace: "ai", pod: "gateway-0" },
    rules,
  });
  const isSeen = async () => (await prometheus.query('envoy_server_live{namespace="ai"}')).length > 0;
  await until(isSeen, "the gateway in Prometheus");
});

afterAll(async () => {
  await prometheus.close();
  await gateway.close();
  await engine.close();
});

async function ask(): Promise<void> {
  const body = (model: string) => JSON.stringify({ model, messages: [{ role: "user", content: "?" }] });
  const model = "org/small-1.5:q8";
  await openAiClient(gateway, keys.first).chat.completions.create({
    model,
    messages: [{ role: "user", content: "?" }],
  });
  await send(gateway, "POST", path, { key: keys.first, body: body("dead") });
  await send(gateway, "POST", path, { key: keys.limited, body: body(model) });
}

describe("a real Prometheus that asks the gateway", () => {
  beforeAll(async () => {
    // A rate needs two samples of a counter, so that traffic goes on for some scrapes.
    for (let round = 0; round < 5; round++) {
      await ask();
      await new Promise((resolve) => setTimeout(resolve, 1_200));
    }
  }, 60_000);

  it("evaluates every rule, and tells of what is wrong and of nothing else", async () => {
    const seen = async () =>
      (await prometheus.rules()).map(({ name, health, alerts }) => [
        name,
        health,
        alerts.map(({ envoy_cluster_name, model, client }) => envoy_cluster_name ?? model ?? client),
      ]);
    await expect.poll(seen, { timeout: 60_000 }).toEqual([
      ["DomicileGatewayGone", "ok", []],
      ["DomicileModelGone", "ok", ["model/dead"]],
      ["DomicileModelFails", "ok", ["dead"]],
      ["DomicileModelSlow", "ok", []],
      ["DomicileQuotasUncounted", "ok", []],
      ["DomicileClientRefused", "ok", ["limited"]],
    ]);
  });

  it("has something to show on every panel of the dashboard", async () => {
    const shown = dashboard("ai").panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ title, expr: withVariables(expr) })),
    );
    expect(shown.length).toBeGreaterThan(10);
    for (const { title, expr } of shown) {
      expect.soft((await prometheus.query(expr)).length, `${title}: ${expr}`).toBeGreaterThan(0);
    }
  });

  it("knows each model by one name, whatever stands in it", async () => {
    const healthy = await prometheus.query("envoy_cluster_membership_healthy");
    expect(healthy.map(({ labels, value }) => [labels["envoy_cluster_name"], value]).sort()).toEqual([
      ["model/dead", 0],
      ["model/org/small-1_5_q8", 1],
    ]);
  });
});

describe("the alerts", () => {
  const within = 'namespace="ai"';

  it.each([
    [
      "DomicileGatewayGone",
      "3m",
      { namespace: "ai", severity: "critical" },
      [['envoy_server_live{namespace="other"}', "1x10"]],
    ],
    [
      "DomicileModelGone",
      "3m",
      { namespace: "ai", envoy_cluster_name: "model/large", severity: "critical" },
      [[`envoy_cluster_membership_healthy{${within}, envoy_cluster_name="model/large", pod="a"}`, "0x10"]],
    ],
    [
      "DomicileModelFails",
      "15m",
      { namespace: "ai", model: "large", severity: "warning" },
      [
        [`envoy_domicile_requests{${within}, model="large", code="200"}`, "0+94x20"],
        [`envoy_domicile_requests{${within}, model="large", code="503"}`, "0+6x20"],
      ],
    ],
    [
      "DomicileModelSlow",
      "20m",
      { namespace: "ai", model: "large", severity: "warning" },
      [
        [`envoy_domicile_first_byte_milliseconds_bucket{${within}, model="large", le="10000"}`, "0+90x30"],
        [`envoy_domicile_first_byte_milliseconds_bucket{${within}, model="large", le="30000"}`, "0+100x30"],
        [`envoy_domicile_first_byte_milliseconds_bucket{${within}, model="large", le="+Inf"}`, "0+100x30"],
      ],
    ],
    [
      "DomicileQuotasUncounted",
      "10m",
      { namespace: "ai", severity: "critical" },
      [[`envoy_cluster_ratelimit_error{${within}, envoy_cluster_name="model/large"}`, "0+1x20"]],
    ],
    [
      "DomicileClientRefused",
      "40m",
      { namespace: "ai", client: "greedy", severity: "info" },
      [
        [`envoy_domicile_requests{${within}, client="greedy", code="200"}`, "0+40x60"],
        [`envoy_domicile_requests{${within}, client="greedy", code="429"}`, "0+60x60"],
      ],
    ],
  ] as const)(
    "%s is told after its time, with the labels that say of what",
    async (name, at, labels, series) => {
      const input = series.map(([one, values]) => ({ series: one, values }));
      await expect(testOf(name, at, [{ exp_labels: labels }], input)).resolves.toBeUndefined();
      await expect(testOf(name, at, [], input)).rejects.toThrow();
    },
  );

  it.each([
    ["DomicileGatewayGone", [[`envoy_server_live{${within}, pod="b"}`, "1x60"]]],
    [
      "DomicileModelGone",
      [
        [`envoy_cluster_membership_healthy{${within}, envoy_cluster_name="model/large", pod="a"}`, "0x60"],
        [`envoy_cluster_membership_healthy{${within}, envoy_cluster_name="model/large", pod="b"}`, "1x60"],
      ],
    ],
    [
      "DomicileModelFails",
      [
        [`envoy_domicile_requests{${within}, model="large", code="200"}`, "0+96x60"],
        [`envoy_domicile_requests{${within}, model="large", code="503"}`, "0+4x60"],
      ],
    ],
    [
      "DomicileQuotasUncounted",
      [[`envoy_cluster_ratelimit_error{${within}, envoy_cluster_name="model/large"}`, "7x60"]],
    ],
    [
      "DomicileClientRefused",
      [
        [`envoy_domicile_requests{${within}, client="modest", code="200"}`, "0+60x60"],
        [`envoy_domicile_requests{${within}, client="modest", code="429"}`, "0+40x60"],
      ],
    ],
  ] as const)("%s is not told below its bound", async (name, series) => {
    const input = series.map(([one, values]) => ({ series: one, values }));
    await expect(testOf(name, "50m", [], input)).resolves.toBeUndefined();
  });

  /** Whether promtool agrees that of this alert these are told at a time. */
  function testOf(
    alertname: string,
    eval_time: string,
    exp_alerts: readonly object[],
    input_series: readonly object[],
  ): Promise<void> {
    return testRules(rules, {
      evaluation_interval: "1m",
      tests: [{ interval: "1m", input_series, alert_rule_test: [{ alertname, eval_time, exp_alerts }] }],
    });
  }
});

function withVariables(expression: string): string {
  return expression
    .replaceAll("$namespace", "ai")
    .replaceAll(/\$(client|model)\b/g, ".*")
    .replaceAll("$__rate_interval", "1m");
}
