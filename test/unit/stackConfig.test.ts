import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkStackConfig } from "../../stacks/config";
import { siteClouds } from "../../stacks/siteSchema";

const minimal = {
  jurisdiction: ["FR"],
  operators: ["FR"],
  sites: [{ name: "paris", cloud: "existing", country: "FR", kubeconfig: "kubeconfig" }],
  models: [{ name: "chat", engine: "vllm", source: "pvc://weights/chat" }],
  gateway: { clients: [{ name: "intranet" }] },
};

function problems(stack: unknown): string[] {
  const checked = checkStackConfig(stack);
  return "problems" in checked ? checked.problems : [];
}

describe("the settings of a stack", () => {
  it("are complete with their defaults", () => {
    expect(checkStackConfig(minimal)).toEqual({
      config: {
        ...minimal,
        namespace: "domicile",
        models: [{ ...minimal.models[0], task: "generate", aliases: [], replicas: 1 }],
        gateway: {
          ...minimal.gateway,
          replicas: 2,
          service: { type: "ClusterIP" },
          allowedOrigins: [],
          quotas: { onFailure: "refuse", requests: "replica" },
        },
      },
    });
  });

  it("of who watches are complete with their defaults, and name labels of Kubernetes", () => {
    const monitoring = { namespace: "monitoring" };
    expect(checkStackConfig({ ...minimal, monitoring })).toMatchObject({
      config: {
        monitoring: {
          ...monitoring,
          prometheusOperator: false,
          labels: {},
          dashboard: false,
          slowSeconds: 10,
        },
      },
    });
    const labels = { "app.kubernetes.io/part-of": "observability", release: "kube-prometheus-stack" };
    expect(problems({ ...minimal, monitoring: { ...monitoring, labels } })).toEqual([]);
    const allowed = "is no Kubernetes label; allowed: for example 'release: kube-prometheus-stack'";
    expect(
      problems({
        ...minimal,
        monitoring: { ...monitoring, labels: { "-a": "b", c: "d e" }, slowSeconds: 0 },
      }),
    ).toEqual([
      `monitoring.labels.-a: "-a" ${allowed}`,
      `monitoring.labels.c: "d e" ${allowed}`,
      "monitoring.slowSeconds: 0 is too small; allowed: more than 0",
    ]);
  });

  it("of the local stack are right", () => {
    const text = readFileSync(join(__dirname, "../../stacks/Pulumi.local.yaml"), "utf8");
    const file = parse(text) as { config: Record<string, unknown> };
    expect(problems(file.config["domicile:stack"])).toEqual([]);
  });

  it("may give clients and models quotas of requests and tokens", () => {
    const quotas = { requestsPerMinute: 600, tokensPerMinute: 200_000, tokensPerDay: 4_294_967_295 };
    const stack = {
      ...minimal,
      models: [{ ...minimal.models[0], ...quotas }],
      gateway: { clients: [{ name: "intranet", ...quotas }], quotas: { requests: "shared" } },
    };
    expect(checkStackConfig(stack)).toMatchObject({
      config: { models: [quotas], gateway: { quotas: { onFailure: "refuse", requests: "shared" } } },
    });
    const wrong = { clients: [{ name: "intranet", tokensPerMinute: 0 }], quotas: { onFailure: "open" } };
    expect(problems({ ...minimal, gateway: wrong })).toEqual([
      "gateway.clients[0].tokensPerMinute: 0 is too small; allowed: 1 or more",
      'gateway.quotas.onFailure: "open" is not allowed; allowed: refuse, allow',
    ]);
  });

  it("may say in blocks of addresses from where requests are taken", () => {
    const gateway = {
      allowedAddresses: ["203.0.113.0/24", "2001:db8::/48"],
      trustedProxies: ["10.0.0.0/28"],
      clients: [{ name: "intranet", allowedAddresses: ["203.0.113.64/26"] }],
    };
    expect(checkStackConfig({ ...minimal, gateway })).toMatchObject({ config: { gateway } });
  });

  it("are refused where a block of addresses is none, or lets nobody in", () => {
    const gateway = {
      allowedAddresses: ["203.0.113.0/24", "10.0.0.1/8", "intranet"],
      trustedProxies: ["::/0", "10.0.0.7"],
      clients: [
        { name: "intranet", allowedAddresses: ["198.51.100.0/24", "203.0.0.0/16"] },
        { name: "partner", allowedAddresses: [] },
      ],
    };
    const form = "allowed: ADDRESS/LENGTH, for example 203.0.113.0/24 or 2001:db8::/48";
    expect(problems({ ...minimal, gateway })).toEqual([
      'gateway.allowedAddresses[1]: "10.0.0.1/8" has bits behind its prefix - write 10.0.0.0/8 for the network, or 10.0.0.1/32 for the one address',
      `gateway.allowedAddresses[2]: "intranet" is no block of addresses; ${form}`,
      `gateway.trustedProxies[0]: "::/0" would believe anyone which address it has; name the load balancers' own blocks`,
      `gateway.trustedProxies[1]: "10.0.0.7" is an address and no block of them; ${form} - write 10.0.0.7/32`,
      "gateway.clients[1].allowedAddresses: [] is empty; give at least 1",
      `gateway.clients[0].allowedAddresses[0]: "198.51.100.0/24" lies outside the gateway's allowed addresses, so no request from there is taken; allowed: within 203.0.113.0/24`,
    ]);
  });

  it("name models and origins in forms that the gateway takes", () => {
    const stack = (aliases: string[], name = "chat", allowedOrigins: string[] = []) => ({
      ...minimal,
      models: [{ ...minimal.models[0], name, aliases }],
      gateway: { ...minimal.gateway, allowedOrigins },
    });
    const right = ["A", "gpt-4o", "org/Model:v1.5@q8_0", `a${"/b".repeat(63)}c`, "True"];
    expect(problems(stack(right, "constructor", ["https://a.example:8443", "http://[::1]"]))).toEqual([]);
    const wrong = ["4o", "a//b", "true", "false", `a${"b".repeat(128)}`];
    const allowed =
      "is no alias; allowed: a letter, then up to 127 letters, digits or any of . _ : / @ -, without //, and neither true nor false";
    expect(problems(stack(wrong))).toEqual(
      wrong.map((alias, index) => `models[0].aliases[${index}]: "${alias}" ${allowed}`),
    );
    expect(problems(stack([], "true", ["https://A.example", "https://a.example:443"]))).toEqual([
      `models[0].name: "true" may not be a model's name: allowed is any but true and false`,
      ...["https://A.example", "https://a.example:443"].map(
        (origin, index) =>
          `gateway.allowedOrigins[${index}]: "${origin}" is no origin as browsers send it; allowed: http:// or https:// and a host in lower case, ` +
          "with its port unless it is the scheme's own, no path and no *",
      ),
    ]);
  });

  it("name each of a client's keys once", () => {
    const gateway = (keyVersions: number[]) => ({ clients: [{ name: "intranet", keyVersions }] });
    expect(problems({ ...minimal, gateway: gateway([2, 1]) })).toEqual([]);
    expect(problems({ ...minimal, gateway: gateway([2, 2]) })).toEqual([
      "gateway.clients[0].keyVersions: [2,2] has a number twice; give each once",
    ]);
    expect(problems({ ...minimal, gateway: gateway([]) })).toEqual([
      "gateway.clients[0].keyVersions: [] is empty; give at least 1",
    ]);
  });

  it("take an unquoted NO, which YAML reads as false, as Norway", () => {
    const norway = {
      ...minimal,
      jurisdiction: [false],
      operators: "any",
      sites: [{ ...minimal.sites[0], country: false }],
    };
    expect(checkStackConfig(norway)).toMatchObject({
      config: { jurisdiction: ["NO"], sites: [{ country: "NO" }] },
    });
  });

  it("are refused with every mistake in a line of its own", () => {
    expect(
      problems({
        jurisdiction: ["XX"],
        operators: ["Mars"],
        sites: [{ name: "A b", cloud: "gcp", locaton: 1 }],
        models: [{ name: "a", engine: "tgi", source: "http://x", replicas: 0, cpu: "much" }],
        gateway: { clients: [], service: { type: "Ingress", nodePort: 80 }, allowedOrigins: ["*"] },
      }),
    ).toEqual([
      'jurisdiction[0]: "XX" is no jurisdiction; allowed: ISO 3166-1 alpha-2 codes in capitals, or EU, EEA, EU-adequate',
      'operators[0]: "Mars" is no jurisdiction; allowed: ISO 3166-1 alpha-2 codes in capitals, or EU, EEA, EU-adequate',
      'sites[0].name: "A b" is no name; allowed: 1 to 42 lower-case letters, digits and dashes, first a letter, last no dash',
      `sites[0].cloud: "gcp" is not allowed; allowed: ${siteClouds.join(", ")}`,
      "sites[0].country: is missing; give a string",
      "sites[0].locaton: is no setting - remove it or mend its name",
      'models[0].engine: "tgi" is not allowed; allowed: llamacpp, vllm',
      'models[0].source: "http://x" is no source; allowed: pvc://CLAIM/PATH, file://PATH or upload://PATH',
      "models[0].replicas: 0 is too small; allowed: 1 or more",
      'models[0].cpu: "much" is no Kubernetes quantity; allowed: for example "500m", "2" or "4Gi"',
      'gateway.service.type: "Ingress" is not allowed; allowed: ClusterIP, NodePort, LoadBalancer',
      "gateway.service.nodePort: 80 is too small; allowed: 30000 or more",
      'gateway.allowedOrigins[0]: "*" is no origin as browsers send it; allowed: http:// or https:// and a host in lower case, with its port unless it is the scheme\'s own, no path and no *',
      "gateway.clients: [] is empty; give at least 1",
    ]);
  });

  it("are refused where a site lies outside the jurisdiction or its operator is not approved", () => {
    const site = { ...minimal.sites[0], country: "CH", controller: "US" };
    expect(problems({ ...minimal, sites: [site] })).toEqual([
      `sites[0].country: "CH" lies outside the jurisdiction; allowed: FR - move the site or widen 'jurisdiction'`,
      `sites[0].controller: "US" is no approved operator's country; allowed: FR - choose another operator or widen 'operators'`,
    ]);
    expect(problems({ ...minimal, jurisdiction: ["FR", "CH"], operators: "any", sites: [site] })).toEqual([]);
  });

  it("are refused where two sites make one name with two models or two clients", () => {
    const site = (name: string) => ({ ...minimal.sites[0], name, kubeconfig: name });
    const model = (name: string) => ({ ...minimal.models[0], name });
    const sites = [site("a"), site("a-b"), site("a-key")];
    expect(problems({ ...minimal, sites })).toEqual([]);
    const gateway = { clients: [{ name: "key-x" }, { name: "x" }] };
    expect(problems({ ...minimal, sites, models: [model("c"), model("b-c")], gateway })).toEqual([
      `sites[1].name: "a-b" makes with model 'c' the name that site 'a' makes with model 'b-c' - choose another name`,
      `sites[2].name: "a-key" makes with client 'x' the name that site 'a' makes with client 'key-x' - choose another name`,
    ]);
  });

  it("are refused where two things have one name", () => {
    const model = { ...minimal.models[0], aliases: ["gpt-4o", "chat"] };
    const twice = { ...minimal, models: [model, { ...model, name: "gateway", aliases: ["gpt-4o"] }] };
    expect(problems(twice)).toEqual([
      `models[0].aliases[1]: "chat" is used twice - choose another name`,
      `models[1].aliases[0]: "gpt-4o" is used twice - choose another name`,
      `models[1].name: "gateway" is taken by the gateway - choose another name`,
    ]);
  });

  it("are refused where a client may use a model that is not there", () => {
    const gateway = { clients: [{ name: "intranet", models: ["chat", "ghost"] }] };
    expect(problems({ ...minimal, gateway })).toEqual([
      `gateway.clients[0].models[1]: "ghost" is no model of this stack; allowed: chat`,
    ]);
  });

  it("are refused with the mistakes between fields also where other parts are malformed", () => {
    expect(
      problems({
        jurisdiction: ["FR", "Mars"],
        operators: ["FR"],
        sites: [
          { name: "paris", cloud: "local", country: "CH", controller: "US" },
          { name: "paris", cloud: "gcp", country: 7 },
        ],
        models: [
          { name: "chat", engine: "vllm", source: "upload://chat.gguf", replicas: 2, aliases: ["gpt-4o", 1] },
          "embed",
          { name: "embed", engine: "tgi", source: "pvc://weights/embed", aliases: ["gpt-4o", "chat"] },
        ],
        gateway: {
          replicas: 0,
          service: { nodePort: 30080 },
          clients: [
            { name: "intranet", models: ["ghost"] },
            { name: "intranet", model: ["chat"] },
          ],
        },
      }),
    ).toEqual([
      'jurisdiction[1]: "Mars" is no jurisdiction; allowed: ISO 3166-1 alpha-2 codes in capitals, or EU, EEA, EU-adequate',
      `sites[1].cloud: "gcp" is not allowed; allowed: ${siteClouds.join(", ")}`,
      "sites[1].country: 7 is of the wrong type; give a string",
      "models[0].aliases[1]: 1 is of the wrong type; give a string",
      'models[1]: "embed" is of the wrong type; give a group of settings',
      'models[2].engine: "tgi" is not allowed; allowed: llamacpp, vllm',
      "gateway.replicas: 0 is too small; allowed: 1 or more",
      "gateway.clients[1].model: is no setting - remove it or mend its name",
      `sites[0].country: "CH" lies outside the jurisdiction; allowed: FR - move the site or widen 'jurisdiction'`,
      `sites[0].controller: "US" is no approved operator's country; allowed: FR - choose another operator or widen 'operators'`,
      'sites[1].name: "paris" is used twice - choose another name',
      'gateway.clients[1].name: "intranet" is used twice - choose another name',
      'models[2].aliases[0]: "gpt-4o" is used twice - choose another name',
      'models[2].aliases[1]: "chat" is used twice - choose another name',
      'gateway.clients[0].models[0]: "ghost" is no model of this stack; allowed: chat, embed',
      'models[0].engine: "vllm" serves a folder, and upload:// copies one file - use pvc://CLAIM/PATH',
      "models[0].replicas: 2 cannot share an uploaded volume; allowed: 1 - use pvc://CLAIM/PATH",
      "gateway.service.nodePort: 30080 is a port of the nodes, and a Service of type ClusterIP has none; " +
        "allowed with 'type': NodePort, LoadBalancer - remove it or change 'type'",
    ]);
  });

  it.each([
    [
      "jurisdiction",
      { jurisdiction: ["Mars"], operators: "any", sites: [{ ...minimal.sites[0], country: "CH" }] },
    ],
    ["operators", { operators: 7, sites: [{ ...minimal.sites[0], controller: "US" }] }],
    ["models", { models: "chat", gateway: { clients: [{ name: "intranet", models: ["ghost"] }] } }],
    [
      "sites",
      { sites: [{ ...minimal.sites[0], cloud: 7 }], models: [{ ...minimal.models[0], source: "file://a" }] },
    ],
  ])("are not judged against %s of which nothing can be read", (part, change) => {
    const lines = problems({ ...minimal, ...change });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(new RegExp(`^${part}`));
  });

  it("are refused where two sites are on one cluster, or one is on none", () => {
    const [site] = minimal.sites;
    const sites = [
      site,
      { ...site, name: "lyon" },
      { ...site, name: "nice", context: "nice" },
      { name: "here", cloud: "local", country: "FR" },
      { name: "there", cloud: "local", country: "FR" },
      { name: "none", cloud: "existing", country: "FR" },
    ];
    expect(problems({ ...minimal, sites })).toEqual([
      `sites[1].kubeconfig: "kubeconfig" is the cluster of site 'paris' too - give each site a cluster of its own`,
      `sites[4].cloud: "local" is the cluster of site 'here' too - give each site a cluster of its own`,
      "sites[5].kubeconfig: is missing; give the path of the kubeconfig that reaches the existing cluster",
    ]);
  });

  it("are refused where a cluster elsewhere is to read a file of this machine", () => {
    const models = [{ ...minimal.models[0], source: "file://chat.gguf" }];
    expect(problems({ ...minimal, models })).toEqual([
      `models[0].source: "file://chat.gguf" names a file of this machine, which site 'paris' cannot read - use pvc://CLAIM/PATH or upload://PATH`,
    ]);
  });

  it("are refused where an uploaded file is to be a folder, or to be shared", () => {
    const model = { ...minimal.models[0], source: "upload://chat.gguf" };
    expect(problems({ ...minimal, models: [{ ...model, engine: "llamacpp" }] })).toEqual([]);
    expect(problems({ ...minimal, models: [{ ...model, engine: "vllm", replicas: 2 }] })).toEqual([
      'models[0].engine: "vllm" serves a folder, and upload:// copies one file - use pvc://CLAIM/PATH',
      "models[0].replicas: 2 cannot share an uploaded volume; allowed: 1 - use pvc://CLAIM/PATH",
    ]);
  });

  it.each([
    [{}, 5],
    ["text", 1],
    [null, 1],
    [[], 1],
  ])("are refused as a whole when they are %j", (stack, count) => {
    expect(problems(stack)).toHaveLength(count);
  });
});
