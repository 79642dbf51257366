import { isInputs, ownValue, type Value } from "../../values";
import type { Approval } from "../../approval/approval";
import type { Finding } from "../rule";
import { addressProblems } from "./addresses";
import { kubernetesRule } from "./kubernetesRule";
import type { KubernetesKind, KubernetesObject } from "./object";
import { locate, locateAll } from "./located";

/** Where objects name a server that the cluster sends data to. */
interface UrlPlace {
  readonly group: string;
  readonly kinds: readonly string[];
  readonly paths: readonly string[];
}

/** Sources: the API references of Kubernetes and of Prometheus Operator. */
const mandatoryPlaces: readonly UrlPlace[] = [
  {
    group: "admissionregistration.k8s.io",
    kinds: ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
    paths: ["webhooks.clientConfig.url"],
  },
  {
    group: "apiextensions.k8s.io",
    kinds: ["CustomResourceDefinition"],
    paths: ["spec.conversion.webhook.clientConfig.url", "spec.conversion.webhookClientConfig.url"],
  },
  {
    group: "auditregistration.k8s.io",
    kinds: ["AuditSink"],
    paths: ["spec.webhook.clientConfig.url"],
  },
  {
    group: "monitoring.coreos.com",
    kinds: ["Prometheus", "PrometheusAgent", "ThanosRuler"],
    paths: [
      "spec.remoteWrite.url",
      "spec.remoteWrite.proxyUrl",
      "spec.remoteRead.url",
      "spec.remoteRead.proxyUrl",
      "spec.tracingConfig.endpoint",
      "spec.thanos.tracingConfig.endpoint",
      "spec.alertmanagersUrl",
      "spec.queryEndpoints",
    ],
  },
  {
    group: "monitoring.coreos.com",
    kinds: ["AlertmanagerConfig"],
    paths: [
      "spec.receivers.webhookConfigs.url",
      "spec.receivers.opsgenieConfigs.apiURL",
      "spec.receivers.pagerdutyConfigs.url",
      "spec.receivers.emailConfigs.smarthost",
    ],
  },
];

/** Who asks for a certificate tells the names in it, and nothing else. */
const hardeningPlaces: readonly UrlPlace[] = [
  {
    group: "cert-manager.io",
    kinds: ["Issuer", "ClusterIssuer"],
    paths: ["spec.acme.server", "spec.vault.server", "spec.venafi.tpp.url"],
  },
];

/** Annotations of ingress controllers that copy or send requests elsewhere. Source: Ingress-NGINX, Annotations. */
const requestAnnotations: readonly string[] = [
  "nginx.ingress.kubernetes.io/mirror-target",
  "nginx.ingress.kubernetes.io/auth-url",
  "nginx.ingress.kubernetes.io/opentelemetry-collector-host",
  "nginx.ingress.kubernetes.io/jaeger-collector-host",
  "nginx.ingress.kubernetes.io/zipkin-collector-host",
];

/** Servers outside the cluster that objects of the API machinery and of monitoring send data to. */
export const outsideUrl = kubernetesRule({
  id: "kubernetes-outside-url",
  title: "Webhooks, remote writes and mirrors go to hosts inside the cluster or to approved ones",
  why: "A webhook gets whole objects, Secrets included, a remote write gets every metric, and a mirror every request.",
  fix: "Name a Service of the cluster, or add the host to 'endpoints' of the approval.",
  levels: ["mandatory", "hardening"],
  concerns: (kind) =>
    [...mandatoryPlaces, ...hardeningPlaces].some((place) => isOf(place, kind)) || isIngress(kind),
  check: (object, approval) => [
    ...problemsAt(mandatoryPlaces, object, approval, "mandatory"),
    ...problemsAt(hardeningPlaces, object, approval, "hardening"),
    ...annotationProblems(object, approval),
  ],
});

function problemsAt(
  places: readonly UrlPlace[],
  object: KubernetesObject,
  approval: Approval,
  level: Finding["level"],
): Finding[] {
  return places
    .filter((place) => isOf(place, object))
    .flatMap(({ paths }) => locateAll(object.inputs, paths))
    .flatMap((address) => addressProblems(approval, address, { level }));
}

function isOf({ group, kinds }: UrlPlace, kind: KubernetesKind): boolean {
  return group === kind.group && kinds.includes(kind.kind);
}

function isIngress({ group, kind }: KubernetesKind): boolean {
  return kind === "Ingress" && (group === "networking.k8s.io" || group === "extensions");
}

function annotationProblems(object: KubernetesObject, approval: Approval): Finding[] {
  if (!isIngress(object)) return [];
  return locate(object.inputs, "metadata.annotations").flatMap(({ path, value }) =>
    isInputs(value)
      ? requestAnnotations.flatMap((name) =>
          addressProblems(approval, {
            path: `${path}.${name}`,
            value: withoutVariable(ownValue(value, name)),
          }),
        )
      : [],
  );
}

/** Addresses of Ingress-NGINX may end in a variable for the path: `https://host$request_uri`. */
function withoutVariable(value: Value): Value {
  return typeof value === "string" ? value.replace(/\$[a-z_]+$/, "") : value;
}
