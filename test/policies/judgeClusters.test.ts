import { describe, expect, it } from "vitest";
import type { Inputs } from "../../policies/values";
import { unknown } from "../../policies/values";
import { judged, providerOf, providerResource, resourceOf, violations } from "../support/policies";

function kubeconfig(server: string, cluster: Record<string, unknown> = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    "current-context": "prod",
    contexts: [{ name: "prod", context: { cluster: "prod", user: "admin" } }],
    clusters: [
      { name: "other", cluster: { server: "https://other.example.com" } },
      { name: "prod", cluster: { server, ...cluster } },
    ],
  });
}

const servers = {
  eks: "https://0A1B2C3D.gr7.eu-central-1.eks.amazonaws.com",
  eksForeign: "https://0A1B2C3D.gr7.us-east-1.eks.amazonaws.com",
  aks: "https://prod-dns-0a1b2c3d.hcp.germanywestcentral.azmk8s.io:443",
  aksPrivate: "https://prod-dns.0a1b-2c3d.privatelink.germanywestcentral.azmk8s.io:443",
  aksForeign: "https://prod-dns-0a1b2c3d.hcp.westeurope.azmk8s.io:443",
  kapsule: "https://0a1b-2c3d.api.k8s.fr-par.scw.cloud:6443",
  ovh: "https://abcdef.c1.de1.k8s.ovh.net",
  ovhForeign: "https://abcdef.c1.gra7.k8s.ovh.net",
  plain: "https://203.0.113.7:6443",
  named: "https://k8s.example.de:6443",
};

const listed = { clusters: [{ server: "https://k8s.example.de:6443", country: "DE", controller: "DE" }] };
const ours = (parents: string): string =>
  `urn:pulumi:de::domicile::${parents}$pulumi:providers:kubernetes::fsn-kubernetes`;

function object(provider: Inputs, urn?: string): ReturnType<typeof resourceOf> {
  const of = providerOf("kubernetes", provider);
  return resourceOf("kubernetes:core/v1:ConfigMap", {}, urn === undefined ? of : { ...of, urn });
}

const exception = "or add an exception";
const useApproved = `use a provider of an approved cluster ${exception}`;

describe("Kubernetes objects and their provider", () => {
  it.each<[string, Inputs, Record<string, unknown>]>([
    ["EKS", { kubeconfig: kubeconfig(servers.eks) }, {}],
    [
      "EKS, in YAML",
      {
        kubeconfig: `current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\nclusters:\n- name: b\n  cluster: {server: "${servers.eks}"}\n`,
      },
      {},
    ],
    ["EKS, as an object", { kubeconfig: JSON.parse(kubeconfig(servers.eks)) as Inputs }, {}],
    ["AKS", { kubeconfig: kubeconfig(servers.aks) }, {}],
    ["a private AKS", { kubeconfig: kubeconfig(servers.aksPrivate) }, {}],
    ["Kapsule", { kubeconfig: kubeconfig(servers.kapsule) }, { jurisdiction: ["FR"] }],
    ["OVH", { kubeconfig: kubeconfig(servers.ovh) }, {}],
    ["OVH in another site", { kubeconfig: kubeconfig(servers.ovhForeign) }, { jurisdiction: ["FR"] }],
    ["a listed cluster", { kubeconfig: kubeconfig(servers.named) }, listed],
    [
      "a listed cluster, written otherwise",
      { kubeconfig: kubeconfig("https://K8S.example.de:6443/") },
      listed,
    ],
    [
      "a listed cluster with the same claim",
      { kubeconfig: kubeconfig(servers.named), clusterIdentifier: "domicile:existing/DE" },
      listed,
    ],
    [
      "a listed cluster of the claimed cloud",
      { kubeconfig: kubeconfig(servers.named), clusterIdentifier: "domicile:hetzner/fsn1" },
      listed,
    ],
    [
      "EKS with the same claim",
      { kubeconfig: kubeconfig(servers.eks), clusterIdentifier: "domicile:aws/eu-central-1" },
      {},
    ],
    [
      "AKS with the same claim, written as Azure takes it",
      { kubeconfig: kubeconfig(servers.aks), clusterIdentifier: "domicile:azure/Germany West Central" },
      {},
    ],
    [
      "Kapsule with the claim of a zone",
      { kubeconfig: kubeconfig(servers.kapsule), clusterIdentifier: "domicile:scaleway/fr-par-2" },
      { jurisdiction: ["FR"] },
    ],
    [
      "EKS with the claim of its country",
      { kubeconfig: kubeconfig(servers.eks), clusterIdentifier: "domicile:existing/DE" },
      {},
    ],
    [
      "an identifier of the user's own",
      { kubeconfig: kubeconfig(servers.eks), clusterIdentifier: "prod" },
      {},
    ],
    ["a claim alone, at preview", { kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/fsn1" }, {}],
    [
      "the claim of an existing cluster, at preview",
      { kubeconfig: unknown, clusterIdentifier: "domicile:existing/DE" },
      {},
    ],
    [
      "a claim where the server alone is unknown",
      {
        kubeconfig: { ...(JSON.parse(kubeconfig("")) as Inputs), clusters: unknown },
        clusterIdentifier: "domicile:hetzner/fsn1",
      },
      {},
    ],
    ...["https://127.0.0.1:6443", "https://localhost:6443", "https://[::1]:6443"].map(
      (server): [string, Inputs, Record<string, unknown>] => [
        `the local cluster at ${server}`,
        { kubeconfig: kubeconfig(server), clusterIdentifier: "domicile:local/DE" },
        {},
      ],
    ),
    [
      "the context that is asked for",
      {
        kubeconfig: kubeconfig(servers.eks).replace('"current-context":"prod"', '"current-context":"x"'),
        context: "prod",
      },
      {},
    ],
    [
      "the cluster that is asked for",
      { kubeconfig: kubeconfig(servers.named), cluster: "other" },
      { clusters: [{ server: "https://other.example.com", country: "DE", controller: "DE" }] },
    ],
  ])("are approved on %s", (_, provider, fields) => {
    expect(judged(object(provider), fields)).toEqual([]);
    expect(judged(providerResource("kubernetes", provider), fields)).toEqual([]);
  });

  it.each<[string, Inputs, Record<string, unknown>, string[]]>([
    [
      "EKS abroad",
      { kubeconfig: kubeconfig(servers.eksForeign) },
      { locations: { aws: ["eu-central-1"] } },
      [
        `placed in us-east-1 (US) by server ${servers.eksForeign}; approved: DE (aws: eu-central-1) - ${useApproved}`,
      ],
    ],
    [
      "AKS abroad",
      { kubeconfig: kubeconfig(servers.aksForeign) },
      { locations: { "azure-native": ["germanynorth"] } },
      [
        `placed in westeurope (NL) by server ${servers.aksForeign}; approved: DE (azure-native: germanynorth) - ${useApproved}`,
      ],
    ],
    [
      "OVH abroad",
      { kubeconfig: kubeconfig(servers.ovhForeign) },
      { locations: { ovh: ["DE1"] } },
      [`placed in GRA7 (FR) by server ${servers.ovhForeign}; approved: DE (ovh: DE1) - ${useApproved}`],
    ],
    [
      "EKS abroad that is listed: its name is decisive",
      { kubeconfig: kubeconfig(servers.eksForeign) },
      {
        locations: { aws: ["eu-central-1"] },
        clusters: [{ server: servers.eksForeign, country: "DE", controller: "DE" }],
      },
      [
        `placed in us-east-1 (US) by server ${servers.eksForeign}; approved: DE (aws: eu-central-1) - ${useApproved}`,
      ],
    ],
    [
      "EKS under a law that is not approved",
      { kubeconfig: kubeconfig(servers.eks) },
      { operators: ["EU"] },
      [
        `run by Amazon Web Services EMEA SARL under the law of US; approved: operators EU - use a cluster of an approved operator ${exception}`,
      ],
    ],
    [
      "a claim that the server contradicts",
      { kubeconfig: kubeconfig(servers.eksForeign), clusterIdentifier: "domicile:aws/eu-central-1" },
      {},
      [
        `'clusterIdentifier' domicile:aws/eu-central-1 contradicts its server ${servers.eksForeign}; approved: DE - mend the one that is wrong ${exception}`,
      ],
    ],
    [
      "a claim of another cloud",
      { kubeconfig: kubeconfig(servers.eks), clusterIdentifier: "domicile:hetzner/fsn1" },
      {},
      [
        `'clusterIdentifier' domicile:hetzner/fsn1 contradicts its server ${servers.eks}; approved: DE - mend the one that is wrong ${exception}`,
      ],
    ],
    [
      "two approved places",
      { kubeconfig: kubeconfig(servers.eks), clusterIdentifier: "domicile:aws/eu-west-1" },
      { jurisdiction: ["EU"] },
      [
        `'clusterIdentifier' domicile:aws/eu-west-1 contradicts its server ${servers.eks}; approved: EU - mend the one that is wrong ${exception}`,
      ],
    ],
    [
      "a claim of another country than the listed one",
      { kubeconfig: kubeconfig(servers.named), clusterIdentifier: "domicile:existing/FR" },
      { jurisdiction: ["EU"], ...listed },
      [
        `'clusterIdentifier' domicile:existing/FR contradicts 'clusters' of the approval, by which ${servers.named} lies in DE under the law of DE; approved: EU - mend the one that is wrong ${exception}`,
      ],
    ],
    [
      "a claim of another operator than the listed one",
      { kubeconfig: kubeconfig(servers.named), clusterIdentifier: "domicile:aws/eu-central-1" },
      listed,
      [
        `'clusterIdentifier' domicile:aws/eu-central-1 contradicts 'clusters' of the approval, by which ${servers.named} lies in DE under the law of DE; approved: DE - mend the one that is wrong ${exception}`,
      ],
    ],
    [
      "a listed cluster abroad",
      { kubeconfig: kubeconfig(servers.named) },
      { clusters: [{ server: servers.named, country: "CH", controller: "CH" }] },
      [
        `placed in CH by server ${servers.named}; approved: DE - ${useApproved}`,
        `run by the operator of ${servers.named} under the law of CH; approved: operators EU, US - use a cluster of an approved operator ${exception}`,
      ],
    ],
    [
      "a server that names no location",
      { kubeconfig: kubeconfig(servers.plain) },
      {},
      [
        `its server ${servers.plain} names no location that is known; approved: DE - list it under 'clusters' in the approval ${exception}`,
      ],
    ],
    ...[
      "domicile:hetzner/fsn1",
      "domicile:aws/eu-central-1",
      "domicile:existing/DE",
      "domicile:local/DE",
    ].map((clusterIdentifier): [string, Inputs, Record<string, unknown>, string[]] => [
      `a server that names no location, claimed by hand as ${clusterIdentifier}`,
      { kubeconfig: kubeconfig(servers.plain), clusterIdentifier },
      {},
      [
        `its server ${servers.plain} names no location that is known; approved: DE - list it under 'clusters' in the approval ${exception}`,
      ],
    ]),
    ...[
      "https://10.214.3.2:6443",
      "https://172.29.0.2:6443",
      "https://192.168.214.2:6443",
      "https://172.15.0.1:6443",
      "https://172.32.0.1:6443",
      "https://11.0.0.1:6443",
      "https://192.169.0.1:6443",
      "https://10.0.0.1.example.com",
      "https://127.example.com",
    ].map((server): [string, Inputs, Record<string, unknown>, string[]] => [
      `a local cluster at ${server}`,
      { kubeconfig: kubeconfig(server), clusterIdentifier: "domicile:local/DE" },
      {},
      [
        `its server ${server} names no location that is known; approved: DE - list it under 'clusters' in the approval ${exception}`,
      ],
    ]),
    ...[
      "https://0A1B.gr7.eu-central-1.eks.amazonaws.com.example.com",
      "https://eu-central-1.eks.amazonaws.com",
      "https://203.0.113.7/x.gr7.eu-central-1.eks.amazonaws.com",
      "https://0A1B.gr7.eu-central-1.eks.amazonaws.co",
      "https://x.api.k8s.fr-par.scw.cloud.example.com",
    ].map((server): [string, Inputs, Record<string, unknown>, string[]] => [
      `the look-alike ${server}`,
      { kubeconfig: kubeconfig(server) },
      {},
      [
        `its server ${server} names no location that is known; approved: DE - list it under 'clusters' in the approval ${exception}`,
      ],
    ]),
    [
      "a server with a password before it and a key behind",
      { kubeconfig: kubeconfig("https://0A1B.gr7.eu-central-1.eks.amazonaws.com:pw@203.0.113.7?key=k#f") },
      {},
      [
        `its server https://203.0.113.7 names no location that is known; approved: DE - list it under 'clusters' in the approval ${exception}`,
      ],
    ],
    [
      "a claim abroad",
      { kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/ash" },
      {},
      [
        `placed in ash (US) by 'clusterIdentifier' domicile:hetzner/ash; approved: DE (hcloud: fsn1, nbg1) - ${useApproved}`,
      ],
    ],
    [
      "an existing cluster abroad",
      { kubeconfig: unknown, clusterIdentifier: "domicile:existing/US" },
      { operators: ["EU"] },
      [
        `placed in US by 'clusterIdentifier' domicile:existing/US; approved: DE - ${useApproved}`,
        `run by the operator of the existing cluster under the law of US; approved: operators EU - use a cluster of an approved operator ${exception}`,
      ],
    ],
    ...[
      "domicile:gcp/europe-west3",
      "domicile:hetzner/",
      "domicile:hetzner",
      "domicile:existing/Germany",
      "domicile:HETZNER/fsn1",
    ].map((text): [string, Inputs, Record<string, unknown>, string[]] => [
      `the claim ${text}`,
      { kubeconfig: unknown, clusterIdentifier: text },
      {},
      [
        `'clusterIdentifier' "${text}" names no cloud and location that are known; approved: DE - write domicile:CLOUD/LOCATION ${exception}`,
      ],
    ]),
    [
      "a claim that cannot be known",
      { kubeconfig: unknown, clusterIdentifier: unknown },
      {},
      [
        `'clusterIdentifier' names its place and cannot be known yet; approved: DE - write domicile:CLOUD/LOCATION ${exception}`,
      ],
    ],
    [
      "no kubeconfig",
      { clusterIdentifier: "domicile:hetzner/fsn1" },
      {},
      [
        `'kubeconfig' is missing, so that it reaches whatever cluster the machine is set up for; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ],
    [
      "a file",
      { kubeconfig: "~/.kube/config" },
      {},
      [
        `'kubeconfig' is no kubeconfig, or the path of one, so nobody can see its server; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ],
    [
      "a context that is not there",
      { kubeconfig: kubeconfig(servers.eks), context: "test" },
      {},
      [
        `'kubeconfig' has no context "test"; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ],
    [
      "no context at all",
      { kubeconfig: kubeconfig(servers.eks).replace('"current-context":"prod",', "") },
      {},
      [
        `'kubeconfig' names no context; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ],
    [
      "a context of a cluster that is not there",
      { kubeconfig: kubeconfig(servers.eks).replace('"cluster":"prod"', '"cluster":"test"') },
      {},
      [
        `'kubeconfig' has no cluster "test" with a server; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ],
    ...["context", "cluster"].flatMap((choice): [string, Inputs, Record<string, unknown>, string[]][] => {
      const refused = [
        `'${choice}' chooses the cluster and cannot be known yet; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ];
      const clusterIdentifier = "domicile:aws/eu-central-1";
      return [
        [`an unknown ${choice}`, { kubeconfig: kubeconfig(servers.eks), [choice]: unknown }, {}, refused],
        [
          `an unknown ${choice} with a claim`,
          { kubeconfig: kubeconfig(servers.eks), [choice]: unknown, clusterIdentifier },
          {},
          refused,
        ],
        [
          `an unknown ${choice} and kubeconfig`,
          { kubeconfig: unknown, [choice]: unknown, clusterIdentifier },
          {},
          refused,
        ],
      ];
    }),
    ...(
      [
        ["the context is unknown", { "current-context": unknown }],
        ["the contexts are unknown", { contexts: unknown }],
        ["a context's cluster is unknown", { contexts: [{ name: "prod", context: { cluster: unknown } }] }],
        ["a context is unknown", { contexts: [unknown] }],
      ] satisfies [string, Inputs][]
    ).map(([what, part]): [string, Inputs, Record<string, unknown>, string[]] => [
      `a kubeconfig of which ${what}`,
      {
        kubeconfig: { ...(JSON.parse(kubeconfig(servers.eks)) as Inputs), ...part },
        clusterIdentifier: "domicile:aws/eu-central-1",
      },
      {},
      [
        `the context of 'kubeconfig' chooses the cluster and cannot be known yet; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ]),
    [
      "a file, whatever the context",
      { kubeconfig: "~/.kube/config", context: unknown },
      {},
      [
        `'kubeconfig' is no kubeconfig, or the path of one, so nobody can see its server; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ],
    [
      "no kubeconfig, whatever the context",
      { context: unknown, clusterIdentifier: "domicile:hetzner/fsn1" },
      {},
      [
        `'kubeconfig' is missing, so that it reaches whatever cluster the machine is set up for; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ],
    [
      "two clusters of one name",
      { kubeconfig: kubeconfig(servers.eks).replace('"other"', '"prod"') },
      {},
      [
        `'kubeconfig' has no cluster "prod" with a server; approved: DE - give the contents of a kubeconfig as 'kubeconfig' of the provider ${exception}`,
      ],
    ],
  ])("are refused on %s", (_, provider, fields, messages) => {
    expect(violations(providerResource("kubernetes", provider), fields)).toEqual(messages);
    expect(violations(object(provider), fields)).toEqual(
      messages.map((message) => (/^(placed|run)/.test(message) ? `its cluster is ${message}` : message)),
    );
  });

  it("may go through no proxy", () => {
    const provider = {
      kubeconfig: kubeconfig(servers.eks, { "proxy-url": "http://proxy.example.com:3128" }),
    };
    const message = `leads to a proxy: "http://proxy.example.com:3128"; approved: DE - remove proxy-url ${exception}`;
    expect(violations(providerResource("kubernetes", provider))).toEqual([
      `'proxy-url' of 'kubeconfig' ${message}`,
    ]);
    expect(violations(object(provider))).toEqual([`'proxy-url' of 'kubeconfig' of its provider ${message}`]);
    expect(violations(object(provider), { endpoints: ["proxy.example.com:3128"] })).toEqual([]);
  });

  it("are judged at update where nothing can be known at preview", () => {
    const message = (of: string): string =>
      `'kubeconfig' ${of}cannot be known yet, so its cluster is judged at update; approved: DE - set clusterIdentifier to domicile:CLOUD/LOCATION to have it judged now`;
    const finding = { rule: "cluster", level: "advisory", property: "kubeconfig" };
    expect(judged(object({ kubeconfig: unknown }))).toEqual([
      { ...finding, message: message("of its provider ") },
    ]);
    expect(judged(providerResource("kubernetes", { kubeconfig: unknown }))).toEqual([
      { ...finding, message: message("") },
    ]);
  });

  it("are placed by our components that make the machines, where no server's name tells a location", () => {
    const provider = (cloud: string): Inputs => ({
      kubeconfig: kubeconfig(servers.plain),
      clusterIdentifier: `domicile:${cloud}`,
    });
    const hetzner = ours("domicile:index:HetznerCluster");
    expect(violations(object(provider("hetzner/fsn1"), hetzner))).toEqual([]);
    expect(
      violations(object(provider("hetzner/fsn1"), ours("acme:index:Site$domicile:index:HetznerCluster"))),
    ).toEqual([]);
    expect(violations(object(provider("hetzner/ash"), hetzner))).toHaveLength(1);
    // Neither another cloud's component nor one of a cluster that exists already proves the claim.
    expect(violations(object(provider("openstack/eu01"), hetzner))).toHaveLength(1);
    for (const parents of [
      "domicile:index:Cluster",
      "domicile:index:SovereignEndpoint",
      "domicile:index:OpenStackCluster",
      "domicile:index:HetznerCluster$acme:index:Site",
      "acme:domicile:index:HetznerCluster",
    ]) {
      expect(violations(object(provider("hetzner/fsn1"), ours(parents)))).toHaveLength(1);
    }
    // An EKS cluster has EKS's name, and an existing cluster is listed.
    expect(violations(object(provider("aws/eu-central-1"), hetzner))).toHaveLength(1);
    expect(violations(object(provider("existing/DE"), ours("domicile:index:Cluster")))).toHaveLength(1);
    const named = "urn:pulumi:de::p::pulumi:providers:kubernetes::domicile:index:HetznerCluster$x";
    expect(violations(object(provider("hetzner/fsn1"), named))).toHaveLength(1);
  });

  it.each(["10.214.3.2", "172.29.0.2", "192.168.214.2"])(
    "are local at %s by our component alone: private addresses lead abroad as well",
    (address) => {
      const provider: Inputs = {
        kubeconfig: kubeconfig(`https://${address}:6443`),
        clusterIdentifier: "domicile:local/DE",
      };
      expect(violations(object(provider, ours("domicile:index:Cluster")))).toEqual([]);
      expect(violations(object(provider, ours("domicile:index:SovereignEndpoint")))).toHaveLength(1);
      expect(violations(object(provider))).toHaveLength(1);
    },
  );

  it("are refused without a provider, custom resources too", () => {
    const message = `its provider is not known; approved: DE - use a provider of an approved cluster ${exception}`;
    expect(violations(resourceOf("kubernetes:core/v1:ConfigMap"))).toEqual([message]);
    expect(violations(resourceOf("kubernetes:gateway.networking.k8s.io/v1:Gateway"))).toEqual([message]);
  });
});
