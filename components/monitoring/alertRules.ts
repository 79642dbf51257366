/** What the alerts of an endpoint depend on. */
export interface AlertOptions {
  /** The endpoint's namespace, which the samples bear as label. */
  readonly namespace: string;
  /** Above this time until the first byte, in seconds, of one request in twenty, a model is told to be slow. */
  readonly slowSeconds: number;
}

/** An alert as Prometheus writes it. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold before it is told, e.g. `5m`. */
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** The share of failed requests above which a model is told to fail. */
const failedShare = 0.05;

/** The share of refused requests above which a client is told to be short of its quota. */
const refusedShare = 0.5;

/** What someone should look at. Each is told of one thing at a time: a model, a client or the gateway. */
export function alertRules({ namespace, slowSeconds }: AlertOptions): readonly AlertRule[] {
  const within = (...more: readonly string[]) => `{${[`namespace="${namespace}"`, ...more].join(", ")}}`;
  const ofModels = within('envoy_cluster_name=~"model/.+"');
  const requests = (by: string, minutes: number, ...more: readonly string[]) =>
    `sum by (namespace, ${by}) (rate(envoy_domicile_requests${within(...more)}[${minutes}m]))`;
  const firstByte = `sum by (namespace, model, le) (rate(envoy_domicile_first_byte_milliseconds_bucket${within()}[5m]))`;
  return [
    {
      alert: "DomicileGatewayGone",
      expr: `absent(envoy_server_live${within()} == 1)`,
      for: "2m",
      labels: { severity: "critical", namespace },
      annotations: {
        summary: "No gateway answers",
        description: `No pod of the gateway in ${namespace} has told its metrics for two minutes: applications reach no model.`,
      },
    },
    {
      alert: "DomicileModelGone",
      expr: `max by (namespace, envoy_cluster_name) (envoy_cluster_membership_healthy${ofModels}) == 0`,
      for: "2m",
      labels: { severity: "critical" },
      annotations: {
        summary: "{{ $labels.envoy_cluster_name }} has no healthy replica",
        description:
          "No gateway has reached a replica for two minutes: requests for it are answered with 503.",
      },
    },
    {
      alert: "DomicileModelFails",
      expr: `${requests("model", 5, 'code=~"5.."')} / ${requests("model", 5)} > ${failedShare}`,
      for: "5m",
      labels: { severity: "warning" },
      annotations: {
        summary: "Requests for {{ $labels.model }} fail",
        description:
          "{{ $value | humanizePercentage }} of its requests were answered with a status of 500 or more.",
      },
    },
    {
      alert: "DomicileModelSlow",
      expr: `histogram_quantile(0.95, ${firstByte}) > ${slowSeconds * 1_000}`,
      for: "10m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.model }} answers late",
        description: `One request in twenty waits longer than ${slowSeconds} s for the first byte: {{ $value }} ms. More replicas or a smaller context help.`,
      },
    },
    {
      alert: "DomicileQuotasUncounted",
      expr: `sum by (namespace) (rate(envoy_cluster_ratelimit_error${ofModels}[5m])) > 0`,
      for: "2m",
      labels: { severity: "critical" },
      annotations: {
        summary: "Quotas cannot be counted",
        description:
          "The quota service or its store does not answer: requests with a quota are refused with 503, or pass uncounted, as 'quotas.onFailure' says.",
      },
    },
    {
      alert: "DomicileClientRefused",
      expr: `${requests("client", 15, 'code="429"')} / ${requests("client", 15)} > ${refusedShare}`,
      for: "15m",
      labels: { severity: "info" },
      annotations: {
        summary: "{{ $labels.client }} is short of its quota",
        description:
          "{{ $value | humanizePercentage }} of its requests were refused with 429 over a quarter of an hour.",
      },
    },
  ];
}
