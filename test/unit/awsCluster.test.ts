import { describe, expect, it } from "vitest";
import { CloudCluster, type CloudClusterArgs } from "../../components/cloudCluster";
import { awsAdapter } from "../../infra/clouds/aws";
import { awsMistakes } from "../../infra/clouds/aws/mistakes";
import type { ClusterSpec, NodePoolSpec } from "../../infra/clouds/spec";
import { inputsOf, recordRegistrations, type Registration } from "../support/mocks";

const spec: ClusterSpec = {
  location: "eu-central-1",
  kubernetesVersion: "1.34",
  apiAccess: "private",
  network: "10.64.0.0/16",
  zones: ["a", "b", "c"],
  administrators: [],
  isProtected: true,
  tags: { owner: "ai-platform" },
  existing: {},
};

function pool(change: Partial<NodePoolSpec> = {}): NodePoolSpec {
  return {
    ...{
      name: "gpu",
      machineType: "g6e.2xlarge",
      count: 2,
      isSpot: false,
      diskGiB: 200,
      labels: {},
      taints: [],
    },
    ...change,
  };
}

const system = pool({ name: "system", machineType: "m7i.large", count: 3, diskGiB: 100 });

async function made(change: Partial<CloudClusterArgs> = {}): Promise<Registration[]> {
  const registered = await recordRegistrations();
  new CloudCluster("fra", {
    ...spec,
    adapter: awsAdapter,
    jurisdiction: ["DE"],
    nodePools: [system, pool()],
    images: { nvidiaDevicePlugin: "registry.example.de/plugin@sha256:1" },
    ...change,
  });
  const last = (change.nodePools ?? [pool()]).some(({ machineType }) => machineType.startsWith("g"))
    ? "fra-base-devices-nvidia"
    : "fra-base-storage";
  await expect.poll(() => registered.map(({ name }) => name)).toContain(last);
  return registered;
}

function ofType(registered: readonly Registration[], type: string): readonly string[] {
  return registered.filter((one) => one.type === type).map(({ name }) => name);
}

describe("a cluster on AWS", () => {
  it("is of the component that tells who made it, with pools of their own", async () => {
    const registered = await made();
    expect(ofType(registered, "domicile:index:AwsCluster")).toEqual(["fra"]);
    expect(ofType(registered, "domicile:index:NodePool")).toEqual(["fra-system", "fra-gpu"]);
    expect(inputsOf(registered, "fra-aws")).toMatchObject({
      region: "eu-central-1",
      defaultTags: JSON.stringify({ tags: { owner: "ai-platform" } }),
    });
  });

  it("has a private API, secrets under the key, its own add-ons, and a log of who did what", async () => {
    const registered = await made();
    const key = "arn:aws:kms:eu-central-1:123456789012:key/fra-key";
    expect(inputsOf(registered, "fra-cluster")).toEqual({
      name: "test-fra",
      roleArn: "arn:aws:iam::123456789012:role/fra-control-plane-role",
      version: "1.34",
      vpcConfig: {
        subnetIds: ["fra-subnet-a-id", "fra-subnet-b-id", "fra-subnet-c-id"],
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
      },
      encryptionConfig: { provider: { keyArn: key }, resources: ["secrets"] },
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      enabledClusterLogTypes: ["api", "audit", "authenticator"],
      bootstrapSelfManagedAddons: false,
      upgradePolicy: { supportType: "STANDARD" },
      deletionProtection: true,
    });
    expect(inputsOf(registered, "fra-log")).toEqual({
      name: "/aws/eks/test-fra/cluster",
      kmsKeyId: key,
      retentionInDays: 365,
    });
    expect(inputsOf(registered, "fra-key")).toMatchObject({
      multiRegion: false,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
  });

  it("lets those addresses reach its API that it is given, each by its way, and its own network", async () => {
    const registered = await made({ apiAccess: ["203.0.113.0/24", "10.128.0.0/16"] });
    expect(ofType(registered, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual([
      "fra-api-from-10.64.0.0/16",
      "fra-api-from-10.128.0.0/16",
    ]);
    expect(inputsOf(registered, "fra-api-from-10.128.0.0/16")).toEqual({
      securityGroupId: "sg-of-fra-cluster",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "10.128.0.0/16",
    });
    expect(inputsOf(registered, "fra-cluster")["vpcConfig"]).toMatchObject({
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["203.0.113.0/24"],
    });
  });

  it("has no way to the internet, and one to each service that nodes speak to", async () => {
    const registered = await made();
    for (const type of [
      "internetGateway:InternetGateway",
      "natGateway:NatGateway",
      "route:Route",
      "eip:Eip",
    ]) {
      expect(ofType(registered, `aws:ec2/${type}`)).toEqual([]);
    }
    expect(
      ofType(registered, "aws:ec2/vpcEndpoint:VpcEndpoint").map(
        (name) => inputsOf(registered, name)["serviceName"],
      ),
    ).toEqual(
      ["s3", "ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "sts"].map(
        (service) => `com.amazonaws.eu-central-1.${service}`,
      ),
    );
    expect(inputsOf(registered, "fra-endpoints-group")).toMatchObject({
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.64.0.0/16"] }],
      egress: [],
    });
  });

  it("enforces network policies, and pods have roles of their own", async () => {
    const registered = await made();
    expect(inputsOf(registered, "fra-vpc-cni")).toMatchObject({
      configurationValues: '{"enableNetworkPolicy":"true"}',
      podIdentityAssociations: [
        { serviceAccount: "aws-node", roleArn: "arn:aws:iam::123456789012:role/fra-network-role" },
      ],
    });
    expect(new Set(ofType(registered, "aws:eks/addon:Addon"))).toEqual(
      new Set([
        "fra-eks-pod-identity-agent",
        "fra-vpc-cni",
        "fra-kube-proxy",
        "fra-coredns",
        "fra-aws-ebs-csi-driver",
      ]),
    );
    expect(inputsOf(registered, "fra-base-storage")).toMatchObject({
      provisioner: "ebs.csi.aws.com",
      parameters: {
        type: "gp3",
        encrypted: "true",
        kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/fra-key",
      },
    });
  });

  it("has nodes with GPUs that are marked, encrypted, and closed to pods that ask in their name", async () => {
    const registered = await made();
    expect(inputsOf(registered, "fra-gpu-nodes")).toEqual({
      clusterName: "test-fra",
      nodeGroupName: "gpu",
      nodeRoleArn: "arn:aws:iam::123456789012:role/fra-node-role",
      subnetIds: ["fra-subnet-a-id", "fra-subnet-b-id", "fra-subnet-c-id"],
      version: "1.34",
      amiType: "AL2023_x86_64_NVIDIA",
      capacityType: "ON_DEMAND",
      instanceTypes: ["g6e.2xlarge"],
      launchTemplate: { id: "fra-gpu-template-id", version: "3" },
      labels: { "domicile/node-pool": "gpu", "domicile/gpu": "L40S", "domicile/gpu-vendor": "NVIDIA" },
      taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NO_SCHEDULE" }],
      scalingConfig: { minSize: 2, desiredSize: 2, maxSize: 2 },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
    });
    expect(inputsOf(registered, "fra-gpu-template")).toEqual({
      updateDefaultVersion: true,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: 200,
            encrypted: "true",
            kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:key/fra-key",
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: [
        { resourceType: "instance", tags: { owner: "ai-platform" } },
        { resourceType: "volume", tags: { owner: "ai-platform" } },
      ],
    });
    expect(inputsOf(registered, "fra-system-nodes")).toMatchObject({
      amiType: "AL2023_x86_64_STANDARD",
      labels: { "domicile/node-pool": "system" },
      taints: [],
    });
  });

  it("takes nodes from the spot market or a reserved block", async () => {
    const registered = await made({
      nodePools: [
        system,
        pool({ name: "spot", isSpot: true }),
        pool({
          ...{ name: "block", machineType: "p4d.24xlarge", zones: ["b"] },
          capacityReservation: "cr-0a1b2c3d4e5f67890",
        }),
      ],
    });
    expect(inputsOf(registered, "fra-spot-nodes")["capacityType"]).toBe("SPOT");
    // EKS wants the type in the template, and the subnet of the block alone.
    expect(inputsOf(registered, "fra-block-nodes")).toMatchObject({
      capacityType: "CAPACITY_BLOCK",
      subnetIds: ["fra-subnet-b-id"],
    });
    expect(inputsOf(registered, "fra-block-nodes")).not.toHaveProperty("instanceTypes");
    expect(inputsOf(registered, "fra-block-template")).toMatchObject({
      instanceType: "p4d.24xlarge",
      instanceMarketOptions: { marketType: "capacity-block" },
      capacityReservationSpecification: {
        capacityReservationTarget: { capacityReservationId: "cr-0a1b2c3d4e5f67890" },
      },
    });
  });

  it("takes what is there already in place of making it", async () => {
    const registered = await made({
      existing: {
        subnets: ["subnet-0a", "subnet-0b"],
        key: "arn:aws:kms:eu-central-1:123456789012:key/0a",
        permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
      },
    });
    expect(ofType(registered, "aws:kms/key:Key")).toEqual([]);
    expect(registered.filter(({ type }) => /^aws:ec2\/(?!launchTemplate)/.test(type))).toEqual([]);
    expect(inputsOf(registered, "fra-cluster")).toMatchObject({
      vpcConfig: { subnetIds: ["subnet-0a", "subnet-0b"] },
      encryptionConfig: { provider: { keyArn: "arn:aws:kms:eu-central-1:123456789012:key/0a" } },
    });
    for (const role of ofType(registered, "aws:iam/role:Role")) {
      expect(inputsOf(registered, role)["permissionsBoundary"]).toBe(
        "arn:aws:iam::123456789012:policy/boundary",
      );
    }
  });

  it("lets administrators in, in the terms of the partition", async () => {
    const registered = await made({ administrators: ["arn:aws:iam::123456789012:role/platform"] });
    const name = "fra-administrator-arn:aws:iam::123456789012:role/platform";
    expect(registered.filter((one) => one.name === name).map(({ inputs }) => inputs)).toEqual([
      { clusterName: "test-fra", principalArn: "arn:aws:iam::123456789012:role/platform" },
      {
        clusterName: "test-fra",
        principalArn: "arn:aws:iam::123456789012:role/platform",
        policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        accessScope: { type: "cluster" },
      },
    ]);
  });

  it("is refused outside of the jurisdiction and where the cloud cannot do what is asked, all in one message", async () => {
    await recordRegistrations();
    expect(
      () =>
        new CloudCluster("fra", {
          ...spec,
          location: "eu-west-3",
          adapter: awsAdapter,
          jurisdiction: ["DE"],
          nodePools: [pool({ machineType: "g6e.2xlarge" })],
          images: {},
        }),
    ).toThrow(
      /^the cluster 'fra' cannot be made:\n {2}- location: "eu-west-3" lies in FR; allowed in DE: eu-central-1, eusc-de-east-1\n {2}- nodePools\.0\.machineType: "g6e\.2xlarge" is not offered in eu-west-3, but in /,
    );
  });
});

describe("what AWS cannot do", () => {
  it.each<[string, Partial<ClusterSpec>, Partial<NodePoolSpec>, string]>([
    ["a network without its subnets", { existing: { network: "vpc-0a" } }, {}, "existing.network"],
    ["one subnet", { existing: { subnets: ["subnet-0a"] } }, {}, "existing.subnets"],
    ["what is no subnet", { existing: { subnets: ["subnet-0a", "b"] } }, {}, "existing.subnets.1"],
    [
      "a key of many regions",
      { existing: { key: "arn:aws:kms:eu-central-1:123456789012:key/mrk-0a" } },
      {},
      "existing.key",
    ],
    ["a registry for nodes", { existing: { registry: "images" } }, {}, "existing.registry"],
    [
      "a boundary without a policy",
      { existing: { permissionsBoundary: "boundary" } },
      {},
      "existing.permissionsBoundary",
    ],
    ["one zone", { zones: ["a"] }, {}, "zones"],
    ["a proxy", { existing: { proxy: "http://10.64.0.9:3128" } }, {}, "existing.proxy"],
    ["nodes that were replaced", {}, { replacements: 1 }, "nodePools.0.replacements"],
    ["a zone in full", { zones: ["eu-central-1a", "b"] }, {}, "zones.0"],
    ["a misspelt machine", {}, { machineType: "g6e.2xlrge" }, "nodePools.0.machineType"],
    [
      "what is no block",
      {},
      { capacityReservation: "block", zones: ["a"] },
      "nodePools.0.capacityReservation",
    ],
    [
      "a block from the spot market",
      {},
      { capacityReservation: "cr-0a", zones: ["a"], isSpot: true },
      "nodePools.0.spot",
    ],
    ["a block without its zone", {}, { capacityReservation: "cr-0a" }, "nodePools.0.zones"],
    ["a zone that the site has not", {}, { zones: ["d"] }, "nodePools.0.zones"],
    [
      "a pool's zone beside subnets",
      { existing: { subnets: ["subnet-0a", "subnet-0b"] } },
      { zones: ["a"] },
      "nodePools.0.zones",
    ],
    ["a zone twice", { zones: ["a", "a"] }, {}, "zones"],
    ["what is no machine", {}, { machineType: "nonsense" }, "nodePools.0.machineType"],
    ["a network that no VPC has", { network: "10.0.0.0/12" }, {}, "network"],
    ["addresses of the internet", { network: "52.0.0.0/16" }, {}, "network"],
    ["an administrator by name", { administrators: ["alice"] }, {}, "administrators.0"],
    [
      "an administrator of another partition",
      { location: "eusc-de-east-1", administrators: ["arn:aws:iam::123456789012:role/platform"] },
      {},
      "administrators.0",
    ],
  ])("%s is told where it stands", (_, cluster, change, path) => {
    expect(
      awsMistakes({ ...spec, ...cluster }, [pool(change)]).map((mistake) => mistake.path.join(".")),
    ).toEqual([path]);
  });

  it("is nothing of a spec that is right", () => {
    expect(awsMistakes(spec, [system, pool()])).toEqual([]);
  });
});
