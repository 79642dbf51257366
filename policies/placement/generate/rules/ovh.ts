import { control, global, inherits, opaque, placed, type PackageRules } from "../rule";

/** The properties by which OVH's types name a place; the provider names none, only the endpoint. */
const places = ["region", "regionName"];

/**
 * OVHcloud. Public Cloud types name a region. Dedicated products are ordered: the data centre stands among the free-form
 * options of the order, where no rule can read it.
 */
export const ovh: PackageRules = {
  package: "ovh",
  npm: "@ovhcloud/pulumi-ovh",
  places: ({ inputs }) => inputs.filter((name) => places.includes(name)),
  byDeclaration: ({ inputs }) => {
    const by = places.filter((name) => inputs.includes(name));
    return by.length > 0 ? placed(by) : undefined;
  },
  judgements: [
    // Absent, it means all regions.
    { types: ["CloudProject/networkPrivate:NetworkPrivate"], placement: placed(["regions"]) },
    { types: ["CloudProject/database:Database"], placement: placed(["nodes.region"]) },
    { types: ["Vrack/dedicatedCloudDatacenter:DedicatedCloudDatacenter"], placement: placed(["datacenter"]) },
    {
      // `ALL` is a zone too, and no location.
      types: [
        "IpLoadBalancing/httpFarm:HttpFarm",
        "IpLoadBalancing/httpFrontend:HttpFrontend",
        "IpLoadBalancing/tcpFarm:TcpFarm",
        "IpLoadBalancing/tcpFrontend:TcpFrontend",
        "IpLoadBalancing/udpFarm:UdpFarm",
        "IpLoadBalancing/udpFrontend:UdpFrontend",
      ],
      placement: placed(["zone"]),
    },
    {
      types: [
        "CloudProject/containerRegistryIPRestrictionsManagement:ContainerRegistryIPRestrictionsManagement",
        "CloudProject/containerRegistryIPRestrictionsRegistry:ContainerRegistryIPRestrictionsRegistry",
        "CloudProject/containerRegistryOIDC:ContainerRegistryOIDC",
        "CloudProject/containerRegistryUser:ContainerRegistryUser",
        "index/cloudProjectContainerregistryIam:CloudProjectContainerregistryIam",
      ],
      placement: inherits("the container registry"),
    },
    {
      types: [
        "CloudProject/failoverIpAttach:FailoverIpAttach",
        "CloudProject/instanceSnapshot:InstanceSnapshot",
      ],
      placement: inherits("the instance"),
    },
    {
      types: [
        "CloudProject/kubeIpRestrictions:KubeIpRestrictions",
        "CloudProject/kubeNodePool:KubeNodePool",
        "CloudProject/kubeOidc:KubeOidc",
        "index/cloudProjectKubeLogSubscription:CloudProjectKubeLogSubscription",
      ],
      placement: inherits("the Kubernetes cluster"),
    },
    {
      services: ["CloudProjectDatabase"],
      types: [
        "index/cloudProjectDatabaseClickhouseUser:CloudProjectDatabaseClickhouseUser",
        "index/cloudProjectDatabaseValkeyUser:CloudProjectDatabaseValkeyUser",
      ],
      placement: inherits("the database cluster"),
    },
    {
      types: [
        "index/cloudKeyManagerContainerConsumer:CloudKeyManagerContainerConsumer",
        "index/cloudKeyManagerSecretConsumer:CloudKeyManagerSecretConsumer",
      ],
      placement: inherits("the secret or its container"),
    },
    {
      types: [
        "index/cloudStorageFileShareAcl:CloudStorageFileShareAcl",
        "index/cloudStorageFileShareSnapshot:CloudStorageFileShareSnapshot",
      ],
      placement: inherits("the file share"),
    },
    {
      services: ["Dbaas"],
      types: ["index/dbaasLogsEncryptionKey:DbaasLogsEncryptionKey"],
      placement: inherits("the Logs Data Platform account"),
    },
    {
      types: [
        "Dedicated/cephAcl:CephAcl",
        "Dedicated/nasHAPartition:NasHAPartition",
        "Dedicated/nasHAPartitionAccess:NasHAPartitionAccess",
        "Dedicated/nasHAPartitionSnapshot:NasHAPartitionSnapshot",
      ],
      placement: inherits("the storage service"),
    },
    {
      types: [
        "Dedicated/serverNetworking:ServerNetworking",
        "Dedicated/serverRebootTask:ServerRebootTask",
        "Dedicated/serverReinstallTask:ServerReinstallTask",
        "Dedicated/serverUpdate:ServerUpdate",
      ],
      placement: inherits("the dedicated server"),
    },
    {
      types: [
        "Hosting/privateDatabaseAllowlist:PrivateDatabaseAllowlist",
        "Hosting/privateDatabaseDb:PrivateDatabaseDb",
        "Hosting/privateDatabaseUser:PrivateDatabaseUser",
        "Hosting/privateDatabaseUserGrant:PrivateDatabaseUserGrant",
      ],
      placement: inherits("the private database"),
    },
    {
      types: [
        "Ip/firewall:Firewall",
        "Ip/firewallRule:FirewallRule",
        "Ip/mitigation:Mitigation",
        "Ip/move:Move",
        "Ip/reverse:Reverse",
      ],
      placement: inherits("the service to which the address is routed"),
    },
    {
      types: [
        "IpLoadBalancing/httpFarmServer:HttpFarmServer",
        "IpLoadBalancing/httpRoute:HttpRoute",
        "IpLoadBalancing/httpRouteRule:HttpRouteRule",
        "IpLoadBalancing/refresh:Refresh",
        "IpLoadBalancing/ssl:Ssl",
        "IpLoadBalancing/tcpFarmServer:TcpFarmServer",
        "IpLoadBalancing/tcpRoute:TcpRoute",
        "IpLoadBalancing/tcpRouteRule:TcpRouteRule",
        "IpLoadBalancing/udpFarmServer:UdpFarmServer",
        "IpLoadBalancing/vrackNetwork:VrackNetwork",
      ],
      placement: inherits("the load balancer"),
    },
    {
      types: [
        "Okms/credential:Credential",
        "Okms/secret:Secret",
        "Okms/serviceKey:ServiceKey",
        "Okms/serviceKeyJWK:ServiceKeyJWK",
      ],
      placement: inherits("the key management domain"),
    },
    {
      types: [
        "Vrack/cloudProject:CloudProject",
        "Vrack/dedicatedServer:DedicatedServer",
        "Vrack/dedicatedServerInterface:DedicatedServerInterface",
        "Vrack/ipAddress:IpAddress",
        "Vrack/ipLoadbalancing:IpLoadbalancing",
        "Vrack/ipV6:IpV6",
        "Vrack/oVHcloudConnect:OVHcloudConnect",
        "Vrack/vrack:Vrack",
        "Vrack/vrackDedicatedCloud:VrackDedicatedCloud",
        "Vrack/vrackservices:Vrackservices",
        "index/vrackIpv6RoutedSubrange:VrackIpv6RoutedSubrange",
      ],
      placement: inherits("the services on the private network: the network itself has no place"),
    },
    {
      types: [
        "index/ovhcloudConnectPopConfig:OvhcloudConnectPopConfig",
        "index/ovhcloudConnectPopDatacenterConfig:OvhcloudConnectPopDatacenterConfig",
        "index/ovhcloudConnectPopDatacenterExtraConfig:OvhcloudConnectPopDatacenterExtraConfig",
      ],
      placement: inherits("the OVHcloud Connect service"),
    },
    {
      types: [
        "index/storageEfsShare:StorageEfsShare",
        "index/storageEfsShareAcl:StorageEfsShareAcl",
        "index/storageEfsShareSnapshot:StorageEfsShareSnapshot",
      ],
      placement: inherits("the Enterprise File Storage service"),
    },
    {
      services: ["Iam", "Me"],
      types: ["index/iamResourceTags:IamResourceTags"],
      placement: control("identities and rights of the account"),
    },
    {
      types: [
        "CloudProject/s3Credential:S3Credential",
        "CloudProject/s3Policy:S3Policy",
        "CloudProject/user:User",
      ],
      placement: control("users of a project and their rights"),
    },
    {
      types: [
        "CloudProject/alerting:Alerting",
        "CloudProject/project:Project",
        "SavingsPlan/savingsPlan:SavingsPlan",
      ],
      placement: control("a project and its billing"),
    },
    {
      types: ["index/cloudQuota:CloudQuota"],
      placement: control("the quotas of a project", ["regions.region"]),
    },
    {
      types: [
        "index/cloudProjectSshKey:CloudProjectSshKey",
        "index/cloudSSHKey:CloudSSHKey",
        "index/clousSSHKey:ClousSSHKey",
      ],
      placement: control("a public key"),
    },
    {
      services: ["Domain"],
      types: ["index/domainZoneDynhostRecord:DomainZoneDynhostRecord"],
      placement: global("public DNS and domain names"),
    },
    {
      types: ["CloudProject/rancher:Rancher", "index/emailDomainAccount:EmailDomainAccount"],
      placement: global("a service whose place its operator chooses"),
    },
    {
      types: [
        "Dedicated/server:Server",
        "Hosting/privateDatabase:PrivateDatabase",
        "Ip/ipService:IpService",
        "IpLoadBalancing/loadBalancer:LoadBalancer",
        "Vps/vps:Vps",
        "index/storageEfs:StorageEfs",
        "index/vrackservices:Vrackservices",
      ],
      placement: opaque("an order: its data centre stands among the free-form options of the plan"),
    },
  ],
};
