import { Cluster, NodeGroup } from "@pulumi/aws/eks";
import { getAmiOutput, LaunchTemplate, Vpc } from "@pulumi/aws/ec2";
import { Role } from "@pulumi/aws/iam";
import { Provider as Aws } from "@pulumi/aws/provider";
import {
  AgentPool,
  listManagedClusterUserCredentialsOutput,
  ManagedCluster,
} from "@pulumi/azure-native/containerservice";
import { Provider as Azure } from "@pulumi/azure-native/provider";
import { LoadBalancer, Network, Provider as Hetzner, Server, type ServerArgs } from "@pulumi/hcloud";
import { CustomResource, secret, type Inputs, type ProviderResource } from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { strictEngine, type StrictEngine, type StrictEngineOptions } from "../support/strictEngine";

let engine: StrictEngine | undefined;

async function started(options: StrictEngineOptions): Promise<StrictEngine> {
  engine = await strictEngine(options);
  return engine;
}

afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

const [network, server, balancer] = [
  "hcloud:index/network:Network",
  "hcloud:index/server:Server",
  "hcloud:index/loadBalancer:LoadBalancer",
];

/** A network, two servers and a load balancer at Hetzner. */
function site(args: Partial<ServerArgs> = {}): () => Promise<Inputs> {
  return () => {
    const provider = new Hetzner("hetzner", { token: "secret" });
    const lan = new Network("lan", { name: "lan", ipRange: "10.0.0.0/16" }, { provider });
    const servers = ["a", "b"].map(
      (name) =>
        new Server(
          name,
          {
            ...{ name, serverType: "ccx23", image: "debian-13", location: "fsn1" },
            networks: [{ networkId: lan.id.apply(Number) }],
            ...args,
          },
          { provider },
        ),
    );
    const door = new LoadBalancer(
      "door",
      { name: "door", loadBalancerType: "lb11", location: "fsn1" },
      { provider, dependsOn: servers },
    );
    return Promise.resolve({ address: door.ipv4, status: servers[0]?.status, number: lan.id.apply(Number) });
  };
}

const all = [`create ${network} lan`, `create ${server} a`, `create ${server} b`, `create ${balancer} door`];

describe("a program at Hetzner", () => {
  it("is made once, changed in place, and removed", async () => {
    const { up, refresh, destroy, journal, world } = await started({ packages: ["hcloud"] });
    const made = await up(site());
    expect(made).toMatchObject({
      isFailed: false,
      errors: [],
      changes: { create: 6 },
      outputs: { address: "door-ipv4", status: "a-status" },
    });
    expect(made.outputs["number"]).toBeGreaterThanOrEqual(1_000_000);
    expect(journal().toSorted()).toEqual(all.toSorted());
    expect(journal()[0]).toBe(all[0]);
    expect(world().map(({ name, isReady }) => [name, isReady])).toContainEqual(["door", true]);

    expect((await up(site())).changes).toEqual({ same: 6 });
    expect((await refresh(site())).changes).toEqual({ same: 6 });
    expect((await up(site({ labels: { role: "node" } }))).changes).toEqual({ same: 4, update: 2 });
    expect(world().find(({ name }) => name === "a")?.inputs["labels"]).toEqual({ role: "node" });

    expect((await destroy(site())).changes).toEqual({ delete: 6 });
    expect(world()).toEqual([]);
  });

  it("is replaced where the test says so, the old one first as it has the name", async () => {
    const overrides = { [server]: { replaceOn: ["location"] } };
    const { up, journal, world } = await started({ packages: ["hcloud"], overrides });
    await up(site());
    expect((await up(site({ location: "nbg1" }))).changes).toMatchObject({ replace: 2 });
    const calls = journal().filter((call) => call.endsWith(`${server} a`));
    expect(calls.map((call) => call.split(" ")[0])).toEqual(["create", "delete", "create"]);
    expect(world().filter(({ name }) => name === "a")).toMatchObject([{ count: 2 }]);
  });

  it("tells a preview nothing that only a cloud can know", async () => {
    const { preview, journal } = await started({ packages: ["hcloud"] });
    const seen: unknown[] = [];
    const run = await preview(() => {
      const provider = new Hetzner("hetzner", { token: "secret" });
      const node = new Server("node", { serverType: "ccx23", location: "fsn1" }, { provider });
      node.location.apply((location) => seen.push(location));
      node.ipv4Address.apply((address) => seen.push(address));
      node.id.apply((id) => seen.push(id));
      return Promise.resolve({});
    });
    expect([run.errors, run.changes, seen, journal()]).toEqual([[], { create: 3 }, ["fsn1"], []]);
  });
});

/** What the tests say of types beyond their declarations. */
const overrides: StrictEngineOptions["overrides"] = {
  "aws:eks/cluster:Cluster": {
    outputs: {
      arn: "arn:aws:eks:{inputs.region}:123456789012:cluster/{inputs.name}",
      certificateAuthority: { data: "LS0t" },
      vpcConfig: { vpcId: "vpc-1" },
    },
  },
  "aws:iam/role:Role": { id: "{inputs.name}", outputs: { arn: "arn:aws:iam::123456789012:role/{name}" } },
};

const kubeconfig = Buffer.from('{"apiVersion":"v1","clusters":[]}').toString("base64");
const credentials = "azure-native:containerservice:listManagedClusterUserCredentials";
const invokes: StrictEngineOptions["invokes"] = {
  [credentials]: { kubeconfigs: [{ name: "{inputs.resourceName}", value: kubeconfig }] },
};

/** A cluster with nodes at AWS and one at Azure. */
function clusters(): Promise<Inputs> {
  const aws = { provider: new Aws("frankfurt", { region: "eu-central-1" }) };
  const azure = { provider: new Azure("germany", { environment: "public" }) };
  const vpc = new Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, aws);
  const role = new Role(
    "role",
    { name: "nodes", assumeRolePolicy: { Version: "2012-10-17", Statement: [{ Effect: "Allow" }] } },
    aws,
  );
  const eks = new Cluster(
    "eks",
    {
      ...{ name: "eks", region: "eu-central-1", roleArn: role.arn },
      vpcConfig: { subnetIds: [vpc.mainRouteTableId] },
    },
    aws,
  );
  const template = new LaunchTemplate(
    "template",
    { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 100, encrypted: "true" } }] },
    aws,
  );
  const nodes = new NodeGroup(
    "nodes",
    {
      ...{ clusterName: eks.name, nodeRoleArn: role.arn, subnetIds: ["subnet-1"] },
      scalingConfig: { desiredSize: 1, maxSize: 2, minSize: 1 },
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
    },
    aws,
  );
  const aks = new ManagedCluster(
    "aks",
    { resourceGroupName: "ai", resourceName: "aks", identity: { type: "SystemAssigned" } },
    azure,
  );
  const pool = new AgentPool(
    "gpu",
    { resourceGroupName: "ai", resourceName: aks.name, agentPoolName: "gpu", count: 2, mode: "User" },
    azure,
  );
  const { kubeconfigs } = listManagedClusterUserCredentialsOutput(
    { resourceGroupName: "ai", resourceName: aks.name },
    azure,
  );
  return Promise.resolve({
    ...{ vpc: vpc.id, region: vpc.region, role: role.id, policy: role.assumeRolePolicy },
    ...{ arn: eks.arn, endpoint: eks.endpoint, eks: eks.vpcConfig, certificate: eks.certificateAuthority },
    ...{ template: nodes.launchTemplate, resources: nodes.resources },
    ...{ principal: aks.identity.apply((identity) => identity?.principalId), pool: pool.name, kubeconfigs },
  });
}

describe("a program at AWS and Azure", () => {
  it("gets outputs of the declared types, and what the test says", async () => {
    const { up, world } = await started({ packages: ["aws", "azure-native"], overrides, invokes });
    const made = await up(clusters);
    expect(made).toMatchObject({ errors: [], changes: { create: 10 } });
    expect(made.outputs).toEqual({
      vpc: "vpc-1",
      region: "eu-central-1",
      role: "nodes",
      policy: '{"Statement":[{"Effect":"Allow"}],"Version":"2012-10-17"}',
      arn: "arn:aws:eks:eu-central-1:123456789012:cluster/eks",
      endpoint: "eks-endpoint",
      eks: {
        clusterSecurityGroupId: "eks-vpcConfig.clusterSecurityGroupId",
        controlPlaneEgressMode: "eks-vpcConfig.controlPlaneEgressMode",
        publicAccessCidrs: [],
        subnetIds: ["vpc-mainRouteTableId"],
        vpcId: "vpc-1",
      },
      certificate: { data: "LS0t" },
      template: { id: "template-1", name: "nodes-launchTemplate.name", version: "1" },
      resources: [],
      principal: "aks-identity.principalId",
      pool: "gpu",
      kubeconfigs: [{ name: "aks", value: kubeconfig }],
    });
    expect((await up(clusters)).changes).toEqual({ same: 10 });
    expect(world()).toHaveLength(7);
  });

  it("is judged by the policy pack before anything is made", async () => {
    const approval = "jurisdiction: [FR]\noperators: [EU, US]\n";
    const { up, world } = await started({ packages: ["aws"], approval });
    const run = await up(() => {
      const provider = new Aws("frankfurt", { region: "eu-central-1" });
      new Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, { provider });
      return Promise.resolve({});
    });
    expect([run.isFailed, world()]).toEqual([true, []]);
    expect(run.violations.join("\n")).toContain("eu-central-1");
  });
});

describe("failures", () => {
  it.each(["throttling", "quota", "capacity"] as const)(
    "of %s leave nothing, and the next run goes on",
    async (kind) => {
      const { up, fail, journal, world } = await started({ packages: ["hcloud"] });
      fail({ kind, name: "door" });
      const failed = await up(site());
      expect(failed.isFailed).toBe(true);
      expect(failed.errors.join("\n")).toContain(
        {
          throttling: `create ${balancer} 'door': too many requests, try again later`,
          quota: `create ${balancer} 'door': the account's quota is exceeded`,
          capacity: `create ${balancer} 'door': the location has no capacity left`,
        }[kind],
      );
      expect(
        world()
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(["a", "b", "lan"]);
      expect(await up(site())).toMatchObject({ errors: [], changes: { same: 5, create: 1 } });
      expect(journal().filter((call) => call.includes(`${balancer} door`))).toEqual([
        `create ${balancer} door (failed)`,
        `create ${balancer} door`,
      ]);
    },
  );

  it("half made is kept, and made ready by an update in the next run", async () => {
    const { up, fail, journal, world } = await started({ packages: ["hcloud"] });
    fail({ kind: "half-made", name: "door", message: "the balancer has no address yet" });
    const failed = await up(site());
    expect(failed.isFailed).toBe(true);
    expect(failed.errors.join("\n")).toContain("the balancer has no address yet");
    expect(world().find(({ name }) => name === "door")?.isReady).toBe(false);
    expect(await up(site())).toMatchObject({ errors: [], changes: { same: 5, update: 1 } });
    expect(world().find(({ name }) => name === "door")?.isReady).toBe(true);
    expect(journal().slice(-2)).toEqual([`create ${balancer} door (half-made)`, `update ${balancer} door`]);
  });

  it("by time-out leave what nobody knows of, and its name is taken", async () => {
    const { up, fail, world } = await started({ packages: ["hcloud"] });
    fail({ kind: "time-out", type: balancer });
    expect((await up(site())).errors.join("\n")).toContain(
      `create ${balancer} 'door': timed out while waiting`,
    );
    const orphan = world().find(({ name }) => name === "door");
    const again = await up(site());
    expect(again.errors.join("\n")).toContain(`${balancer} 'door' already exists, as '${orphan?.id ?? ""}'`);
    expect(world()).toHaveLength(4);
  });

  it("come at the call that was ordered, and of removals too", async () => {
    const { up, destroy, fail, world } = await started({ packages: ["hcloud"] });
    fail({ kind: "quota", type: server, nth: 2 });
    expect((await up(site())).isFailed).toBe(true);
    expect(world()).toHaveLength(2);
    fail({ kind: "throttling", on: "delete", name: "lan" });
    expect((await destroy(site())).isFailed).toBe(true);
    expect(world().map(({ name }) => name)).toEqual(["lan"]);
    expect(await destroy(site())).toMatchObject({ isFailed: false, errors: [] });
    expect(world()).toEqual([]);
  });
});

describe("mistakes", () => {
  /** A resource as a program may write one that wants to get around the SDK. */
  class HandWritten extends CustomResource {}

  const [vpc, nodes] = ["aws:ec2/vpc:Vpc", "aws:eks/nodeGroup:NodeGroup"];
  const pool = "azure-native:containerservice:AgentPool";
  const said = (type: string, ...reasons: string[]): string[] =>
    reasons.map((reason) => `${type} resource 'it' has a problem: ${reason}`);

  const providerOf = (type: string): ProviderResource => {
    if (type === server) return new Hetzner("hetzner", { token: "secret" });
    if (type === pool) return new Azure("germany", { environment: "public" });
    return new Aws("frankfurt", { region: "eu-central-1", skipCredentialsValidation: true });
  };

  let strict: StrictEngine;
  beforeAll(async () => {
    strict = await strictEngine({ packages: ["aws", "azure-native", "hcloud"] });
  });
  afterAll(() => strict.close());

  it.each<[what: string, type: string, inputs: Inputs, errors: readonly string[]]>([
    [
      "of AWS",
      vpc,
      { cidr: "10.0.0.0/16", tags: { count: 3 } },
      said(vpc, "'cidr' is no input of aws:ec2/vpc:Vpc", "'tags.count' is 3; it must be a string"),
    ],
    [
      "within objects",
      nodes,
      { nodeRoleArn: "arn", subnetIds: [], scalingConfig: { desiredSize: "3", maxSize: 3 } },
      said(
        nodes,
        "'clusterName' is missing",
        "'scalingConfig.desiredSize' is '3'; it must be a number",
        "'scalingConfig.minSize' is missing",
      ),
    ],
    [
      "of Azure, where a secret is not shown",
      pool,
      { resourceGroupName: "g", resourceName: "c", count: secret("3") },
      said(pool, "'count' is [secret]; it must be a number"),
    ],
    [
      "of Hetzner",
      server,
      { serverType: "ccx23", networks: [{ subnet: 1 }] },
      said(server, "'networks[0].subnet' is no input of ServerNetwork"),
    ],
  ])("%s are told at preview", async (_, type, inputs, errors) => {
    const run = await strict.preview(() => {
      new HandWritten(type, "it", inputs, { provider: providerOf(type) });
      return Promise.resolve({});
    });
    expect(run).toEqual({
      isFailed: true,
      errors: [...errors].toSorted(),
      violations: [],
      changes: { create: 2 },
      outputs: {},
    });
  });

  it("in the type are told", async () => {
    const run = await strict.preview(() => {
      const provider = new Hetzner("hetzner", { token: "secret" });
      new HandWritten("hcloud:index/servers:Servers", "it", {}, { provider });
      return Promise.resolve({});
    });
    expect(run.isFailed).toBe(true);
    expect(run.errors.join("\n")).toContain("'hcloud:index/servers:Servers' is no type of the SDK");
  });

  it("in a provider's settings are told", async () => {
    const run = await strict.preview(() => {
      new HandWritten("pulumi:providers:hcloud", "it", { key: "secret" });
      return Promise.resolve({});
    });
    expect(run.errors.join("\n")).toContain("'key' is no input of ProviderArgs");
  });

  it("in a function's arguments, and functions without an answer, are told", async () => {
    const run = await strict.preview(() => {
      const provider = new Aws("frankfurt", { region: "eu-central-1" });
      return Promise.resolve({ ami: getAmiOutput({ owners: ["self"] }, { provider }).id });
    });
    expect(run.errors.join("\n")).toContain("no answer is given for the function 'aws:ec2/getAmi:getAmi'");
  });
});
