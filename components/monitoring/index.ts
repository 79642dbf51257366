import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ownLabels, selectorLabels } from "../../infra/kubernetes/labels";
import { gatewayIdentity } from "../gateway/manifests";
import { metricsPath } from "../gateway/metricsListener";
import { alertRules } from "./alertRules";
import { dashboard } from "./dashboard";

/** How an endpoint is watched. */
export interface MonitoringSettings {
  /** Whether to make a PodMonitor and a PrometheusRule, which a cluster with Prometheus Operator takes. @default false */
  prometheusOperator?: boolean;
  /** Labels that Prometheus selects its PodMonitors and PrometheusRules by, e.g. `release: kube-prometheus-stack`. @default none */
  labels?: Record<string, string>;
  /** Whether to make a ConfigMap with the dashboard, as Grafana's sidecar finds it. @default false */
  dashboard?: boolean;
  /** Seconds until the first byte of one request in twenty above which a model is told to be slow. @default 10 */
  slowSeconds?: number;
}

/** What an `EndpointMonitoring` is made from. */
export interface EndpointMonitoringArgs extends MonitoringSettings {
  /** The endpoint's namespace. */
  namespace: pulumi.Input<string>;
}

/** The name of every object: a namespace has one endpoint. */
const objectName = "gateway-monitoring";

/** The API group of Prometheus Operator. */
const apiVersion = "monitoring.coreos.com/v1";

/** The label by which the sidecar of Grafana's chart finds dashboards. */
const dashboardLabel = { grafana_dashboard: "1" };

/**
 * What a cluster's Prometheus and Grafana need to watch an endpoint. Children: `-pods` and `-alerts` with Prometheus Operator,
 * `-dashboard` where it is asked for.
 */
export class EndpointMonitoring extends pulumi.ComponentResource {
  constructor(name: string, args: EndpointMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:EndpointMonitoring", name, args, opts);
    const { namespace, labels = {}, slowSeconds = 10 } = args;
    const metadata = { name: objectName, namespace, labels: { ...ownLabels, ...labels } };
    const parent = { parent: this };

    if (args.prometheusOperator === true) {
      const matchLabels = selectorLabels(gatewayIdentity);
      new k8s.apiextensions.CustomResource(
        `${name}-pods`,
        {
          apiVersion,
          kind: "PodMonitor",
          metadata,
          spec: { selector: { matchLabels }, podMetricsEndpoints: [{ port: "metrics", path: metricsPath }] },
        },
        parent,
      );
      const rules = pulumi.output(namespace).apply((own) => alertRules({ namespace: own, slowSeconds }));
      new k8s.apiextensions.CustomResource(
        `${name}-alerts`,
        {
          apiVersion,
          kind: "PrometheusRule",
          metadata,
          spec: { groups: [{ name: "domicile", rules }] },
        },
        parent,
      );
    }
    if (args.dashboard === true) {
      const board = pulumi.output(namespace).apply((own) => JSON.stringify(dashboard(own)));
      new k8s.core.v1.ConfigMap(
        `${name}-dashboard`,
        {
          metadata: { ...metadata, labels: { ...ownLabels, ...dashboardLabel } },
          data: { "domicile-gateway.json": board },
        },
        parent,
      );
    }
    this.registerOutputs({});
  }
}
