import { panel, type Curve, type Panel } from "./panel";

/** The identifier of the dashboard, by which its address stays the same. */
const uid = "domicile-gateway";

/** A model's requests, by what is chosen above the panels. */
const chosen = 'namespace="$namespace", client=~"$client", model=~"$model"';
const chosenModel = 'namespace="$namespace", model=~"$model"';
const inNamespace = 'namespace="$namespace"';
const ofModels = 'namespace="$namespace", envoy_cluster_name=~"model/.+"';

/** What the panels show, in reading order: traffic, failures, use, time, engines, the gateway itself. */
const contents: readonly (readonly [title: string, unit: string, curves: readonly Curve[]])[] = [
  ["Requests", "reqps", [curve(`sum by (model) (${rate("requests", chosen)})`, "{{model}}")]],
  [
    "Failed requests",
    "percentunit",
    [
      curve(
        `sum by (model) (${rate("requests", `${chosen}, code=~"5.."`)}) / sum by (model) (${rate("requests", chosen)})`,
        "{{model}}",
      ),
    ],
  ],
  [
    "Refused by quotas",
    "reqps",
    [curve(`sum by (client) (${rate("requests", `${chosen}, code="429"`)})`, "{{client}}")],
  ],
  [
    "Tokens by client",
    "short",
    [
      curve(`sum by (client) (${rate("prompt_tokens", chosen)})`, "{{client}} prompts"),
      curve(`sum by (client) (${rate("completion_tokens", chosen)})`, "{{client}} answers"),
    ],
  ],
  [
    "Time to the first byte",
    "ms",
    [0.5, 0.95].map((share) =>
      curve(quantile(share, "first_byte_milliseconds"), `{{model}} ${share * 100} %`),
    ),
  ],
  [
    "Time to the last byte",
    "ms",
    [0.5, 0.95].map((share) => curve(quantile(share, "duration_milliseconds"), `{{model}} ${share * 100} %`)),
  ],
  [
    "Time for each token",
    "ms",
    [
      curve(
        `(sum by (model) (${rate("duration_milliseconds_sum", chosenModel)}) - sum by (model) (${rate("first_byte_milliseconds_sum", chosenModel)})) / sum by (model) (${rate("completion_tokens", chosenModel)})`,
        "{{model}}",
      ),
    ],
  ],
  [
    "Requests under way",
    "short",
    [
      curve(
        `sum by (envoy_cluster_name) (envoy_cluster_upstream_rq_active{${ofModels}})`,
        "{{envoy_cluster_name}}",
      ),
    ],
  ],
  [
    "Healthy replicas",
    "short",
    [
      curve(
        `max by (envoy_cluster_name) (envoy_cluster_membership_healthy{${ofModels}})`,
        "{{envoy_cluster_name}}",
      ),
    ],
  ],
  [
    "Memory of the gateway",
    "bytes",
    [curve(`sum by (pod) (envoy_server_memory_physical_size{${inNamespace}})`, "{{pod}}")],
  ],
];

/**
 * A dashboard for Grafana over the gateway's metrics: its model as JSON, to be written into a ConfigMap or imported.
 * @param namespace the endpoint's namespace, which is chosen at first
 */
export function dashboard(namespace: string) {
  return {
    uid,
    title: "Domicile gateway",
    tags: ["domicile"],
    schemaVersion: 39,
    editable: false,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    templating: { list: variables(namespace) },
    panels: contents.map(([title, unit, curves], index): Panel => panel({ title, unit, curves, index })),
  };
}

function variables(namespace: string) {
  return [
    { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" },
    {
      ...queried("namespace", "Namespace", "label_values(envoy_domicile_requests, namespace)"),
      current: { text: namespace, value: namespace },
    },
    many("client", "Client", `label_values(envoy_domicile_requests{${inNamespace}}, client)`),
    many("model", "Model", `label_values(envoy_domicile_requests{${inNamespace}}, model)`),
  ];
}

function queried(name: string, label: string, query: string) {
  const datasource = { type: "prometheus", uid: "$datasource" };
  return { name, label, type: "query", datasource, query: { query, refId: name }, refresh: 2, sort: 1 };
}

function many(name: string, label: string, query: string) {
  return { ...queried(name, label, query), multi: true, includeAll: true, allValue: ".*" };
}

function curve(expr: string, legend: string): Curve {
  return { expr, legend };
}

function rate(metric: string, labels: string): string {
  return `rate(envoy_domicile_${metric}{${labels}}[$__rate_interval])`;
}

function quantile(share: number, metric: string): string {
  return `histogram_quantile(${share}, sum by (model, le) (${rate(`${metric}_bucket`, chosenModel)}))`;
}
