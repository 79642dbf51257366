import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { CloudCluster, type CloudClusterArgs } from "../../components/cloudCluster";
import { azureAdapter } from "../../infra/clouds/azure";
import { worldwideName } from "../../infra/clouds/azure/identifiers";
import { mockedSubscription, mockedTenant } from "../support/azureMocks";
import {
  administrator,
  azurePools,
  azureSpec,
  keyId,
  reservation,
  subnets,
  vaultId,
  registryId,
} from "../support/azureSpecs";
import { asRecord, inputsOf, recordRegistrations, valueOf, type Registration } from "../support/mocks";

let registered: Registration[];
beforeEach(async () => {
  registered = await recordRegistrations({ location: "swedencentral" });
});

/** Makes a cluster, and waits until the last of it is registered. */
async function make(change: Partial<CloudClusterArgs> = {}): Promise<void> {
  new CloudCluster("swc", {
    ...azureSpec(),
    adapter: azureAdapter,
    jurisdiction: ["SE"],
    nodePools: azurePools,
    images: { nvidiaDevicePlugin: "registry.example.se/nvidia@sha256:0" },
    ...change,
  });
  await expect
    .poll(() => registered.some(({ type }) => type === "kubernetes:storage.k8s.io/v1:StorageClass"))
    .toBe(true);
}

const inputs = (name: string) => inputsOf(registered, name);
const id = (type: string, name: string) =>
  `${mockedSubscription}/resourceGroups/mocked/providers/Microsoft.${type}/${name}`;
const groupId = id("resources/ResourceGroup", "swc-group");
const networkId = id("network/VirtualNetwork", "swc-network");

describe("a cluster on Azure", () => {
  it("is private, network-isolated, enforces network policies and lets in groups of Entra ID only", async () => {
    await make();
    expect(inputs("swc-azure")).toMatchObject({ environment: "public", location: "swedencentral" });
    expect(inputs("swc-cluster")).toMatchObject({
      location: "swedencentral",
      resourceGroupName: "swc-group",
      resourceName: "test-swc",
      nodeResourceGroup: "test-swc-nodes",
      kubernetesVersion: "1.34",
      sku: { name: "Base", tier: "Standard" },
      tags: { "domicile-stack": "se-azure", owner: "ai-platform" },
      apiServerAccessProfile: {
        enablePrivateCluster: true,
        enablePrivateClusterPublicFQDN: false,
        privateDNSZone: "system",
        enableVnetIntegration: true,
        subnetId: `${networkId}/subnets/api`,
        disableRunCommand: true,
      },
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        networkDataplane: "cilium",
        networkPolicy: "cilium",
        outboundType: "none",
      },
      bootstrapProfile: {
        artifactSource: "Cache",
        containerRegistryId: id("containerregistry/Registry", "swc-registry"),
      },
      enableRBAC: true,
      disableLocalAccounts: true,
      aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [administrator] },
      oidcIssuerProfile: { enabled: true },
      autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
    });
  });

  it("encrypts secrets and disks by a key in a vault that the internet does not reach", async () => {
    await make();
    const vault = id("keyvault/Vault", "swc-vault");
    const keyUrl = "https://mocked.vault.azure.net/keys/swc-key/0123456789abcdef";
    expect(inputs("swc-vault")).toMatchObject({
      location: "swedencentral",
      vaultName: worldwideName("kv", groupId),
      properties: {
        tenantId: mockedTenant,
        enableRbacAuthorization: true,
        enablePurgeProtection: true,
        softDeleteRetentionInDays: 90,
        publicNetworkAccess: "Disabled",
        networkAcls: { bypass: "AzureServices", defaultAction: "Deny" },
      },
    });
    expect(inputs("swc-disks")).toMatchObject({
      identity: { type: "SystemAssigned" },
      activeKey: { keyUrl, sourceVault: { id: vault } },
    });
    expect(inputs("swc-cluster")).toMatchObject({
      diskEncryptionSetID: id("compute/DiskEncryptionSet", "swc-disks"),
      securityProfile: {
        azureKeyVaultKms: {
          enabled: true,
          keyId: keyUrl,
          keyVaultNetworkAccess: "Private",
          keyVaultResourceId: vault,
        },
        workloadIdentity: { enabled: true },
      },
    });
    expect(inputs("swc-base-storage")).toMatchObject({
      provisioner: "disk.csi.azure.com",
      parameters: {
        skuName: "Premium_LRS",
        diskEncryptionSetID: id("compute/DiskEncryptionSet", "swc-disks"),
      },
    });
  });

  it("stands in a network that leads nowhere", async () => {
    await make();
    const wall = { id: id("network/NetworkSecurityGroup", "swc-wall") };
    expect(inputs("swc-network")).toMatchObject({
      addressSpace: { addressPrefixes: ["10.64.0.0/16"] },
      subnets: [
        {
          name: "nodes",
          addressPrefix: "10.64.0.0/18",
          networkSecurityGroup: wall,
          defaultOutboundAccess: false,
        },
        {
          name: "api",
          addressPrefix: "10.64.64.0/18",
          defaultOutboundAccess: false,
          delegations: [{ name: "aks", serviceName: "Microsoft.ContainerService/managedClusters" }],
        },
      ],
    });
    const inside = ["10.64.0.0/16", "10.244.0.0/16"];
    expect(inputs("swc-wall")["securityRules"]).toMatchObject([
      {
        access: "Allow",
        direction: "Inbound",
        sourceAddressPrefixes: inside,
        destinationAddressPrefixes: inside,
      },
      {
        access: "Allow",
        direction: "Outbound",
        sourceAddressPrefixes: inside,
        destinationAddressPrefixes: inside,
      },
      {
        access: "Deny",
        direction: "Outbound",
        sourceAddressPrefix: "*",
        destinationAddressPrefix: "Internet",
      },
    ]);
  });

  it("gets images from a private registry, under the names that AKS looks for", async () => {
    await make();
    expect(inputs("swc-registry")).toMatchObject({
      location: "swedencentral",
      registryName: worldwideName("domicile", groupId),
      sku: { name: "Premium" },
      zoneRedundancy: "Enabled",
      publicNetworkAccess: "Disabled",
      adminUserEnabled: false,
      anonymousPullEnabled: false,
    });
    expect(inputs("swc-registry-cache")).toMatchObject({
      cacheRuleName: "aks-managed-mcr",
      sourceRepository: "mcr.microsoft.com/*",
      targetRepository: "aks-managed-repository/*",
    });
    expect(inputs("swc-registry-endpoint")).toMatchObject({
      subnet: { id: `${networkId}/subnets/nodes` },
      privateLinkServiceConnections: [
        { privateLinkServiceId: id("containerregistry/Registry", "swc-registry"), groupIds: ["registry"] },
      ],
    });
    expect(inputs("swc-registry-zone")).toMatchObject({
      privateZoneName: "privatelink.azurecr.io",
      location: "global",
    });
    expect(inputs("swc-registry-zone-link")).toMatchObject({
      virtualNetwork: { id: networkId },
      registrationEnabled: false,
    });
    expect(registered.filter(({ type }) => type.endsWith(":Replication"))).toEqual([]);
  });

  it("gives each identity the roles that it needs, each over one resource", async () => {
    await make();
    const definition = (guid: string) =>
      `${mockedSubscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
    const controlPlane = "swc-control-plane-identity-principal";
    const vault = id("keyvault/Vault", "swc-vault");
    const granted = registered
      .filter(({ type }) => type === "azure-native:authorization:RoleAssignment")
      .map(({ name, inputs: { scope, principalId, principalType, roleDefinitionId } }) => [
        name,
        ...[principalId, principalType, scope, roleDefinitionId],
      ])
      .toSorted();
    const disks = id("compute/DiskEncryptionSet", "swc-disks");
    const row = (name: string, principal: string, scope: string, guid: string) => [
      `swc-${name}`,
      ...[principal, "ServicePrincipal", scope, guid],
    ];
    const role = definition;
    expect(granted).toEqual([
      row(
        "api-subnet",
        controlPlane,
        `${networkId}/subnets/api`,
        role("4d97b98b-1d4f-4787-a291-c67834d212e7"),
      ),
      row("disks-use-key", "swc-disks-principal", vault, role("e147488a-f6f5-4113-8e2d-b22465e65bf6")),
      row(
        "gives-identity",
        controlPlane,
        id("managedidentity/UserAssignedIdentity", "swc-node-identity"),
        role("f1a07417-d97a-45cb-824c-7a7467783830"),
      ),
      row("joins-vault", controlPlane, vault, role("f25e0fa2-a7c8-4377-a976-54943a77a395")),
      row(
        "nodes-subnet",
        controlPlane,
        `${networkId}/subnets/nodes`,
        role("4d97b98b-1d4f-4787-a291-c67834d212e7"),
      ),
      row(
        "pulls-images",
        "swc-node-identity-principal",
        id("containerregistry/Registry", "swc-registry"),
        role("7f951dda-4ed3-4680-a7ca-43fe172d538d"),
      ),
      row("reads-disks", controlPlane, disks, role("acdd72a7-3385-48ef-bd42-f606fba81ae7")),
      row(
        "reservation-gpus",
        controlPlane,
        reservation,
        "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
      ),
      row("uses-key", controlPlane, vault, role("12338af0-0e69-4776-bea7-57ae8d297424")),
    ]);
  });

  it("makes the first pool without GPUs with the cluster, and each other beside it", async () => {
    await make();
    const common = {
      type: "VirtualMachineScaleSets",
      orchestratorVersion: "1.34",
      availabilityZones: ["1", "2", "3"],
      vnetSubnetID: `${networkId}/subnets/nodes`,
      enableNodePublicIP: false,
      enableAutoScaling: false,
      osDiskType: "Managed",
      enableEncryptionAtHost: true,
      securityProfile: { sshAccess: "Disabled" },
      tags: { owner: "ai-platform" },
    };
    const gpu = { "domicile/gpu-vendor": "NVIDIA" };
    expect(inputs("swc-cluster")["agentPoolProfiles"]).toMatchObject([
      {
        ...common,
        name: "system",
        mode: "System",
        vmSize: "Standard_D4as_v5",
        count: 3,
        osDiskSizeGB: 100,
        nodeLabels: { "domicile/node-pool": "system" },
        nodeTaints: [],
        upgradeSettings: { maxSurge: "1" },
      },
    ]);
    const beside = registered.filter(({ type }) => type.endsWith(":AgentPool")).map(({ name }) => name);
    expect(beside.toSorted()).toEqual(["swc-cheap-nodes", "swc-gpu-nodes", "swc-reserved-nodes"]);
    expect(inputs("swc-gpu-nodes")).toMatchObject({
      ...common,
      resourceName: "test-swc",
      agentPoolName: "gpu",
      mode: "User",
      osDiskSizeGB: 256,
      nodeLabels: { ...gpu, "domicile/gpu": "A100" },
      nodeTaints: ["nvidia.com/gpu=present:NoSchedule"],
      gpuProfile: { driver: "Install" },
      upgradeSettings: { maxSurge: "1" },
    });
    expect(inputs("swc-reserved-nodes")).toMatchObject({
      gpuProfile: { driver: "Install" },
      capacityReservationGroupID: reservation,
      upgradeSettings: { maxSurge: "0", maxUnavailable: "1" },
    });
  });

  it("marks spot machines as AKS does, and pays for them up to the price of others", async () => {
    await make();
    const spot = inputs("swc-cheap-nodes");
    expect(spot).toMatchObject({
      scaleSetPriority: "Spot",
      scaleSetEvictionPolicy: "Delete",
      spotMaxPrice: -1,
      nodeLabels: { team: "ai", "domicile/node-pool": "cheap", "domicile/gpu": "H100-NVL" },
      nodeTaints: [
        "kubernetes.azure.com/scalesetpriority=spot:NoSchedule",
        "nvidia.com/gpu=present:NoSchedule",
        "team=ai:NoExecute",
      ],
    });
    expect(spot).not.toHaveProperty("upgradeSettings");
    expect(inputs("swc-gpu-nodes")).not.toHaveProperty("scaleSetPriority");
    await expect.poll(() => registered.map(({ name }) => name)).toContain("swc-base-devices-nvidia");
    expect(inputs("swc-base-devices-nvidia")["spec"]).toMatchObject({
      template: {
        spec: {
          tolerations: [{ operator: "Exists" }],
        },
      },
    });
  });
});

describe("what an organisation has already", () => {
  it("takes its subnets and its key, and makes none", async () => {
    await make({ existing: { subnets, key: keyId } });
    const types = registered.map(({ type }) => type);
    for (const made of [
      "network:VirtualNetwork",
      "network:NetworkSecurityGroup",
      "keyvault:Vault",
      "keyvault:Key",
    ]) {
      expect(types).not.toContain(`azure-native:${made}`);
    }
    const keyUrl = "https://keys1.vault.azure.net/keys/cluster/0123456789abcdef0123456789abcdef";
    expect(inputs("swc-disks")).toMatchObject({ activeKey: { keyUrl, sourceVault: { id: vaultId } } });
    const [nodes, api] = subnets;
    expect(inputs("swc-cluster")).toMatchObject({
      apiServerAccessProfile: { subnetId: api },
      agentPoolProfiles: [{ vnetSubnetID: nodes }],
      securityProfile: { azureKeyVaultKms: { keyId: keyUrl, keyVaultResourceId: vaultId } },
    });
    expect(inputs("swc-registry-zone-link")).toMatchObject({
      virtualNetwork: { id: nodes?.replace("/subnets/nodes", "") },
    });
  });

  it("takes its registry, which it gives an endpoint in the network and nodes the right to pull from", async () => {
    await make({ existing: { registry: registryId } });
    expect(registered.filter(({ type }) => type.startsWith("azure-native:containerregistry:"))).toEqual([]);
    expect(inputs("swc-cluster")).toMatchObject({ bootstrapProfile: { containerRegistryId: registryId } });
    expect(inputs("swc-registry-endpoint")).toMatchObject({
      subnet: { id: `${networkId}/subnets/nodes` },
      privateLinkServiceConnections: [{ privateLinkServiceId: registryId }],
    });
    expect(inputs("swc-pulls-images")).toMatchObject({
      scope: registryId,
      principalId: "swc-node-identity-principal",
    });
  });

  it("opens the API to addresses that are listed, and to no others", async () => {
    await make({ apiAccess: ["203.0.113.0/24"] });
    const profile = asRecord(inputs("swc-cluster")["apiServerAccessProfile"]);
    expect(profile).toMatchObject({
      enablePrivateCluster: false,
      authorizedIPRanges: ["203.0.113.0/24"],
      enableVnetIntegration: true,
    });
    expect(profile).not.toHaveProperty("privateDNSZone");
  });
});

it("reaches the API by kubelogin: no secret is in the kubeconfig", async () => {
  const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
  const made = azureAdapter.makeCluster("other", azureSpec(), parent, azurePools);
  const kubeconfig: unknown = JSON.parse(await valueOf(made.kubeconfig));
  expect(kubeconfig).toMatchObject({
    clusters: [
      {
        name: "test-other",
        cluster: {
          server: "https://cluster-0a1b2c3d.0a1b2c3d-0000.private.swedencentral.azmk8s.io:443",
          "certificate-authority-data": "Q0E=",
        },
      },
    ],
    users: [
      {
        user: {
          exec: {
            command: "kubelogin",
            args: [
              ...["get-token", "--environment", "AzurePublicCloud", "--login", "azurecli"],
              ...["--tenant-id", mockedTenant, "--server-id", "6dae42f8-4368-4678-94ff-3960e28e3630"],
            ],
            interactiveMode: "Never",
          },
        },
      },
    ],
    "current-context": "test-other",
  });
});

it("refuses what Azure cannot do in one message, before anything is made", () => {
  expect(
    () =>
      new CloudCluster("swc", {
        ...azureSpec({ zones: ["a"], administrators: [] }),
        adapter: azureAdapter,
        jurisdiction: ["DE"],
        nodePools: azurePools,
        images: {},
      }),
  ).toThrow(
    [
      "the cluster 'swc' cannot be made:",
      '  - location: "swedencentral" lies in SE; allowed in DE: germanynorth, germanywestcentral',
      "  - administrators: [] are none, so that nobody could get in; allowed: object ids of Entra groups - give one that whoever runs the stack is in",
      '  - zones.0: "a" is no zone of swedencentral; allowed: "1", "2" and "3"',
    ].join("\n"),
  );
});
