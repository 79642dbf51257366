import { describe, expect, it } from "vitest";
import { checkStackConfig } from "../../stacks/config";
import { clusterSpec, nodePoolSpecs } from "../../stacks/clusterSpec";
import { MadeSite } from "../../stacks/siteSchema";

const site = {
  name: "fra",
  cloud: "aws",
  location: "eu-central-1",
  kubernetesVersion: "1.34",
  nodePools: [
    { name: "system", machineType: "m7i.large", count: 3 },
    { name: "gpu", machineType: "g6e.2xlarge", spot: true },
  ],
};

const stack = {
  jurisdiction: ["DE"],
  operators: ["US"],
  registry: "registry.example.de/mirror",
  sites: [site],
  models: [{ name: "chat", engine: "vllm", source: "pvc://weights/chat" }],
  gateway: { clients: [{ name: "intranet" }] },
};

function problems(settings: unknown): string[] {
  const checked = checkStackConfig(settings);
  return "problems" in checked ? checked.problems : [];
}

describe("a site whose cluster is made", () => {
  it("is complete with its defaults", () => {
    const parsed = MadeSite.parse(site);
    expect(parsed).toEqual({
      ...site,
      apiAccess: "private",
      network: "10.64.0.0/16",
      administrators: [],
      protected: true,
      existing: {},
      nodePools: [
        { ...site.nodePools[0], spot: false, diskGiB: 100, labels: {}, taints: [] },
        { ...site.nodePools[1], count: 1, diskGiB: 100, labels: {}, taints: [] },
      ],
    });
    expect(clusterSpec(parsed, { stack: "de-aws", jurisdiction: ["DE", "FR"], owner: "ai" })).toMatchObject({
      zones: ["a", "b", "c"],
      isProtected: true,
      tags: { "domicile-stack": "de-aws", "domicile-jurisdiction": "DE-FR", owner: "ai" },
    });
    expect(nodePoolSpecs(parsed).map(({ isSpot }) => isSpot)).toEqual([false, true]);
    expect(problems(stack)).toEqual([]);
  });

  it("is refused with every mistake in a line of its own", () => {
    expect(
      problems({
        ...stack,
        sites: [
          {
            ...site,
            kubernetesVersion: 1.34,
            apiAccess: "public",
            network: "10.64.0.0/24",
            nodePools: [{ name: "gpu", machineType: "g6e.2xlarge", count: 0, disk: 3 }],
          },
        ],
      }),
    ).toEqual([
      "sites[0].kubernetesVersion: 1.34 is of the wrong type; give a string",
      `sites[0].apiAccess: "public" is not allowed; allowed: 'private', or a list of CIDR blocks`,
      'sites[0].network: "10.64.0.0/24" is no network; allowed: an IPv4 block of /12 to /20 from its first address, as 10.64.0.0/16',
      "sites[0].nodePools[0].count: 0 is too small; allowed: 1 or more",
      "sites[0].nodePools[0].disk: is no setting - remove it or mend its name",
    ]);
  });

  it("is refused where its cloud is misspelt, with what else is wrong with it", () => {
    expect(problems({ ...stack, sites: [{ ...site, cloud: "awz", location: 7 }] })).toEqual([
      expect.stringMatching(/^sites\[0\]\.cloud: "awz" is not allowed; allowed: local, existing, .*aws/),
      "sites[0].location: 7 is of the wrong type; give a string",
    ]);
  });

  it("may be one of several, on one cloud or on two", () => {
    const here = { name: "here", cloud: "existing", country: "DE", kubeconfig: "kubeconfig" };
    const other = { ...site, name: "other" };
    expect(problems({ ...stack, operators: ["US", "DE"], sites: [here, site, other] })).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    [
      "it lies in another country, whatever else is wrong with it",
      { sites: [{ ...site, location: "eu-west-3", protect: true }] },
      [
        "sites[0].protect: is no setting - remove it or mend its name",
        'sites[0].location: "eu-west-3" lies in FR; allowed in DE: eu-central-1, eusc-de-east-1',
      ],
    ],
    [
      "its API is open to everybody",
      { sites: [{ ...site, apiAccess: ["0.0.0.0/0", "fd00::/48"] }] },
      [
        'sites[0].apiAccess[0]: "0.0.0.0/0" is no block for an API',
        'sites[0].apiAccess[1]: "fd00::/48" is no block for an API; allowed: IPv4 blocks that are not the whole internet, as 203.0.113.0/24',
      ],
    ],
    [
      "it lies in another country",
      { sites: [{ ...site, location: "eu-west-1" }] },
      [
        'sites[0].location: "eu-west-1" lies in IE; allowed in DE: eu-central-1, eusc-de-east-1',
        "is not offered in eu-west-1",
      ],
    ],
    [
      "its location is none",
      { sites: [{ ...site, location: "eu-central" }] },
      [
        'sites[0].location: "eu-central" is no location of aws that is known; allowed in DE: eu-central-1, eusc-de-east-1',
      ],
    ],
    [
      "its operator's law is not approved",
      { operators: ["EU"] },
      [
        "sites[0].cloud: \"aws\" is run by Amazon Web Services EMEA SARL under the law of US; allowed: EU - choose another cloud or widen 'operators'",
      ],
    ],
    [
      "the gateway has no place",
      { sites: [{ ...site, nodePools: [site.nodePools[1]] }] },
      [
        'sites[0].nodePools: ["gpu"] all have GPUs or taints, which keeps the gateway off them - add a pool of machines without GPUs and taints',
      ],
    ],
    [
      "two pools share a name",
      { sites: [{ ...site, nodePools: [site.nodePools[0], site.nodePools[0]] }] },
      ['sites[0].nodePools[1].name: "system" is used twice - choose another name'],
    ],
    [
      "a model asks for a pool that it has not",
      { models: [{ ...stack.models[0], nodePool: "big" }] },
      [`models[0].nodePool: "big" is no node pool of site 'fra'; allowed: system, gpu`],
    ],
    [
      "its nodes could fetch no image",
      { registry: undefined },
      [
        "registry: is missing; give the registry with copies of the images: the nodes of site 'fra' reach no other",
      ],
    ],
    [
      "a model's weights are on this machine",
      { models: [{ ...stack.models[0], source: "file://chat" }] },
      [
        "models[0].source: \"file://chat\" names a file of this machine, which site 'fra' cannot read - use pvc://CLAIM/PATH or upload://PATH",
      ],
    ],
  ])("is refused where %s", (_, change, expected) => {
    const told = problems({ ...stack, ...change });
    expect(told.length).toBe(expected.length);
    expected.forEach((text, index) => {
      expect(told[index]).toContain(text);
    });
  });
});
