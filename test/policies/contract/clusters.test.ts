import { describe, it } from "vitest";
import { judge } from "../../../policies/judge";
import { unknown, type Inputs } from "../../../policies/values";
import {
  aks,
  approvalOf,
  blocked,
  type Case,
  claimed,
  clean,
  cluster,
  eks,
  expectOutcome,
  german,
  germanAnyone,
  inCluster,
  kapsule,
  kubeconfig,
  now,
  type Outcome,
  ovhKube,
  table,
  told,
  resourceOf,
} from "../../support/contract/cases";

describe("Kubernetes objects are judged through their provider", () => {
  const map = "kubernetes:core/v1:ConfigMap";
  const both = (inputs: Inputs, outcome: Outcome, what = ""): readonly Case[] => [
    [map, { data: { a: "b" } }, inputs, outcome, what],
    ["pulumi:providers:kubernetes", inputs, undefined, outcome, what],
  ];
  describe("a server name that tells a location is decisive", () => {
    table(
      germanAnyone,
      [
        both(inCluster(eks("eu-central-1")), clean),
        both(inCluster(eks("us-east-1")), blocked("us-east-1", "US", "DE")),
        both(inCluster(eks("eu-central-2")), blocked("CH", "DE")),
        both(inCluster("https://0A1B.gr7.cn-north-1.eks.amazonaws.com.cn"), blocked("CN", "DE")),
        both(inCluster(aks("germanywestcentral")), clean),
        both(inCluster(aks("eastus")), blocked("eastus", "US", "DE")),
        both(
          inCluster("https://prod-1a2b.0c0c0c0c-1111.privatelink.germanywestcentral.azmk8s.io:443"),
          clean,
        ),
        both(
          inCluster("https://prod-1a2b.0c0c0c0c-1111.privatelink.westeurope.azmk8s.io:443"),
          blocked("westeurope", "NL", "DE"),
        ),
        both(inCluster(kapsule("fr-par")), blocked("fr-par", "FR", "DE")),
        both(inCluster(ovhKube("gra9")), blocked("FR", "DE")),
        both(inCluster(ovhKube("de1")), clean),
        both(inCluster("https://203.0.113.5:6443"), blocked("203.0.113.5", "DE"), "no claim, no name"),
        both(inCluster("https://k8s.example.de:6443"), blocked("k8s.example.de", "DE")),
        both(
          inCluster("https://0A1B.gr7.eu-central-1.eks.amazonaws.com.evil.example"),
          blocked("evil.example", "DE"),
        ),
        both(inCluster("https://0A1B.gr7.eu-central-1.eks.amazonaws.com@evil.example"), blocked("DE")),
        both(inCluster("https://evil.example/0A1B.gr7.eu-central-1.eks.amazonaws.com"), blocked("DE")),
        both(inCluster("https://evil.example#.gr7.eu-central-1.eks.amazonaws.com"), blocked("DE")),
        both(inCluster("https://evil.example?.gr7.eu-central-1.eks.amazonaws.com"), blocked("DE")),
        both(inCluster("https://evil.example\\.gr7.eu-central-1.eks.amazonaws.com"), blocked("DE")),
        both(inCluster("https://0A1B.gr7.mars-1.eks.amazonaws.com"), blocked("mars-1", "DE")),
        both(inCluster("https://0A1B.gr7.constructor.eks.amazonaws.com"), blocked("DE")),
        both(inCluster(""), blocked("DE")),
        both(
          { kubeconfig: kubeconfig(eks("eu-central-1"), { "proxy-url": "http://proxy.example:3128" }) },
          blocked("proxy", "DE"),
        ),
        both({ kubeconfig: "/home/me/.kube/config" }, blocked("DE")),
        both({ kubeconfig: "~/.kube/config" }, blocked("DE")),
        both({ kubeconfig: "" }, blocked("DE")),
        both({ kubeconfig: "a: [" }, blocked("DE")),
        both({ kubeconfig: 5 }, blocked("DE")),
        both({ kubeconfig: [kubeconfig(eks("eu-central-1"))] }, blocked("DE")),
        both({}, blocked("DE"), "the kubeconfig of whoever runs it"),
        both({ context: "prod" }, blocked("DE")),
      ].flat(),
    );
    const two = JSON.stringify({
      "current-context": "home",
      contexts: [
        { name: "home", context: { cluster: "home", user: "u" } },
        { name: "away", context: { cluster: "away", user: "u" } },
      ],
      clusters: [
        { name: "home", cluster: { server: eks("eu-central-1") } },
        { name: "away", cluster: { server: eks("us-east-1") } },
      ],
      users: [{ name: "u", user: {} }],
    });
    table(
      germanAnyone,
      [
        both({ kubeconfig: two }, clean),
        both({ kubeconfig: two, context: "home" }, clean),
        both({ kubeconfig: two, context: "away" }, blocked("us-east-1", "DE")),
        both({ kubeconfig: two, context: "none" }, blocked("none", "DE")),
        both({ kubeconfig: two, cluster: "away" }, blocked("us-east-1", "DE")),
        // The kubeconfig is known and has a cluster abroad; only an unknown kubeconfig is advisory.
        both({ kubeconfig: two, context: unknown }, blocked("context", "DE")),
        // A path is no kubeconfig, whatever the context.
        both({ kubeconfig: "/home/me/.kube/config", cluster: unknown }, blocked("DE")),
        both({ context: unknown }, blocked("DE")),
        // The claim counts until the server is known, and all servers of the kubeconfig are.
        both(
          {
            kubeconfig: kubeconfig(eks("us-east-1")),
            context: unknown,
            clusterIdentifier: "domicile:hetzner/fsn1",
          },
          blocked("DE"),
        ),
        both({ kubeconfig: two.replace('"home"', '"away"') }, blocked("us-east-1", "DE")),
        both(
          {
            kubeconfig: `apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- {name: c, context: {cluster: c, user: u}}\nclusters:\n- {name: c, cluster: {server: "${eks("eu-central-1")}"}}\nusers: []\n`,
          },
          clean,
          "YAML",
        ),
        both(
          {
            kubeconfig: `apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- {name: c, context: {cluster: c, user: u}}\nclusters:\n- {name: c, cluster: {server: "${eks("us-east-1")}"}}\nusers: []\n`,
          },
          blocked("us-east-1", "DE"),
          "YAML",
        ),
      ].flat(),
    );
  });

  describe("clusterIdentifier counts until the server is known and must not contradict it then", () => {
    table(
      germanAnyone,
      [
        both(claimed, clean),
        both(
          { kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/hel1" },
          blocked("hel1", "FI", "DE"),
        ),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:aws/eu-central-1" }, clean),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:azure/germanywestcentral" }, clean),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:ovh/DE1" }, clean),
        both(
          { kubeconfig: unknown, clusterIdentifier: "domicile:scaleway/fr-par" },
          blocked("fr-par", "FR", "DE"),
        ),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/mars1" }, blocked("mars1", "DE")),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:nocloud/fsn1" }, blocked("nocloud", "DE")),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:constructor/fsn1" }, blocked("DE")),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:hetzner" }, blocked("DE")),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/" }, blocked("DE")),
        both({ kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/fsn1/x" }, blocked("DE")),
        both({ kubeconfig: unknown, clusterIdentifier: 5 }, blocked("clusterIdentifier", "DE")),
        both(
          { kubeconfig: kubeconfig(eks("eu-central-1")), clusterIdentifier: "domicile:aws/eu-central-1" },
          clean,
        ),
        both(
          { kubeconfig: kubeconfig(eks("us-east-1")), clusterIdentifier: "domicile:aws/eu-central-1" },
          blocked("us-east-1", "DE"),
        ),
        both(
          { kubeconfig: kubeconfig(eks("eu-central-1")), clusterIdentifier: "domicile:hetzner/fsn1" },
          blocked("domicile:hetzner/fsn1", "DE"),
        ),
        both(
          { kubeconfig: kubeconfig(eks("eu-central-1")), clusterIdentifier: "domicile:aws/eu-west-3" },
          blocked("domicile:aws/eu-west-3", "DE"),
        ),
        // Private addresses are those of networks abroad as well, and anybody may claim to be local.
        both(
          { kubeconfig: kubeconfig("https://10.20.0.5:6443"), clusterIdentifier: "domicile:local/DE" },
          blocked("10.20.0.5", "DE"),
        ),
      ].flat(),
    );
  });

  describe("an unknown kubeconfig without it is advisory at preview", () => {
    table(germanAnyone, [...both({ kubeconfig: unknown }, told("kubeconfig"))]);
    table(german, [...both({ kubeconfig: unknown, namespace: "x" }, told("kubeconfig"))]);
  });

  describe("existing clusters whose address names no location", () => {
    table(
      `${german}clusters: [{ server: "https://k8s.example.de:6443", country: DE, controller: DE }, { server: "https://k8s.example.us:6443", country: US, controller: US }, { server: "https://203.0.113.7:6443", country: DE, controller: US }]\n`,
      [
        both(inCluster("https://k8s.example.de:6443"), clean),
        both(inCluster("https://k8s.example.us:6443"), blocked("US", "DE")),
        both(inCluster("https://203.0.113.7:6443"), blocked("US", "EU")),
        both(inCluster("https://k8s.example.de:6444"), blocked("k8s.example.de:6444", "DE")),
        both(inCluster("https://k8s.example.de.evil.example:6443"), blocked("evil.example", "DE")),
        both(inCluster("http://k8s.example.de:6443"), blocked("DE")),
      ].flat(),
    );
  });

  describe("the operator of the cluster counts", () => {
    table(german, [
      ...both(inCluster(eks("eu-central-1")), blocked("US", "EU")),
      ...both(inCluster(aks("germanywestcentral")), blocked("US", "EU")),
      ...both(inCluster(ovhKube("de1")), clean),
      ...both(claimed, clean),
      ...both({ kubeconfig: unknown, clusterIdentifier: "domicile:aws/eu-central-1" }, blocked("US", "EU")),
    ]);
  });

  describe("by every object", () => {
    table(germanAnyone, [
      ["kubernetes:apps/v1:Deployment", {}, inCluster(eks("us-east-1")), blocked("us-east-1")],
      [
        "kubernetes:core/v1:Namespace",
        { metadata: { name: "n" } },
        inCluster(eks("us-east-1")),
        blocked("us-east-1"),
      ],
      [
        "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        {},
        inCluster(eks("us-east-1")),
        blocked("us-east-1"),
      ],
      [
        "kubernetes:gateway.networking.k8s.io/v1:Gateway",
        {},
        inCluster(eks("us-east-1")),
        blocked("us-east-1"),
      ],
      ["kubernetes:core/v1:ConfigMapPatch", {}, inCluster(eks("us-east-1")), blocked("us-east-1")],
      [
        "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
        { metadata: { name: "widgets.example.org" } },
        cluster,
        clean,
      ],
    ]);
  });
});

describe("our own local cluster stands on this machine", () => {
  const at = (server: string, parents: string) => {
    const type = "pulumi:providers:kubernetes";
    const urn = `urn:pulumi:local::domicile::${parents}${type}::here-cluster-kubernetes`;
    const inputs: Inputs = { ...inCluster(server), clusterIdentifier: "domicile:local/DE" };
    return judge({ type, name: "here-cluster-kubernetes", urn, inputs }, approvalOf(german), { now });
  };
  it("by its address, or by our component and a private one", () => {
    expectOutcome(at("https://127.0.0.1:6443", ""), clean);
    expectOutcome(at("https://10.214.0.2:6443", "domicile:index:Cluster$"), clean);
    expectOutcome(at("https://10.214.0.2:6443", ""), blocked("10.214.0.2", "DE"));
    expectOutcome(at("https://10.214.0.2:6443", "acme:index:Cluster$"), blocked("10.214.0.2", "DE"));
    expectOutcome(at("https://203.0.113.5:6443", "domicile:index:Cluster$"), blocked("203.0.113.5", "DE"));
  });
});

describe("our own k3s, made: nothing contradicts its claim", () => {
  const urn = "urn:pulumi:prod::site::domicile:index:HetznerCluster$pulumi:providers:kubernetes::k3s";
  const inputs: Inputs = {
    ...inCluster("https://203.0.113.5:6443"),
    clusterIdentifier: "domicile:hetzner/fsn1",
  };
  it("the provider and its objects", () => {
    const provider = { type: "pulumi:providers:kubernetes", name: "k3s", urn, inputs };
    const object = { ...resourceOf("kubernetes:core/v1:ConfigMap", {}, undefined), provider };
    for (const resource of [provider, object])
      expectOutcome(judge(resource, approvalOf(german), { now }), clean);
  });
});
