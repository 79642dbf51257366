import { describe, expect, it } from "vitest";
import { footprintOf } from "../../cli/domicile/footprint";
import { endpointsOf } from "../../cli/domicile/footprint/endpoints";
import { placeOf } from "../../cli/domicile/footprint/place";
import { unknown, type Inputs } from "../../policies/values";
import { approvalOf, providerOf, resourceOf } from "../support/policies";

const approval = approvalOf({
  clouds: [{ authUrl: "https://keystone.example.de/v3", controller: "DE", regions: { RegionOne: "DE" } }],
  clusters: [{ server: "https://k8s.example.de:6443", country: "DE", controller: "FR" }],
});

const kubeconfig = (server: string): string =>
  JSON.stringify({
    "current-context": "a",
    contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
    clusters: [{ name: "a", cluster: { server } }],
    users: [{ name: "a", user: {} }],
  });

describe("where a resource lies, for reports", () => {
  it.each<
    readonly [
      type: string,
      inputs: Inputs,
      provider: Inputs,
      location: string | null,
      countries: readonly string[],
      controllers: readonly string[],
    ]
  >([
    [
      "aws:s3/bucket:Bucket",
      { region: "eu-central-1" },
      { region: "us-east-1" },
      "eu-central-1",
      ["DE"],
      ["US"],
    ],
    ["aws:s3/bucket:Bucket", {}, { region: "us-east-1" }, "us-east-1", ["US"], ["US"]],
    ["aws:s3/bucket:Bucket", { region: unknown }, {}, "unknown", [], ["US"]],
    [
      "hcloud:index/loadBalancer:LoadBalancer",
      { location: "fsn1", networkZone: "eu-central" },
      {},
      "fsn1, eu-central",
      ["DE", "FI"],
      ["DE"],
    ],
    ["aws:s3/bucket:Bucket", {}, { region: "eusc-de-east-1" }, "eusc-de-east-1", ["DE"], ["US"]],
    ["aws:iam/role:Role", {}, { region: "eu-central-1" }, null, [], ["US"]],
    ["azure-native:storage:StorageAccount", { location: "West Europe" }, {}, "West Europe", ["NL"], ["US"]],
    ["hcloud:index/server:Server", { location: "hel1" }, {}, "hel1", ["FI"], ["DE"]],
    [
      "hcloud:index/networkSubnet:NetworkSubnet",
      { networkZone: "eu-central" },
      {},
      "eu-central",
      ["DE", "FI"],
      ["DE"],
    ],
    ["hcloud:index/volume:Volume", { serverId: 1 }, {}, null, [], ["DE"]],
    [
      "openstack:compute/instance:Instance",
      {},
      { authUrl: "https://keystone.example.de/v3", region: "RegionOne" },
      "RegionOne",
      ["DE"],
      ["DE"],
    ],
    ["openstack:compute/instance:Instance", {}, { region: "RegionOne" }, "RegionOne", [], []],
    [
      "kubernetes:core/v1:Pod",
      {},
      { clusterIdentifier: "domicile:hetzner/fsn1", kubeconfig: unknown },
      "fsn1",
      ["DE"],
      ["DE"],
    ],
    [
      "kubernetes:core/v1:Pod",
      {},
      { clusterIdentifier: "domicile:local/FR", kubeconfig: unknown },
      "FR",
      ["FR"],
      ["FR"],
    ],
    [
      "kubernetes:core/v1:Pod",
      {},
      { kubeconfig: kubeconfig("https://k8s.example.de:6443") },
      "DE",
      ["DE"],
      ["FR"],
    ],
    ["kubernetes:core/v1:Pod", {}, { kubeconfig: unknown }, "unknown", [], []],
    ["kubernetes:core/v1:Pod", {}, { kubeconfig: kubeconfig("https://other.example:6443") }, null, [], []],
    ["random:index/randomPet:RandomPet", {}, {}, null, [], []],
  ])("is told of %s %j by %j", (type, inputs, provider, location, countries, controllers) => {
    const pkg = type.split(":")[0] ?? "";
    const place = placeOf(resourceOf(type, inputs, providerOf(pkg, provider)), approval);
    expect({ ...place, operators: place.operators.map(({ controller }) => controller) }).toEqual({
      location,
      countries,
      operators: controllers,
    });
  });
});

describe("the endpoints that a resource names, for reports", () => {
  it.each<readonly [what: string, type: string, inputs: Inputs, endpoints: readonly string[]]>([
    [
      "an address",
      "aws:sns/topicSubscription:TopicSubscription",
      { endpoint: "https://hook.example.com/a" },
      ["hook.example.com"],
    ],
    ["text that only mentions one", "aws:sns/topic:Topic", { policy: 'see "https://aws.amazon.com"' }, []],
    [
      "rules of network policies",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      {
        spec: {
          egress: [
            {
              to: [
                { ipBlock: { cidr: "0.0.0.0/0" } },
                { ipBlock: { cidr: "10.0.0.0/8" } },
                { podSelector: {} },
              ],
            },
            { ports: [{ port: 443 }] },
          ],
        },
      },
      ["0.0.0.0/0", "any address"],
    ],
    [
      "names in Cilium's policies",
      "kubernetes:cilium.io/v2:CiliumNetworkPolicy",
      {
        spec: { egress: [{ toFQDNs: [{ matchName: "s3.example.de" }, { matchPattern: "*.example.com" }] }] },
      },
      ["s3.example.de", "*.example.com"],
    ],
    [
      "variables and options of containers, but no host inside the cluster",
      "kubernetes:core/v1:Pod",
      {
        metadata: { annotations: { see: "https://docs.example.com" } },
        spec: {
          containers: [
            {
              args: ["--otlp-endpoint=https://otel.example.de:4317", "--help"],
              env: [
                { name: "A", value: "http://gateway.models.svc.cluster.local" },
                { name: "B", value: "https://api.example.com" },
              ],
            },
          ],
        },
      },
      ["otel.example.de", "api.example.com"],
    ],
    [
      "an external name",
      "kubernetes:core/v1:Service",
      { spec: { type: "ExternalName", externalName: "db.example.com" } },
      ["db.example.com"],
    ],
    ["no text in a ConfigMap", "kubernetes:core/v1:ConfigMap", { data: { a: "https://example.com" } }, []],
  ])("are those of %s", (_, type, inputs, endpoints) => {
    expect(endpointsOf(resourceOf(type, inputs))).toEqual(endpoints);
  });
});

describe("models and clients of a stack, for reports", () => {
  const server = (name: string, inputs: Inputs) =>
    resourceOf("domicile:index:InferenceServer", { model: name, ...inputs });
  const gateway = resourceOf("domicile:index:Gateway", {
    models: [{ name: "chat", aliases: ["gpt-4o"], tokensPerDay: 9_000, paths: ["chat/completions"] }],
    allowedAddresses: ["10.0.0.0/8"],
    clients: [
      { name: "metered", key: "sk-secret", tokensPerMinute: 200 },
      { name: "intranet", key: unknown, models: ["chat"], note: "secret", allowedAddresses: ["10.1.0.0/16"] },
      { name: "app", subject: "app-id", issuer: "https://login.example.de" },
    ],
  });

  it("are named once, in order, without keys", () => {
    const footprint = footprintOf([
      server("chat", { engine: "vllm", cpu: "1", image: unknown }),
      server("chat", { engine: "vllm", cpu: "2", image: unknown }),
      server("bge-m3", { engine: "tei", source: { kind: "claim", claim: "weights" } }),
      gateway,
      gateway,
    ]);
    expect(footprint.models).toEqual([
      { name: "bge-m3", settings: { engine: "tei", source: { kind: "claim", claim: "weights" } } },
      {
        name: "chat",
        settings: { engine: "vllm", image: "unknown", aliases: ["gpt-4o"], tokensPerDay: 9_000 },
      },
    ]);
    expect(footprint.clients).toEqual([
      {
        name: "app",
        settings: {
          issuer: "https://login.example.de",
          subject: "app-id",
          allowedAddresses: ["10.0.0.0/8"],
        },
      },
      { name: "intranet", settings: { models: ["chat"], allowedAddresses: ["10.1.0.0/16"] } },
      { name: "metered", settings: { allowedAddresses: ["10.0.0.0/8"], tokensPerMinute: 200 } },
    ]);
    expect(JSON.stringify(footprint)).not.toContain("secret");
  });
});
