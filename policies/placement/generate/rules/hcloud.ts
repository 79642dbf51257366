import { control, global, inherits, placed, type PackageRules } from "../rule";

/**
 * Hetzner Cloud. Of its 29 types 7 name a place, by properties that no rule could guess, so each is listed. Its provider
 * has no location that could stand in for a missing one.
 */
export const hcloud: PackageRules = {
  package: "hcloud",
  npm: "@pulumi/hcloud",
  places: () => [],
  byDeclaration: () => undefined,
  judgements: [
    { types: ["index/server:Server"], placement: placed(["location"], { dead: ["datacenter"] }) },
    { types: ["index/storageBox:StorageBox"], placement: placed(["location"]) },
    { types: ["index/volume:Volume"], placement: placed(["location"], { parent: ["serverId"] }) },
    { types: ["index/floatingIp:FloatingIp"], placement: placed(["homeLocation"], { parent: ["serverId"] }) },
    {
      types: ["index/primaryIp:PrimaryIp"],
      placement: placed(["location"], { parent: ["assigneeId"], dead: ["datacenter"] }),
    },
    {
      // A zone lets Hetzner pick the location, so that it cannot stand in for one.
      types: ["index/loadBalancer:LoadBalancer"],
      placement: placed(["location"], { also: ["networkZone"] }),
    },
    { types: ["index/networkSubnet:NetworkSubnet"], placement: placed(["networkZone"]) },
    { types: ["index/network:Network"], placement: inherits("its subnets: a network itself has no place") },
    { types: ["index/networkRoute:NetworkRoute"], placement: inherits("the network") },
    {
      types: [
        "index/firewallAttachment:FirewallAttachment",
        "index/floatingIpAssignment:FloatingIpAssignment",
        "index/placementGroup:PlacementGroup",
        "index/rdns:Rdns",
        "index/serverNetwork:ServerNetwork",
        "index/snapshot:Snapshot",
        "index/volumeAttachment:VolumeAttachment",
      ],
      placement: inherits("the server"),
    },
    {
      types: [
        "index/certificate:Certificate",
        "index/loadBalancerNetwork:LoadBalancerNetwork",
        "index/loadBalancerService:LoadBalancerService",
        "index/loadBalancerTarget:LoadBalancerTarget",
        "index/managedCertificate:ManagedCertificate",
        "index/uploadedCertificate:UploadedCertificate",
      ],
      placement: inherits("the load balancer"),
    },
    {
      types: [
        "index/storageBoxSnapshot:StorageBoxSnapshot",
        "index/storageBoxSubaccount:StorageBoxSubaccount",
      ],
      placement: inherits("the storage box"),
    },
    { types: ["index/firewall:Firewall"], placement: control("rules that hold no customer data") },
    { types: ["index/sshKey:SshKey"], placement: control("a public key") },
    {
      types: ["index/zone:Zone", "index/zoneRecord:ZoneRecord", "index/zoneRrset:ZoneRrset"],
      placement: global("public DNS"),
    },
  ],
};
