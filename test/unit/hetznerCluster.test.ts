import { execFileSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { ClusterSpec, NodePoolSpec } from "../../infra/clouds/spec";
import { gpuPool, recordedHetzner, systemPool, vSwitch } from "../support/hetznerSpecs";
import { asRecord, inputsOf, numberOf, withoutMarks, valueOf, type Registration } from "../support/mocks";

let registered: readonly Registration[] = [];

async function made(change: Partial<ClusterSpec> = {}, nodePools: readonly NodePoolSpec[] = [systemPool]) {
  const recorded = await recordedHetzner({ ...change, nodePools });
  registered = recorded.registered;
  return recorded.cluster;
}

function ofType(type: string): string[] {
  return registered.filter((one) => one.type === type).map(({ name }) => name);
}

const server = "hcloud:index/server:Server";
const machineNames = () => ofType(server).filter((name) => name !== "fsn-gateway");

/** What a mocked machine is told at its start, which is a secret. */
function toldTo(name: string): Record<string, unknown> {
  const { userData } = inputsOf(registered, name);
  return asRecord(parse(plainOf(userData)));
}

function plainOf(value: unknown): string {
  return String(withoutMarks(value));
}

function fileTold(name: string, path: string): string {
  const files = toldTo(name)["write_files"];
  const found = Array.isArray(files) ? files.map(asRecord).find((file) => file["path"] === path) : undefined;
  return String(found?.["content"]);
}

describe("the machines of a cluster at Hetzner", () => {
  it("are three servers and those of the pools, apart from each other, without a public address", async () => {
    await made();
    expect(machineNames()).toEqual([
      "fsn-server-1-1",
      "fsn-server-2-1",
      "fsn-server-3-1",
      "fsn-system-1-1",
      "fsn-system-2-1",
    ]);
    const { userData, ...inputs } = inputsOf(registered, "fsn-system-2-1");
    expect(plainOf(userData)).toMatch(/^#cloud-config\n/);
    expect(inputs).toEqual({
      name: "test-fsn-system-2-1",
      serverType: "ccx23",
      image: "ubuntu-24.04",
      location: "fsn1",
      publicNets: [{ ipv4Enabled: false, ipv6Enabled: false }],
      networks: [{ subnetId: String(numberOf("fsn-machines")), aliasIps: [] }],
      placementGroupId: numberOf("fsn-system-group-1"),
      labels: { "domicile-jurisdiction": "DE", "domicile-cluster": "test-fsn", "domicile-role": "agent" },
      shutdownBeforeDeletion: true,
    });
    expect(inputsOf(registered, "fsn-system-group-1")).toEqual({
      name: "test-fsn-system-1",
      type: "spread",
      labels: { "domicile-jurisdiction": "DE", "domicile-cluster": "test-fsn" },
    });
  });

  it("are told to begin the cluster on one server, and to join it on all others", async () => {
    await made();
    const config = "/etc/rancher/k3s/config.yaml";
    const told = machineNames().map((name) => asRecord(parse(fileTold(name, config))));
    expect(told.map((one) => [one["node-name"], one["cluster-init"], one["server"]])).toEqual([
      ["test-fsn-server-1-1", true, undefined],
      ["test-fsn-server-2-1", undefined, "https://10.64.63.254:6443"],
      ["test-fsn-server-3-1", undefined, "https://10.64.63.254:6443"],
      ["test-fsn-system-1-1", undefined, "https://10.64.63.254:6443"],
      ["test-fsn-system-2-1", undefined, "https://10.64.63.254:6443"],
    ]);
    expect(told.at(-1)?.["node-label"]).toEqual(["domicile/node-pool=system"]);
    expect(fileTold("fsn-server-1-1", "/var/lib/rancher/k3s/server/tls/client-ca.key")).toBe(
      "key of fsn-client-ca\n",
    );
  });

  it.each([
    [0, ["fsn-server-1-1", "fsn-server-2-1", "fsn-server-3-1"], "fsn-server-1-1"],
    [1, ["fsn-server-1-2", "fsn-server-2-1", "fsn-server-3-1"], undefined],
    [2, ["fsn-server-1-2", "fsn-server-2-2", "fsn-server-3-1"], undefined],
    [4, ["fsn-server-1-3", "fsn-server-2-2", "fsn-server-3-2"], undefined],
  ])(
    "with %i replacements are others one by one, and the first never begins again",
    async (count, names, first) => {
      await made({ servers: { count: 3, machineType: "ccx13", replacements: count } }, []);
      expect(machineNames()).toEqual(names);
      const starts = names.filter((name) => toldToBegin(name));
      expect(starts).toEqual(first === undefined ? [] : [first]);
    },
  );

  it("of a pool are others one by one as well, ten in a group", async () => {
    await made({}, [{ ...systemPool, count: 11, replacements: 1 }]);
    const names = machineNames().filter((name) => name.startsWith("fsn-system"));
    expect(names).toHaveLength(11);
    expect(names.slice(0, 2)).toEqual(["fsn-system-1-2", "fsn-system-2-1"]);
    const groups = ["fsn-system-10-1", "fsn-system-11-1"].map((name) => inputsOf(registered, name));
    expect(groups.map(({ placementGroupId }) => placementGroupId)).toEqual([
      numberOf("fsn-system-group-1"),
      numberOf("fsn-system-group-2"),
    ]);
  });

  function toldToBegin(name: string): boolean {
    return fileTold(name, "/etc/rancher/k3s/config.yaml").includes("cluster-init: true");
  }
});

describe("the network of a cluster at Hetzner", () => {
  it("has one subnet, and the API at an address that is known before", async () => {
    await made();
    const networkId = numberOf("fsn-network");
    expect(inputsOf(registered, "fsn-network")).toEqual({
      name: "test-fsn",
      ipRange: "10.64.0.0/16",
      labels: { "domicile-jurisdiction": "DE", "domicile-cluster": "test-fsn" },
      deleteProtection: true,
      exposeRoutesToVswitch: false,
    });
    expect(inputsOf(registered, "fsn-machines")).toEqual({
      networkId,
      type: "cloud",
      networkZone: "eu-central",
      ipRange: "10.64.0.0/18",
    });
    expect(ofType("hcloud:index/networkRoute:NetworkRoute")).toEqual([]);
    expect(inputsOf(registered, "fsn-api")).toMatchObject({ location: "fsn1", loadBalancerType: "lb11" });
    expect(inputsOf(registered, "fsn-api-network")).toMatchObject({
      ip: "10.64.63.254",
      enablePublicInterface: false,
    });
    expect(inputsOf(registered, "fsn-api-servers")).toEqual({
      loadBalancerId: numberOf("fsn-api"),
      type: "label_selector",
      labelSelector: "domicile-cluster=test-fsn,domicile-role=server",
      usePrivateIp: true,
    });
  });

  it("takes the organisation's network and proxy in place of making them", async () => {
    await made({ existing: { network: "815", proxy: "http://10.64.1.1:3128" } });
    expect(ofType("hcloud:index/network:Network")).toEqual([]);
    expect(inputsOf(registered, "fsn-machines")).toMatchObject({ networkId: 815 });
    expect(ofType("hcloud:index/primaryIp:PrimaryIp")).toEqual([]);
    expect(ofType(server)).not.toContain("fsn-gateway");
    expect(fileTold("fsn-server-1-1", "/etc/domicile/environment")).toContain(
      "HTTPS_PROXY=http://10.64.1.1:3128\n",
    );
  });
});

describe("the API of a cluster at Hetzner", () => {
  async function kubeconfig(): Promise<string> {
    const inputs = inputsOf(registered, "fsn-kubernetes");
    return Promise.resolve(plainOf(inputs["kubeconfig"]));
  }

  it("is reached at its private address only", async () => {
    await made();
    expect(await kubeconfig()).toContain('"server":"https://10.64.63.254:6443"');
    const { rules } = inputsOf(registered, "fsn-gateway-firewall");
    expect(Array.isArray(rules) && rules.map(asRecord).filter(({ direction }) => direction === "in")).toEqual(
      [],
    );
    const filter = fileTold("fsn-gateway", "/etc/nftables.conf");
    expect(filter).not.toContain("6443");
    expect(fileTold("fsn-gateway", "/etc/sysctl.d/90-domicile.conf")).toBe("net.ipv4.ip_forward=0\n");
  });

  it("is reached through the gateway server by those who may, and by no one else", async () => {
    await made({ apiAccess: ["198.51.100.0/24", "192.0.2.7/32"] });
    expect(await kubeconfig()).toContain('"server":"https://203.0.113.7:6443"');
    const { rules } = inputsOf(registered, "fsn-gateway-firewall");
    expect(Array.isArray(rules) && rules[0]).toEqual({
      direction: "in",
      protocol: "tcp",
      port: "6443",
      sourceIps: ["198.51.100.0/24", "192.0.2.7/32"],
    });
    const filter = fileTold("fsn-gateway", "/etc/nftables.conf");
    expect(filter).toContain(
      "ip saddr { 198.51.100.0/24, 192.0.2.7/32 } tcp dport 6443 dnat to 10.64.63.254:6443\n",
    );
    const config = asRecord(parse(fileTold("fsn-server-1-1", "/etc/rancher/k3s/config.yaml")));
    expect(config["tls-san"]).toEqual(["10.64.63.254", "203.0.113.7"]);
  });
});

describe("the gateway server", () => {
  it("has the only public address, lets out by name, and is not logged in to", async () => {
    const signIn = {
      issuer: "https://login.example.de/staff",
      clientId: "k",
      usernameClaim: "sub",
      groupsClaim: "g",
    };
    await made({ signIn, administrators: ["platform"] });
    const inputs = inputsOf(registered, "fsn-gateway");
    expect(inputs).toMatchObject({
      name: "test-fsn-gateway",
      location: "fsn1",
      publicNets: [{ ipv4Enabled: true, ipv4: numberOf("fsn-gateway-address"), ipv6Enabled: false }],
      networks: [{ ip: "10.64.63.253", aliasIps: [] }],
      firewallIds: [numberOf("fsn-gateway-firewall")],
    });
    expect(fileTold("fsn-gateway", "/etc/domicile/tinyproxy.hosts").split("\n")).toEqual([
      "^api\\.hetzner\\.cloud$",
      "^login\\.example\\.de$",
      "^mirror\\.example\\.de$",
      "^registry\\.example\\.de$",
      "",
    ]);
    const proxy = fileTold("fsn-gateway", "/etc/domicile/tinyproxy.conf").split("\n");
    expect(proxy).toEqual(
      expect.arrayContaining([
        "Port 8888",
        "Allow 10.64.0.0/16",
        "ConnectPort 443",
        "ConnectPort 5000",
        "FilterDefaultDeny Yes",
      ]),
    );
    expect(toldTo("fsn-gateway")["packages"]).toEqual(["chrony", "tinyproxy"]);
    const input = fileTold("fsn-gateway", "/usr/local/sbin/domicile-gateway");
    expect(execFileSync("sh", ["-n"], { input, encoding: "utf8" })).toBe("");
    expect(input).toContain("passwd --lock root\n");
    expect(inputsOf(registered, "fsn-administrators-platform")).toMatchObject({
      roleRef: { kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "Group", name: "oidc:platform" }],
    });
  });
});

describe("a pool of dedicated servers", () => {
  async function scripts(): Promise<Record<string, string>> {
    const cluster = await made({ existing: { vSwitch } }, [systemPool, gpuPool]);
    const { gpu } = cluster.installations;
    if (gpu === undefined) throw new Error("no installation of the pool 'gpu'");
    expect(await pulumi.isSecret(gpu)).toBe(true);
    const known: unknown = JSON.parse(await valueOf(gpu));
    return Object.fromEntries(Object.entries(asRecord(known)).map(([name, text]) => [name, String(text)]));
  }

  it("has no machines but a subnet, and a script for each machine", async () => {
    const made = await scripts();
    expect(Object.keys(made)).toEqual(["test-fsn-gpu-1-1", "test-fsn-gpu-2-1"]);
    expect(machineNames().filter((name) => name.includes("gpu"))).toEqual([]);
    expect(inputsOf(registered, "fsn-dedicated")).toEqual({
      networkId: numberOf("fsn-network"),
      type: "vswitch",
      vswitchId: 4_711,
      networkZone: "eu-central",
      ipRange: "10.64.64.0/18",
    });
    expect(ofType("kubernetes:apps/v1:DaemonSet")).toContain("fsn-base-devices-nvidia");
  });

  it("joins by its tag, with its GPUs marked, and closes its public interface", async () => {
    const script = (await scripts())["test-fsn-gpu-1-1"] ?? "";
    expect(execFileSync("sh", ["-n"], { input: script, encoding: "utf8" })).toBe("");
    const file = (path: string) => {
      const [, encoded = ""] = new RegExp(`^write ${path} \\d{4} (\\S+)$`, "m").exec(script) ?? [];
      return Buffer.from(encoded, "base64").toString();
    };
    const dedicated = file("/usr/local/sbin/domicile-dedicated");
    expect(execFileSync("sh", ["-n"], { input: dedicated, encoding: "utf8" })).toBe("");
    expect(dedicated).toContain("      id: 4000\n");
    expect(dedicated).toContain("      routes: [{ to: 10.64.0.0/16, via: 10.64.64.1 }]\n");
    expect(dedicated).toContain('    oifname "$public" drop\n');
    expect(script.trimEnd().split("\n").at(-1)).toBe("exec /usr/local/sbin/domicile-dedicated");
    expect(parse(file("/etc/rancher/k3s/config.yaml"))).toMatchObject({
      "node-label": [
        "domicile/node-pool=gpu",
        "domicile/gpu=RTX-PRO-6000-Blackwell-Max-Q",
        "domicile/gpu-vendor=NVIDIA",
        "instance.hetzner.cloud/provided-by=robot",
      ],
      "node-taint": ["nvidia.com/gpu=present:NoSchedule"],
      "default-runtime": "nvidia",
      "kubelet-arg": ["provider-id=dedicated://test-fsn-gpu-1-1", "streaming-connection-idle-timeout=5m"],
    });
  });
});

it("encrypts volumes by a passphrase that is kept", async () => {
  await made();
  expect(inputsOf(registered, "fsn-base-storage")).toMatchObject({
    provisioner: "csi.hetzner.cloud",
    parameters: {
      "csi.storage.k8s.io/node-publish-secret-name": "domicile-volumes",
      "csi.storage.k8s.io/node-publish-secret-namespace": "kube-system",
    },
  });
  const secret = registered.find(
    ({ type, name }) => type === "kubernetes:core/v1:Secret" && name === "fsn-volumes-passphrase",
  );
  expect(secret?.inputs).toMatchObject({ metadata: { name: "domicile-volumes", namespace: "kube-system" } });
});
