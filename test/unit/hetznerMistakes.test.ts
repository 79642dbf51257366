import { describe, expect, it } from "vitest";
import { hetznerAdapter } from "../../infra/clouds/hetzner";
import { dedicatedAddress } from "../../infra/clouds/hetzner/dedicatedSetup";
import { generationOf } from "../../infra/clouds/hetzner/generations";
import { networkLayout } from "../../infra/clouds/hetzner/layout";
import type { ClusterSpec, NodePoolSpec } from "../../infra/clouds/spec";
import { gpuPool, hetznerSpec, systemPool, vSwitch } from "../support/hetznerSpecs";
import { sampleMirror } from "../support/k3sPlans";

/** The mistakes of a changed cluster with these pools, one line each. */
function said(change: Partial<ClusterSpec>, pools: readonly NodePoolSpec[] = [systemPool]): string[] {
  return hetznerAdapter
    .mistakes({ ...hetznerSpec, ...change }, pools)
    .map(
      ({ path, input, message }) =>
        `${path.join(".")}: ${input === undefined ? "" : JSON.stringify(input)} ${message}`,
    );
}

const [address, others] = ["198.51.100.0/24", "2001:db8::/32"];
const signIn = {
  issuer: "https://login.example.de",
  clientId: "k",
  usernameClaim: "sub",
  groupsClaim: "groups",
};
const servers = { count: 3, machineType: "ccx13", replacements: 0 } as const;

describe("what Hetzner cannot do", () => {
  it.each<[string, Partial<ClusterSpec>, readonly NodePoolSpec[]]>([
    ["a private cluster", {}, [systemPool]],
    ["one that some may reach", { apiAccess: [address] }, [systemPool]],
    ["one that people sign in to", { signIn, administrators: ["platform"] }, []],
    ["dedicated servers", { existing: { vSwitch } }, [systemPool, gpuPool]],
    [
      "a network and a proxy that are there",
      { existing: { network: "815", proxy: "http://10.64.1.1:3128" } },
      [],
    ],
    ["one server", { servers: { ...servers, count: 1 } }, [{ ...systemPool, machineType: "cax41" }]],
  ])("is nothing of %s", (_, change, pools) => {
    expect(said(change, pools)).toEqual([]);
  });

  it.each<[Partial<ClusterSpec>, string]>([
    [{ zones: ["a"] }, 'zones: ["a"] are not known to Hetzner - leave them out'],
    [
      { location: "ash", existing: { vSwitch } },
      "existing.vSwitch: 4711 reaches no machine in ash; allowed in: fsn1, nbg1, hel1",
    ],
    [
      { network: "192.0.2.0/24" },
      'network: "192.0.2.0/24" is no private block of 256 addresses or more; allowed: for example "10.64.0.0/16"',
    ],
    [
      { network: "10.64.0.0/25" },
      'network: "10.64.0.0/25" is no private block of 256 addresses or more; allowed: for example "10.64.0.0/16"',
    ],
    [
      { network: "10.0.0.0/8" },
      'network: "10.0.0.0/8" overlaps 10.42.0.0/16 and 10.43.0.0/16, which pods and services have - give another block',
    ],
    [
      { apiAccess: [address, others] },
      'apiAccess.1: "2001:db8::/32" is no block of IPv4 addresses, or all of them; allowed: for example "203.0.113.0/24"',
    ],
    [
      { apiAccess: ["0.0.0.0/0"] },
      'apiAccess.0: "0.0.0.0/0" is no block of IPv4 addresses, or all of them; allowed: for example "203.0.113.0/24"',
    ],
    [
      { apiAccess: [address], existing: { proxy: "http://10.64.1.1:3128" } },
      'apiAccess: ["198.51.100.0/24"] needs the gateway server, which is not made where \'existing.proxy\' is given - give "private", or no proxy',
    ],
    [
      { existing: { network: "net" } },
      'existing.network: "net" is no number of a network; allowed: for example "4711"',
    ],
    [
      { existing: { subnets: ["1"] } },
      "existing.subnets: [\"1\"] are made in the network - give 'network' only, and its free block",
    ],
    [
      { existing: { key: "k" } },
      'existing.key: "k" has no use: Hetzner keeps no keys, and nodes encrypt by one of their own',
    ],
    [
      { existing: { registry: "r" } },
      "existing.registry: \"r\" has no use: nodes start from the mirror - give 'mirror' only",
    ],
    [
      { existing: { permissionsBoundary: "p" } },
      'existing.permissionsBoundary: "p" has no use: Hetzner has no roles',
    ],
    [
      { existing: { proxy: "10.64.1.1" } },
      'existing.proxy: "10.64.1.1" is no address of a proxy; allowed: for example "http://10.64.0.9:3128"',
    ],
    [{ existing: { vSwitch: { id: 0, vlan: 4_092 } } }, "existing.vSwitch.id: 0 is no number of a vSwitch"],
    [
      { existing: { vSwitch: { id: 0, vlan: 4_092 } } },
      "existing.vSwitch.vlan: 4092 is no tag of a vSwitch; allowed: 4000 to 4091",
    ],
    [
      { servers: undefined },
      "servers:  is missing; Hetzner runs no Kubernetes - give the machines that do: 1, or 3 that may fail",
    ],
    [
      { servers: { ...servers, machineType: "gex131" } },
      'servers.machineType: "gex131" is no machine of Hetzner Cloud; allowed: cx…, cpx…, ccx… and cax…, for example ccx13',
    ],
    [
      { servers: { ...servers, replacements: -1 } },
      "servers.replacements: -1 is no number of machines; allowed: 0 and more, one more for each that is replaced",
    ],
    [
      { servers: { ...servers, count: 1, replacements: 1 } },
      "servers.replacements: 1 would lose the cluster's data with its only server; allowed: 0 - with 3 servers any can be replaced",
    ],
    [
      { mirror: undefined },
      "mirror:  is missing; nodes have no way to the makers of k3s - give who serves a release of it and images inside the jurisdiction",
    ],
    [
      { mirror: { ...sampleMirror, files: "http://mirror.example.de" } },
      'mirror.files: "http://mirror.example.de" is no https:// address without a slash at its end; allowed: for example "https://mirror.example.de/k3s"',
    ],
    [
      { mirror: { ...sampleMirror, registry: "https://registry.example.de/" } },
      'mirror.registry: "https://registry.example.de/" is no https:// address without a slash at its end; allowed: for example "https://mirror.example.de/images"',
    ],
    [
      { mirror: { ...sampleMirror, release: "v1.33.2+k3s1" } },
      'mirror.release: "v1.33.2+k3s1" is no release of k3s 1.34; allowed: for example "v1.34.1+k3s1"',
    ],
    [
      { mirror: { ...sampleMirror, digests: { amd64: { program: "a".repeat(64), images: "b" } } } },
      'mirror.digests.amd64.images: "b" is no SHA-256; allowed: 64 hexadecimal digits, as the release\'s list of checksums states it',
    ],
    [
      { administrators: ["platform"] },
      "administrators: [\"platform\"] are groups that nobody vouches for - give 'signIn' as well",
    ],
    [
      { signIn: { ...signIn, issuer: "login.example.de" } },
      'signIn.issuer: "login.example.de" is no https:// address; allowed: for example "https://login.example.de/realms/staff"',
    ],
  ])("is told of %j", (change, message) => {
    expect(said(change)).toContain(message);
  });

  it.each<[Partial<NodePoolSpec>, string]>([
    [
      { machineType: "g6.xlarge" },
      'nodePools.0.machineType: "g6.xlarge" is no machine type of Hetzner; allowed: cx…, cpx…, ccx… and cax… of Hetzner Cloud, for example ccx33; ax…, ex…, rx…, sx… and, with GPUs, gex… of its dedicated servers',
    ],
    [
      { machineType: "gex999" },
      'nodePools.0.machineType: "gex999" is no machine type with GPUs that the catalogue knows; no list of fsn1 is published; known elsewhere: gex44, gex45, gex63, gex130, gex131',
    ],
    [
      { machineType: "gex131" },
      "nodePools.0.machineType: \"gex131\" is a dedicated server, which joins by a vSwitch; Hetzner Cloud has no GPUs and orders none - order it, and give 'existing.vSwitch'",
    ],
    [{ isSpot: true }, "nodePools.0.spot: true is not known to Hetzner - leave it out"],
    [
      { capacityReservation: "cr-1" },
      'nodePools.0.capacityReservation: "cr-1" is not known to Hetzner - leave it out',
    ],
    [
      { replacements: 0.5 },
      "nodePools.0.replacements: 0.5 is no number of machines that can be replaced; allowed: 0 and more, and 0 for dedicated servers",
    ],
  ])("is told of a pool with %j", (change, message) => {
    expect(said({}, [{ ...systemPool, ...change }])).toEqual([message]);
  });

  it("is told when two dedicated servers would have one address", () => {
    const { dedicated } = networkLayout("10.64.0.0/24");
    const names = Array.from({ length: 200 }, (_, index) => `gpu-${index}`);
    const first = dedicatedAddress("gpu", 0, dedicated);
    const same = names.find((name) => dedicatedAddress(name, 0, dedicated) === first) ?? "";
    const pools = ["gpu", same].map((name) => ({ ...gpuPool, name, count: 1 }));
    expect(said({ network: "10.64.0.0/24", existing: { vSwitch } }, pools)).toEqual([
      `nodePools.1.name: "${same}" gives a server the address of another of gpu - give it another name`,
    ]);
  });
});

describe("generationOf", () => {
  it.each([
    [3, 0, [0, 0, 0]],
    [3, 1, [1, 0, 0]],
    [3, 2, [1, 1, 0]],
    [3, 3, [1, 1, 1]],
    [3, 7, [3, 2, 2]],
    [1, 4, [4]],
  ])("of %i machines with %i replacements", (count, replacements, generations) => {
    expect(generations.map((_, index) => generationOf(index, count, replacements))).toEqual(generations);
  });
});

it("a network has its parts, and fixed addresses where Hetzner gives out its own last", () => {
  expect(networkLayout("10.64.0.0/24")).toEqual({
    machines: "10.64.0.0/26",
    dedicated: "10.64.0.64/26",
    api: "10.64.0.62",
    gateway: "10.64.0.61",
    proxy: "http://10.64.0.61:8888",
    proxyPort: 8888,
  });
});
