import { beforeEach, describe, expect, it } from "vitest";
import * as pulumi from "@pulumi/pulumi";
import { EndpointMonitoring, type EndpointMonitoringArgs } from "../../components/monitoring";
import { alertRules } from "../../components/monitoring/alertRules";
import { dashboard } from "../../components/monitoring/dashboard";
import { asRecord, inputsOf, recordRegistrations, type Registration } from "../support/mocks";

const common = { "app.kubernetes.io/part-of": "domicile", "app.kubernetes.io/managed-by": "pulumi" };

let registered: Registration[];

beforeEach(async () => {
  registered = await recordRegistrations();
});

/** Makes the component and waits until all its children are registered. */
async function make(args: EndpointMonitoringArgs): Promise<void> {
  new EndpointMonitoring("here-monitoring", args);
  await pulumi.runtime.disconnect();
}

describe("EndpointMonitoring", () => {
  it("makes nothing that was not asked for", async () => {
    await make({ namespace: "ai" });
    expect(registered.map(({ name }) => name)).toEqual(["here-monitoring"]);
  });

  it("tells Prometheus Operator which pods to ask and what to alert of", async () => {
    const labels = { release: "prometheus" };
    await make({ namespace: pulumi.output("ai"), prometheusOperator: true, labels, slowSeconds: 4 });
    const metadata = { name: "gateway-monitoring", namespace: "ai", labels: { ...common, ...labels } };
    const apiVersion = "monitoring.coreos.com/v1";
    const matchLabels = {
      "app.kubernetes.io/name": "envoy",
      "app.kubernetes.io/component": "gateway",
      "app.kubernetes.io/instance": "gateway",
    };
    expect(registered.map(({ type, name }) => [type, name]).sort()).toEqual([
      ["domicile:index:EndpointMonitoring", "here-monitoring"],
      ["kubernetes:monitoring.coreos.com/v1:PodMonitor", "here-monitoring-pods"],
      ["kubernetes:monitoring.coreos.com/v1:PrometheusRule", "here-monitoring-alerts"],
    ]);
    expect(inputsOf(registered, "here-monitoring-pods")).toEqual({
      apiVersion,
      kind: "PodMonitor",
      metadata,
      spec: { selector: { matchLabels }, podMetricsEndpoints: [{ port: "metrics", path: "/metrics" }] },
    });
    expect(inputsOf(registered, "here-monitoring-alerts")).toEqual({
      apiVersion,
      kind: "PrometheusRule",
      metadata,
      spec: { groups: [{ name: "domicile", rules: alertRules({ namespace: "ai", slowSeconds: 4 }) }] },
    });
  });

  it("gives Grafana's sidecar the dashboard", async () => {
    await make({ namespace: "ai", dashboard: true });
    const { metadata, data } = inputsOf(registered, "here-monitoring-dashboard");
    expect(metadata).toMatchObject({ namespace: "ai", labels: { ...common, grafana_dashboard: "1" } });
    expect(JSON.parse(String(asRecord(data)["domicile-gateway.json"]))).toEqual(dashboard("ai"));
  });
});

describe("the dashboard", () => {
  it("has panels side by side, each with curves of its own", () => {
    const { panels } = dashboard("ai");
    expect(panels.map(({ id }) => id)).toEqual(panels.map((_, index) => index + 1));
    expect(panels.map(({ gridPos }) => [gridPos.x, gridPos.y])).toEqual(
      panels.map((_, index) => [index % 2 === 0 ? 0 : 12, Math.floor(index / 2) * 8]),
    );
    expect(panels.map(({ targets }) => targets.map(({ refId }) => refId).join(""))).toEqual(
      panels.map(({ targets }) => "AB".slice(0, targets.length)),
    );
  });
});
