import { describe, expect, it } from "vitest";
import { openEgress } from "../../policies/rules/kubernetes/egress";
import { engineTelemetry } from "../../policies/rules/kubernetes/engineTelemetry";
import { exposure } from "../../policies/rules/kubernetes/exposure";
import { hostNamespaces } from "../../policies/rules/kubernetes/hostNamespaces";
import { unknown, type Inputs, type Value } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

function judged(type: string, inputs: Inputs, endpoints: string[] = []): string[] {
  const rules = [hostNamespaces, exposure, engineTelemetry, openEgress];
  return saidOf(rules, resourceOf(`kubernetes:${type}`, inputs), approvalOf({ endpoints }));
}

describe("host namespaces", () => {
  it.each<[string, Value, string]>([
    ["hostNetwork", true, "is true"],
    ["hostPID", true, "is true"],
    ["hostIPC", true, "is true"],
    ["hostNetwork", "false", 'is "false"'],
    ["hostNetwork", unknown, "cannot be known yet"],
  ])("refuses %s: %s", (name, value, said) => {
    const path = `spec.template.spec.${name}`;
    expect(judged("apps/v1:DaemonSet", { spec: { template: { spec: { [name]: value } } } })).toEqual([
      `hardening ${path}: '${path}' ${said}; approved: false - remove it`,
    ]);
  });

  it("permits pods with namespaces of their own", () => {
    expect(judged("core/v1:Pod", { spec: { hostNetwork: false, hostPID: null, containers: [] } })).toEqual(
      [],
    );
    expect(judged("core/v1:ConfigMap", { spec: { hostNetwork: true } })).toEqual([]);
  });

  it("refuses pods that cannot be read", () => {
    expect(judged("apps/v1:Deployment", { spec: { template: { spec: unknown } } })).toEqual([
      "hardening spec.template.spec: 'spec.template.spec' cannot be known yet; approved: namespaces of its own - write the pod as plain data",
    ]);
  });
});

describe("exposure", () => {
  const selector = { "app.kubernetes.io/component": "gateway", "app.kubernetes.io/name": "envoy" };
  const approved = "approved: ClusterIP, or a selector app.kubernetes.io/component: gateway";

  it.each<[Inputs, string]>([
    [
      { type: "LoadBalancer" },
      `spec.type: 'spec.type' "LoadBalancer" leads past the gateway; ${approved} - change either`,
    ],
    [
      { type: "NodePort", selector: { "app.kubernetes.io/component": "inference-server" } },
      `spec.type: 'spec.type' "NodePort" leads past the gateway; ${approved} - change either`,
    ],
    [
      { type: unknown },
      `spec.type: 'spec.type' cannot be known yet and perhaps leads past the gateway; ${approved} - change either`,
    ],
    [
      { type: "LoadBalancer", selector: unknown },
      `spec.type: 'spec.type' "LoadBalancer" leads past the gateway; ${approved} - change either`,
    ],
    [
      { type: "ClusterIP", externalIPs: ["203.0.113.1"] },
      `spec.externalIPs: 'spec.externalIPs' ["203.0.113.1"] leads past the gateway; ${approved} - remove them`,
    ],
  ])("refuses a Service %j", (spec, said) => {
    expect(judged("core/v1:Service", { spec })).toEqual([`hardening ${said}`]);
  });

  it.each<[Inputs]>([
    [{ type: "ClusterIP" }],
    [{ selector: { a: "b" } }],
    [{ type: "LoadBalancer", selector }],
    [{ type: "NodePort", selector, externalIPs: ["203.0.113.1"] }],
    [{ externalIPs: [] }],
  ])("permits a Service %j", (spec) => {
    expect(judged("core/v1:Service", { spec })).toEqual([]);
  });

  it.each([
    [
      "networking.k8s.io/v1:Ingress",
      { spec: { rules: [{ http: { paths: [{ backend: { service: { name: "chat-0" } } }] } }] } },
      "spec.rules[0].http.paths[0].backend.service.name",
    ],
    [
      "networking.k8s.io/v1:Ingress",
      { spec: { defaultBackend: { service: { name: "chat-0" } } } },
      "spec.defaultBackend.service.name",
    ],
    [
      "gateway.networking.k8s.io/v1:HTTPRoute",
      { spec: { rules: [{ backendRefs: [{ name: "chat-0" }] }] } },
      "spec.rules[0].backendRefs[0].name",
    ],
  ])("refuses %s to another Service", (type, inputs, path) => {
    expect(judged(type, inputs)).toEqual([
      `hardening ${path}: '${path}' "chat-0" leads past the gateway; approved: gateway - route to the gateway's Service`,
    ]);
  });

  it("permits routes to the gateway", () => {
    const rules = [{ backendRefs: [{ name: "gateway", port: 80 }] }];
    expect(judged("gateway.networking.k8s.io/v1:HTTPRoute", { spec: { rules } })).toEqual([]);
  });

  it("refuses ports of the node but the gateway's", () => {
    const pod = { containers: [{ ports: [{ containerPort: 8000, hostPort: 8000 }] }] };
    const deployment = (labels: Inputs): Inputs => ({
      spec: { template: { metadata: { labels }, spec: pod } },
    });
    const path = "spec.template.spec.containers[0].ports[0].hostPort";
    expect(judged("apps/v1:Deployment", deployment({ app: "x" }))).toEqual([
      `hardening ${path}: '${path}' 8000 leads past the gateway; approved: none - use a Service of type ClusterIP`,
    ]);
    expect(judged("apps/v1:Deployment", deployment(selector))).toEqual([]);
    expect(judged("core/v1:Pod", { metadata: { labels: selector }, spec: pod })).toEqual([]);
  });
});

describe("engine telemetry", () => {
  const pod = (image: Value, env: Inputs, more: Inputs = {}): string[] => {
    const list = Object.keys(env).map((name): Inputs => ({ name, value: env[name] }));
    return judged("core/v1:Pod", { spec: { containers: [{ image, env: list, ...more }] } });
  };
  const on = (what: string, repository: string, settings: string): string =>
    `hardening spec.containers[0].env: the ${what} are on in 'spec.containers[0]' (${repository}); approved: none - set ${settings}`;
  const vllm = on(
    "usage statistics of vLLM",
    "vllm/vllm-openai",
    "VLLM_NO_USAGE_STATS=1 or VLLM_DO_NOT_TRACK=1 or DO_NOT_TRACK=1",
  );
  const hub = (repository: string): string =>
    on(
      "reports of huggingface_hub",
      repository,
      "HF_HUB_OFFLINE=1 or HF_HUB_DISABLE_TELEMETRY=1 or DISABLE_TELEMETRY=1 or DO_NOT_TRACK=1",
    );

  it.each<[Value, Inputs, string[]]>([
    ["vllm/vllm-openai:v0.30.0", {}, [vllm, hub("vllm/vllm-openai")]],
    ["vllm/vllm-openai", { VLLM_NO_USAGE_STATS: "0", HF_HUB_OFFLINE: "1" }, [vllm]],
    ["vllm/vllm-openai", { VLLM_NO_USAGE_STATS: "true", HF_HUB_OFFLINE: "TRUE" }, [vllm]],
    ["vllm/vllm-openai", { VLLM_NO_USAGE_STATS: unknown, HF_HUB_OFFLINE: "1" }, [vllm]],
    ["vllm/vllm-openai", { VLLM_NO_USAGE_STATS: "1" }, [hub("vllm/vllm-openai")]],
    ["vllm/vllm-openai", { DO_NOT_TRACK: "1" }, []],
    ["vllm/vllm-openai", { VLLM_NO_USAGE_STATS: "1", HF_HUB_DISABLE_TELEMETRY: "1" }, []],
    [
      "registry.example.de/mirror/vllm:1",
      {},
      [
        on(
          "usage statistics of vLLM",
          "mirror/vllm",
          "VLLM_NO_USAGE_STATS=1 or VLLM_DO_NOT_TRACK=1 or DO_NOT_TRACK=1",
        ),
        hub("mirror/vllm"),
      ],
    ],
    ["lmsysorg/sglang:v0.5", {}, [hub("lmsysorg/sglang")]],
    ["ghcr.io/huggingface/text-embeddings-inference:1", {}, [hub("huggingface/text-embeddings-inference")]],
    [
      "ghcr.io/huggingface/text-generation-inference:3",
      { HF_HUB_OFFLINE: "1" },
      [
        on(
          "usage statistics of Text Generation Inference",
          "huggingface/text-generation-inference",
          "USAGE_STATS=off or DISABLE_TELEMETRY=1",
        ),
      ],
    ],
    ["ghcr.io/huggingface/text-generation-inference:3", { HF_HUB_OFFLINE: "1", USAGE_STATS: "off" }, []],
    [
      "rayproject/ray:2.40",
      {},
      [on("usage statistics of Ray", "rayproject/ray", "RAY_USAGE_STATS_ENABLED=0")],
    ],
    ["rayproject/ray:2.40", { RAY_USAGE_STATS_ENABLED: "0" }, []],
    ["ghcr.io/ggml-org/llama.cpp:server", {}, []],
    ["envoyproxy/envoy:v1", {}, []],
    ["example.com/ml/xray", {}, []],
    [unknown, {}, []],
    [undefined, {}, []],
  ])("of %s with %j", (image, env, said) => {
    expect(pod(image, env)).toEqual(said);
  });

  it("reads options of the command line", () => {
    const image = "ghcr.io/huggingface/text-generation-inference:3";
    expect(pod(image, { HF_HUB_OFFLINE: "1" }, { args: ["--usage-stats", "off"] })).toEqual([]);
    expect(pod(image, { HF_HUB_OFFLINE: "1" }, { args: ["--usage-stats=off"] })).toEqual([]);
    expect(pod(image, { HF_HUB_OFFLINE: "1" }, { args: ["--usage-stats", "no-stack"] })).toHaveLength(1);
  });
});

describe("open egress", () => {
  const approved = "approved: pods, namespaces and private address ranges - name those that are needed";

  it.each<[string, Inputs, string[]]>([
    [
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: [{}] },
      ["spec.egress[0]: 'spec.egress[0]' names no target and so allows all"],
    ],
    [
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: [{ ports: [{ port: 443 }] }] },
      ["spec.egress[0]: 'spec.egress[0]' names no target and so allows all"],
    ],
    [
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] },
      ["spec.egress[0].to[0].ipBlock.cidr: 'spec.egress[0].to[0].ipBlock.cidr' is \"0.0.0.0/0\""],
    ],
    [
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: unknown },
      ["spec.egress: 'spec.egress' cannot be known yet"],
    ],
    ["networking.k8s.io/v1:NetworkPolicy", { egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] }, []],
    [
      "networking.k8s.io/v1:NetworkPolicy",
      { egress: [{ to: [{ ipBlock: { cidr: "203.0.113.7/32" } }] }] },
      [],
    ],
    ["networking.k8s.io/v1:NetworkPolicy", { egress: [{ to: [{ podSelector: {} }] }] }, []],
    ["networking.k8s.io/v1:NetworkPolicy", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }, []],
    ["cilium.io/v2:CiliumNetworkPolicy", { egress: [{}] }, []],
    [
      "cilium.io/v2:CiliumNetworkPolicy",
      { egress: [{ toEntities: ["world", "cluster"] }] },
      ["spec.egress[0].toEntities[0]: 'spec.egress[0].toEntities[0]' is \"world\""],
    ],
    [
      "cilium.io/v2:CiliumNetworkPolicy",
      { egress: [{ toCIDRSet: [{ cidr: "::/0" }], toCIDR: ["10.0.0.0/8"] }] },
      ["spec.egress[0].toCIDRSet[0].cidr: 'spec.egress[0].toCIDRSet[0].cidr' is \"::/0\""],
    ],
    [
      "policy.networking.k8s.io/v1alpha1:AdminNetworkPolicy",
      {
        egress: [
          { action: "Deny", to: [{ networks: ["0.0.0.0/0"] }] },
          { action: "Allow", to: [{ networks: ["0.0.0.0/0"] }] },
        ],
      },
      ["spec.egress[1].to[0].networks[0]: 'spec.egress[1].to[0].networks[0]' is \"0.0.0.0/0\""],
    ],
  ])("%s %j", (type, spec, said) => {
    expect(judged(type, { spec }, ["203.0.113.7"])).toEqual(
      said.map((text) => `hardening ${text}; ${approved}`),
    );
  });
});
