import { unknown } from "../../../policies/values";
import type { Program } from "./program";

/** A platform on Hetzner, as users write it. */
export const hetznerProgram: Program = (location) => [
  [
    "hcloud:index/server:Server",
    {
      location,
      serverType: "ccx23",
      image: "debian-13",
      userData: unknown,
      networks: [{ networkId: unknown }],
      publicNets: [{ ipv4Enabled: true, ipv6Enabled: true }],
    },
  ],
  ["hcloud:index/volume:Volume", { location, size: 100, format: "ext4" }],
  [
    "hcloud:index/loadBalancer:LoadBalancer",
    { location, loadBalancerType: "lb11", algorithm: { type: "round_robin" } },
  ],
  ["hcloud:index/primaryIp:PrimaryIp", { location, type: "ipv4", assigneeType: "server", autoDelete: false }],
  ["hcloud:index/floatingIp:FloatingIp", { homeLocation: location, type: "ipv4" }],
  ["hcloud:index/storageBox:StorageBox", { location, name: "b", storageBoxType: "bx11", password: unknown }],
];

/** A platform on Scaleway, as users write it. */
export const scalewayProgram: Program = (region) => [
  [
    "scaleway:kubernetes/cluster:Cluster",
    { region, version: "1.34", cni: "cilium", deleteAdditionalResources: false, privateNetworkId: unknown },
  ],
  [
    "scaleway:kubernetes/pool:Pool",
    { region, zone: `${region}-1`, clusterId: unknown, nodeType: "L4-1-24G", size: 1 },
  ],
  ["scaleway:object/bucket:Bucket", { region, name: "models", versioning: { enabled: true } }],
  ["scaleway:object/bucketPolicy:BucketPolicy", { region, bucket: unknown, policy: "{}" }],
  ["scaleway:network/vpc:Vpc", { region, name: "v" }],
  ["scaleway:network/privateNetwork:PrivateNetwork", { region, vpcId: unknown }],
  ["scaleway:registry/namespace:Namespace", { region, isPublic: false }],
  ["scaleway:secrets/secret:Secret", { region, name: "s" }],
  ["scaleway:secrets/version:Version", { region, secretId: unknown, data: unknown }],
  ["scaleway:instance/server:Server", { zone: `${region}-1`, type: "GP1-S", image: "debian_bookworm" }],
  ["scaleway:block/volume:Volume", { zone: `${region}-1`, iops: 5000, sizeInGb: 20 }],
  ["scaleway:instance/securityGroup:SecurityGroup", { zone: `${region}-1`, inboundDefaultPolicy: "drop" }],
  ["scaleway:loadbalancers/ip:Ip", { zone: `${region}-1` }],
  [
    "scaleway:loadbalancers/loadBalancer:LoadBalancer",
    { zone: `${region}-1`, type: "LB-S", ipIds: [unknown] },
  ],
  [
    "scaleway:databases/instance:Instance",
    {
      region,
      nodeType: "DB-DEV-S",
      engine: "PostgreSQL-16",
      isHaCluster: true,
      disableBackup: false,
      backupSameRegion: true,
      encryptionAtRest: true,
    },
  ],
  [
    "scaleway:inference/deployment:Deployment",
    { region, modelId: unknown, nodeType: "L4", publicEndpoint: { isEnabled: true } },
  ],
];

/** A platform on OVH, as users write it. */
export const ovhProgram: Program = (region) => [
  ["ovh:CloudProject/kube:Kube", { serviceName: "s", name: "k", region, version: "1.34" }],
  [
    "ovh:CloudProject/instance:Instance",
    {
      serviceName: "s",
      region,
      billingPeriod: "hourly",
      bootFrom: { imageId: "i" },
      flavor: { flavorId: "f" },
      network: { public: true },
    },
  ],
  [
    "ovh:CloudProject/storage:Storage",
    { serviceName: "s", regionName: region, encryption: { sseAlgorithm: "AES256" } },
  ],
  ["ovh:CloudProject/volume:Volume", { serviceName: "s", regionName: region, size: 10, type: "high-speed" }],
  ["ovh:CloudProject/networkPrivate:NetworkPrivate", { serviceName: "s", regions: [region], vlanId: 1 }],
  [
    "ovh:CloudProject/networkPrivateSubnet:NetworkPrivateSubnet",
    {
      serviceName: "s",
      region,
      networkId: unknown,
      start: "10.0.0.2",
      end: "10.0.0.9",
      network: "10.0.0.0/24",
      dhcp: true,
    },
  ],
  [
    "ovh:CloudProject/gateway:Gateway",
    { serviceName: "s", region, networkId: unknown, subnetId: unknown, model: "s" },
  ],
  ["ovh:CloudProject/containerRegistry:ContainerRegistry", { serviceName: "s", region, planId: "p" }],
  [
    "ovh:CloudProject/database:Database",
    {
      serviceName: "s",
      engine: "postgresql",
      version: "16",
      plan: "business",
      flavor: "db1-4",
      nodes: [{ region }, { region }],
    },
  ],
  [
    "ovh:CloudProject/loadBalancer:LoadBalancer",
    {
      serviceName: "s",
      regionName: region,
      flavorId: unknown,
      network: { private: { network: { id: unknown, subnetId: unknown } } },
    },
  ],
];

/** A platform on an OpenStack cloud, as users write it. */
export const openStackProgram: Program = (region) => [
  [
    "openstack:compute/instance:Instance",
    {
      region,
      name: "n",
      flavorName: "g1.4",
      imageName: "debian",
      keyPair: "k",
      networks: [{ uuid: unknown }],
      securityGroups: ["default"],
    },
  ],
  ["openstack:blockstorage/volume:Volume", { region, size: 10, availabilityZone: "nova" }],
  ["openstack:networking/network:Network", { region, adminStateUp: true }],
  ["openstack:networking/subnet:Subnet", { region, networkId: unknown, cidr: "10.0.0.0/24" }],
  ["openstack:networking/router:Router", { region, externalNetworkId: unknown }],
  ["openstack:networking/routerInterface:RouterInterface", { region, routerId: unknown, subnetId: unknown }],
  ["openstack:networking/secGroup:SecGroup", { region, name: "s" }],
  [
    "openstack:networking/secGroupRule:SecGroupRule",
    { region, direction: "ingress", ethertype: "IPv4", securityGroupId: unknown },
  ],
  ["openstack:networking/floatingIp:FloatingIp", { region, pool: "public" }],
  ["openstack:objectstorage/container:Container", { region, name: "c" }],
  ["openstack:compute/keypair:Keypair", { region, publicKey: "k" }],
  ["openstack:loadbalancer/loadBalancer:LoadBalancer", { region, vipSubnetId: unknown }],
];
