import { describe, expect, it } from "vitest";
import { egressName } from "../../policies/rules/kubernetes/egress";
import { outsideUrl } from "../../policies/rules/kubernetes/outsideUrls";
import { podNames } from "../../policies/rules/kubernetes/podNames";
import { serviceTarget } from "../../policies/rules/kubernetes/serviceTargets";
import { telemetryTarget } from "../../policies/rules/kubernetes/telemetryTargets";
import { volumeServer } from "../../policies/rules/kubernetes/volumeServers";
import { unknown, type Inputs, type Value } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

const endpoints = ["otel.example.de"];

function judged(type: string, inputs: Inputs): string[] {
  const rules = [serviceTarget, podNames, outsideUrl, telemetryTarget, egressName, volumeServer];
  return saidOf(rules, resourceOf(`kubernetes:${type}`, inputs), approvalOf({ endpoints }));
}

const hosts =
  "approved: endpoints otel.example.de and hosts inside the cluster - name a host inside the cluster or add it to 'endpoints' of the approval";

describe("service targets", () => {
  const path = "spec.externalName";
  const approved = "approved: names under .svc.cluster.local, otel.example.de";
  const fix = "name a Service of the cluster or add the host to 'endpoints' of the approval";
  const service = (externalName: Value, type: Value = "ExternalName"): string[] =>
    judged("core/v1:Service", { spec: { type, externalName } });

  it.each([
    "db.other.svc.cluster.local",
    "DB.Other.SVC.cluster.local",
    "db.other.svc.cluster.local.",
    "otel.example.de",
    "OTEL.example.de.",
  ])("permits %s", (name) => {
    expect(service(name)).toEqual([]);
  });

  it.each<[Value, string]>([
    ["api.openai.com", 'is "api.openai.com"'],
    ["svc.cluster.local", 'is "svc.cluster.local"'],
    ["evilsvc.cluster.local", 'is "evilsvc.cluster.local"'],
    ["db.svc.cluster.local.evil.com", 'is "db.svc.cluster.local.evil.com"'],
    [" db.other.svc.cluster.local", 'is " db.other.svc.cluster.local"'],
    ["https://otel.example.de", 'is "https://otel.example.de"'],
    ["evil@otel.example.de", 'is "evil@otel.example.de"'],
    ["otel.example.de:443", 'is "otel.example.de:443"'],
    ["a.otel.example.de", 'is "a.otel.example.de"'],
    ["10.0.0.1", 'is "10.0.0.1"'],
    ["localhost", 'is "localhost"'],
    [5, "is 5"],
    [["otel.example.de"], 'is ["otel.example.de"]'],
    [unknown, "cannot be known yet"],
  ])("refuses %s", (name, said) => {
    expect(service(name)).toEqual([`mandatory ${path}: '${path}' ${said}; ${approved} - ${fix}`]);
  });

  it.each<[Value]>([[undefined], [null], [""]])("refuses an ExternalName that is %j", (name) => {
    expect(service(name)).toEqual([
      `mandatory ${path}: '${path}' is missing; ${approved} - name a host or change 'type'`,
    ]);
  });

  it("judges a name whatever the type says, also in a patch", () => {
    expect(service("evil.com", undefined)).toHaveLength(1);
    expect(service("evil.com", unknown)).toHaveLength(1);
    expect(judged("core/v1:ServicePatch", { spec: { externalName: "evil.com" } })).toHaveLength(1);
    expect(judged("v1:Service", { spec: { externalName: "evil.com" } })).toHaveLength(1);
  });

  it("permits Services that select pods", () => {
    expect(judged("core/v1:Service", { spec: { selector: { a: "b" }, clusterIP: unknown } })).toEqual([]);
    expect(service("", "ClusterIP")).toEqual([]);
    expect(judged("core/v1:Service", {})).toEqual([]);
  });

  it("refuses a Service of which nothing is known", () => {
    expect(judged("core/v1:Service", { spec: unknown })).toEqual([
      `mandatory spec: 'spec' cannot be known yet, and so not where it leads; ${approved}`,
    ]);
  });

  it.each<[Value, string[]]>([
    ["10.0.0.1", []],
    ["fd00::1", []],
    ["otel.example.de", []],
    [
      "8.8.8.8",
      [
        "mandatory endpoints[0].addresses[0]: 'endpoints[0].addresses[0]' is \"8.8.8.8\"; approved: endpoints otel.example.de and hosts inside the cluster - let the Service select pods, or add the address to 'endpoints' of the approval",
      ],
    ],
    [
      unknown,
      [
        "advisory endpoints[0].addresses[0]: 'endpoints[0].addresses[0]' cannot be known yet; approved: endpoints otel.example.de and hosts inside the cluster - let the Service select pods, or add the address to 'endpoints' of the approval",
      ],
    ],
  ])("judges the address %s of an EndpointSlice", (address, said) => {
    expect(judged("discovery.k8s.io/v1:EndpointSlice", { endpoints: [{ addresses: [address] }] })).toEqual(
      said,
    );
  });

  it("judges Endpoints", () => {
    expect(judged("core/v1:Endpoints", { subsets: [{ addresses: [{ ip: "8.8.8.8" }] }] })).toHaveLength(1);
    expect(judged("core/v1:Endpoints", { subsets: [{ addresses: [{ ip: "10.8.8.8" }] }] })).toEqual([]);
  });
});

describe("pod names", () => {
  it("look up inside the cluster", () => {
    const spec = (nameserver: Value, ip: Value): Inputs => ({
      spec: { dnsConfig: { nameservers: [nameserver] }, hostAliases: [{ ip, hostnames: ["a"] }] },
    });
    const instead =
      "approved: endpoints otel.example.de and hosts inside the cluster - use the cluster's DNS, or add the address to 'endpoints' of the approval";
    expect(judged("core/v1:Pod", spec("10.0.0.53", "127.0.0.1"))).toEqual([]);
    expect(judged("core/v1:Pod", spec("1.1.1.1", unknown))).toEqual([
      `mandatory spec.dnsConfig.nameservers[0]: 'spec.dnsConfig.nameservers[0]' is "1.1.1.1"; ${instead}`,
      `advisory spec.hostAliases[0].ip: 'spec.hostAliases[0].ip' cannot be known yet; ${instead}`,
    ]);
  });
});

describe("search domains of pods", () => {
  it.each<[Value, string[]]>([
    ["models.svc.cluster.local", []],
    ["svc.cluster.local", []],
    ["cluster.local.", []],
    ["otel.example.de", []],
    ["example.com", ['is "example.com"']],
    ["evilcluster.local", ['is "evilcluster.local"']],
  ])("%s", (domain, said) => {
    const path = "spec.dnsConfig.searches[0]";
    const instead =
      "approved: endpoints otel.example.de and hosts inside the cluster - use the cluster's DNS, or add the address to 'endpoints' of the approval";
    expect(judged("core/v1:Pod", { spec: { dnsConfig: { searches: [domain] } } })).toEqual(
      said.map((text) => `mandatory ${path}: '${path}' ${text}; ${instead}`),
    );
  });
});

describe("outside addresses", () => {
  const url = (value: Value): Inputs => ({ clientConfig: { url: value } });

  it.each<[string, Inputs, string]>([
    [
      "admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration",
      { webhooks: [url("https://hooks.example.com/x")] },
      `mandatory webhooks[0].clientConfig.url: "https://hooks.example.com/x" by 'webhooks[0].clientConfig.url' names hooks.example.com; ${hosts}`,
    ],
    [
      "admissionregistration.k8s.io/v1:MutatingWebhookConfiguration",
      { webhooks: [url(unknown)] },
      `mandatory webhooks[0].clientConfig.url: 'webhooks[0].clientConfig.url' cannot be known yet; ${hosts}`,
    ],
    [
      "apiextensions.k8s.io/v1:CustomResourceDefinition",
      { spec: { conversion: { webhook: url(7) } } },
      `mandatory spec.conversion.webhook.clientConfig.url: 'spec.conversion.webhook.clientConfig.url' is 7, whose host cannot be read; ${hosts}`,
    ],
    [
      "monitoring.coreos.com/v1:Prometheus",
      {
        spec: {
          remoteWrite: [{ url: "https://otel.example.de/api" }, { url: "https://prometheus.grafana.net" }],
        },
      },
      `mandatory spec.remoteWrite[1].url: "https://prometheus.grafana.net" by 'spec.remoteWrite[1].url' names prometheus.grafana.net; ${hosts}`,
    ],
    [
      "cert-manager.io/v1:ClusterIssuer",
      { spec: { acme: { server: "https://acme-v02.api.letsencrypt.org/directory" } } },
      `hardening spec.acme.server: "https://acme-v02.api.letsencrypt.org/directory" by 'spec.acme.server' names acme-v02.api.letsencrypt.org; ${hosts}`,
    ],
    [
      "networking.k8s.io/v1:Ingress",
      {
        metadata: {
          annotations: { "nginx.ingress.kubernetes.io/mirror-target": "https://evil.com$request_uri" },
        },
      },
      `mandatory metadata.annotations.nginx.ingress.kubernetes.io/mirror-target: "https://evil.com" by 'metadata.annotations.nginx.ingress.kubernetes.io/mirror-target' names evil.com; ${hosts}`,
    ],
    [
      "cilium.io/v2:CiliumNetworkPolicy",
      {
        spec: { egress: [{ toFQDNs: [{ matchName: "otel.example.de" }, { matchName: "api.openai.com" }] }] },
      },
      `mandatory spec.egress[0].toFQDNs[1].matchName: "api.openai.com" by 'spec.egress[0].toFQDNs[1].matchName' names api.openai.com; ${hosts}`,
    ],
    [
      "cilium.io/v2:CiliumClusterwideNetworkPolicy",
      { specs: [{ egress: [{ toFQDNs: [{ matchPattern: "*.example.de" }] }] }] },
      `mandatory specs[0].egress[0].toFQDNs[0].matchPattern: 'specs[0].egress[0].toFQDNs[0].matchPattern' is "*.example.de", whose host cannot be read; ${hosts}`,
    ],
    [
      "core/v1:Pod",
      { spec: { volumes: [{ nfs: { server: "files.example.com", path: "/" } }] } },
      `mandatory spec.volumes[0].nfs.server: "files.example.com" by 'spec.volumes[0].nfs.server' names files.example.com; ${hosts}`,
    ],
    [
      "core/v1:PersistentVolume",
      {
        spec: {
          csi: { driver: "smb.csi.k8s.io", volumeAttributes: { source: "//files.example.com/share" } },
        },
      },
      `mandatory spec.csi.volumeAttributes.source: "files.example.com/share" by 'spec.csi.volumeAttributes.source' names files.example.com; ${hosts}`,
    ],
    [
      "core/v1:PersistentVolume",
      { spec: { csi: unknown } },
      `mandatory spec.csi: 'spec.csi' cannot be known yet; ${hosts}`,
    ],
    [
      "core/v1:PersistentVolume",
      { spec: { rbd: { monitors: ["10.0.0.1:6789,8.8.8.8:6789"] } } },
      `mandatory spec.rbd.monitors[0]: "8.8.8.8:6789" by 'spec.rbd.monitors[0]' names 8.8.8.8; ${hosts}`,
    ],
    [
      "storage.k8s.io/v1:StorageClass",
      { provisioner: "nfs.csi.k8s.io", parameters: { server: "files.example.com", share: "/" } },
      `mandatory parameters.server: "files.example.com" by 'parameters.server' names files.example.com; ${hosts}`,
    ],
  ])("%s", (type, inputs, said) => {
    expect(judged(type, inputs)).toEqual([said]);
  });

  it.each<[string, Inputs]>([
    [
      "admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration",
      { webhooks: [{ clientConfig: { service: { name: "x" } } }] },
    ],
    [
      "monitoring.coreos.com/v1:Prometheus",
      { spec: { remoteWrite: [{ url: "http://mimir.monitoring.svc:9009/api" }] } },
    ],
    ["cert-manager.io/v1:Issuer", { spec: { selfSigned: {} } }],
    [
      "cilium.io/v2:CiliumNetworkPolicy",
      { spec: { egressDeny: [{ toFQDNs: [{ matchName: "evil.com" }] }], egress: [{}] } },
    ],
    [
      "core/v1:Pod",
      {
        spec: {
          volumes: [{ nfs: { server: "10.0.0.5" } }, { emptyDir: {} }, { name: "x", csi: { driver: "d" } }],
        },
      },
    ],
    ["core/v1:PersistentVolume", { spec: { hostPath: { path: "/srv" }, capacity: unknown } }],
    ["storage.k8s.io/v1:StorageClass", { provisioner: "csi.hetzner.cloud" }],
    [
      "networking.k8s.io/v1:Ingress",
      {
        metadata: {
          annotations: { "nginx.ingress.kubernetes.io/auth-url": "http://auth.ns.svc.cluster.local/x" },
        },
      },
    ],
  ])("permits %s %j", (type, inputs) => {
    expect(judged(type, inputs)).toEqual([]);
  });
});

describe("telemetry targets", () => {
  const at = "spec.containers[0].env[0].value";
  const environment = (...env: Value[]): string[] =>
    judged("core/v1:Pod", { spec: { containers: [{ env }] } });
  const otel = (value: Value): Inputs => ({ name: "OTEL_EXPORTER_OTLP_ENDPOINT", value });

  it.each([
    "http://otel.example.de:4317",
    "http://collector.monitoring.svc.cluster.local:4317",
    "http://collector:4317",
    "http://127.0.0.1:4317",
    "unix:///run/otel.sock",
    "",
  ])("permits %j", (value) => {
    expect(environment(otel(value))).toEqual([]);
  });

  it.each<[Value, string]>([
    [
      "https://api.honeycomb.io",
      `"https://api.honeycomb.io" by OTEL_EXPORTER_OTLP_ENDPOINT ('${at}') names api.honeycomb.io`,
    ],
    [unknown, `OTEL_EXPORTER_OTLP_ENDPOINT ('${at}') cannot be known yet`],
    [4317, `OTEL_EXPORTER_OTLP_ENDPOINT ('${at}') is 4317, whose host cannot be read`],
    [
      "http://$(NODE):4317",
      `OTEL_EXPORTER_OTLP_ENDPOINT ('${at}') is "http://$(NODE):4317", whose host cannot be read`,
    ],
    [
      "https://otel.example.de@evil.com",
      `"https://evil.com" by OTEL_EXPORTER_OTLP_ENDPOINT ('${at}') names evil.com`,
    ],
  ])("refuses %s", (value, said) => {
    expect(environment(otel(value))).toEqual([`mandatory ${at}: ${said}; ${hosts}`]);
  });

  it.each([
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "HF_ENDPOINT",
    "OPENAI_BASE_URL",
    "HTTPS_PROXY",
    "https_proxy",
    "VLLM_USAGE_STATS_SERVER",
    "SENTRY_DSN",
    "DD_SITE",
  ])("judges %s", (name) => {
    expect(environment({ name, value: "https://evil.com" })).toHaveLength(1);
  });

  it("says nothing of other variables", () => {
    expect(
      environment({ name: "PUBLIC_URL", value: "https://evil.com" }, unknown, {
        name: unknown,
        value: "https://evil.com",
      }),
    ).toEqual([]);
  });

  it("resolves references as Kubernetes does", () => {
    const node = { name: "NODE", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } };
    expect(environment(node, otel("http://$(NODE):4317"))).toEqual([]);
    expect(environment({ name: "NODE", value: "evil.com" }, otel("http://$(NODE):4317"))).toHaveLength(1);
    // Only what stands before counts.
    expect(environment(otel("http://$(NODE):4317"), node)).toHaveLength(1);
    expect(
      environment({ name: "DD_AGENT_HOST", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } }),
    ).toEqual([]);
  });

  it("takes an address from a Secret for one that cannot be read", () => {
    expect(
      environment({
        name: "OTEL_EXPORTER_OTLP_ENDPOINT",
        valueFrom: { secretKeyRef: { name: "x", key: "y" } },
      }),
    ).toEqual([
      "hardening spec.containers[0].env[0].valueFrom: OTEL_EXPORTER_OTLP_ENDPOINT ('spec.containers[0].env[0].valueFrom') stands where it cannot be read; approved: endpoints otel.example.de and hosts inside the cluster - write it as 'value'",
    ]);
  });

  it.each([
    [["--otlp-traces-endpoint=https://evil.com:4317"], "args[0]"],
    [["--otlp-traces-endpoint", "https://evil.com:4317"], "args[0]"],
    [["-c", "vllm serve /m --otlp-traces-endpoint https://evil.com:4317"], "args[1]"],
  ])("judges the option in %j", (args, path) => {
    const where = `spec.containers[0].${path}`;
    expect(judged("core/v1:Pod", { spec: { containers: [{ args }] } })).toEqual([
      `mandatory ${where}: "https://evil.com:4317" by --otlp-traces-endpoint ('${where}') names evil.com; ${hosts}`,
    ]);
  });

  it("finds containers of custom resources", () => {
    const model = { image: "x", env: [otel("https://evil.com")] };
    expect(
      judged("serving.kserve.io/v1beta1:InferenceService", { spec: { predictor: { model } } }),
    ).toHaveLength(1);
  });
});
