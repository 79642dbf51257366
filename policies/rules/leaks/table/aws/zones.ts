import { arn, documented, presence, zone } from "../rows";

/** Where each type names a zone. */
const zones: readonly (readonly [type: string, path: string])[] = [
  ["aws:alb/targetGroupAttachment:TargetGroupAttachment", "availabilityZone"],
  ["aws:autoscaling/group:Group", "availabilityZones"],
  ["aws:cloudhsmv2/hsm:Hsm", "availabilityZone"],
  ["aws:dax/cluster:Cluster", "availabilityZones"],
  ["aws:directoryservice/directory:Directory", "connectSettings.availabilityZones"],
  ["aws:directoryservice/directory:Directory", "vpcSettings.availabilityZones"],
  ["aws:dlm/lifecyclePolicy:LifecyclePolicy", "policyDetails.schedules.fastRestoreRule.availabilityZones"],
  ["aws:dms/instanceProfile:InstanceProfile", "availabilityZone"],
  ["aws:dms/replicationConfig:ReplicationConfig", "computeConfig.availabilityZone"],
  ["aws:dms/replicationInstance:ReplicationInstance", "availabilityZone"],
  ["aws:docdb/cluster:Cluster", "availabilityZones"],
  ["aws:docdb/clusterInstance:ClusterInstance", "availabilityZone"],
  ["aws:ebs/fastSnapshotRestore:FastSnapshotRestore", "availabilityZone"],
  ["aws:ebs/volume:Volume", "availabilityZone"],
  ["aws:ec2/capacityReservation:CapacityReservation", "availabilityZone"],
  ["aws:ec2/dedicatedHost:DedicatedHost", "availabilityZone"],
  ["aws:ec2/defaultSubnet:DefaultSubnet", "availabilityZone"],
  ["aws:ec2/fleet:Fleet", "launchTemplateConfigs.overrides.availabilityZone"],
  ["aws:ec2/instance:Instance", "availabilityZone"],
  ["aws:ec2/launchTemplate:LaunchTemplate", "placement.availabilityZone"],
  ["aws:ec2/natGateway:NatGateway", "availabilityZoneAddresses.availabilityZone"],
  ["aws:ec2/natGateway:NatGateway", "availabilityZoneAddresses.availabilityZoneId"],
  ["aws:ec2/secondarySubnet:SecondarySubnet", "availabilityZone"],
  ["aws:ec2/secondarySubnet:SecondarySubnet", "availabilityZoneId"],
  ["aws:ec2/spotFleetRequest:SpotFleetRequest", "launchSpecifications.availabilityZone"],
  ["aws:ec2/spotFleetRequest:SpotFleetRequest", "launchTemplateConfigs.overrides.availabilityZone"],
  ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", "availabilityZone"],
  ["aws:ec2/subnet:Subnet", "availabilityZone"],
  ["aws:ec2/subnet:Subnet", "availabilityZoneId"],
  ["aws:ec2/vpnGateway:VpnGateway", "availabilityZone"],
  ["aws:ec2clientvpn/endpoint:Endpoint", "transitGatewayConfiguration.availabilityZones"],
  ["aws:ec2clientvpn/endpoint:Endpoint", "transitGatewayConfiguration.availabilityZoneIds"],
  ["aws:efs/fileSystem:FileSystem", "availabilityZoneName"],
  ["aws:elasticache/cluster:Cluster", "availabilityZone"],
  ["aws:elasticache/cluster:Cluster", "preferredAvailabilityZones"],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "preferredCacheClusterAzs"],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeGroupConfigurations.primaryAvailabilityZone"],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeGroupConfigurations.replicaAvailabilityZones"],
  ["aws:elb/loadBalancer:LoadBalancer", "availabilityZones"],
  ["aws:finspace/kxCluster:KxCluster", "availabilityZoneId"],
  ["aws:finspace/kxDataview:KxDataview", "availabilityZoneId"],
  ["aws:finspace/kxScalingGroup:KxScalingGroup", "availabilityZoneId"],
  ["aws:finspace/kxVolume:KxVolume", "availabilityZones"],
  ["aws:glue/connection:Connection", "physicalConnectionRequirements.availabilityZone"],
  ["aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration", "placement.availabilityZone"],
  ["aws:lb/targetGroupAttachment:TargetGroupAttachment", "availabilityZone"],
  ["aws:lightsail/database:Database", "availabilityZone"],
  ["aws:lightsail/disk:Disk", "availabilityZone"],
  ["aws:lightsail/instance:Instance", "availabilityZone"],
  ["aws:medialive/channel:Channel", "vpc.availabilityZones"],
  ["aws:medialive/multiplex:Multiplex", "availabilityZones"],
  ["aws:neptune/cluster:Cluster", "availabilityZones"],
  ["aws:neptune/clusterInstance:ClusterInstance", "availabilityZone"],
  ["aws:networkfirewall/firewall:Firewall", "availabilityZoneMappings.availabilityZoneId"],
  ["aws:odb/cloudExadataInfrastructure:CloudExadataInfrastructure", "availabilityZone"],
  ["aws:odb/cloudExadataInfrastructure:CloudExadataInfrastructure", "availabilityZoneId"],
  ["aws:odb/network:Network", "availabilityZone"],
  ["aws:odb/network:Network", "availabilityZoneId"],
  ["aws:rds/cluster:Cluster", "availabilityZones"],
  ["aws:rds/clusterInstance:ClusterInstance", "availabilityZone"],
  ["aws:rds/instance:Instance", "availabilityZone"],
  ["aws:redshift/cluster:Cluster", "availabilityZone"],
  ["aws:s3/directoryBucket:DirectoryBucket", "location.name"],
];

/** Groups of zones, named like a region or a Local Zone. */
const groups: readonly (readonly [type: string, path: string])[] = [
  ["aws:ec2/eip:Eip", "networkBorderGroup"],
  ["aws:ec2/vpc:Vpc", "ipv6CidrBlockNetworkBorderGroup"],
  ["aws:ec2/defaultVpc:DefaultVpc", "ipv6CidrBlockNetworkBorderGroup"],
];

/** Where each type names hardware at the customer's, wherever that stands. */
const outposts: readonly (readonly [type: string, path: string])[] = [
  ["aws:ebs/snapshot:Snapshot", "outpostArn"],
  ["aws:ebs/volume:Volume", "outpostArn"],
  ["aws:ec2/ami:Ami", "ebsBlockDevices.outpostArn"],
  ["aws:ec2/amiCopy:AmiCopy", "destinationOutpostArn"],
  ["aws:ec2/capacityReservation:CapacityReservation", "outpostArn"],
  ["aws:ec2/dedicatedHost:DedicatedHost", "outpostArn"],
  ["aws:ec2/subnet:Subnet", "outpostArn"],
  ["aws:eks/cluster:Cluster", "outpostConfig.outpostArns"],
  ["aws:elasticache/cluster:Cluster", "preferredOutpostArn"],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeGroupConfigurations.primaryOutpostArn"],
  ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeGroupConfigurations.replicaOutpostArns"],
];

/** Zones and hardware that may stand in another country than the region that they belong to. */
export const awsZones = [
  ...documented(
    "AWS Local Zones User Guide, available Local Zones",
    zones.map(([type, path]) => zone(type, path, "placed in")),
  ),
  ...documented("Amazon EC2 User Guide, network border groups and zone groups", [
    ...groups.map(([type, path]) => zone(type, path, "advertised from")),
    zone("aws:route53/record:Record", "geoproximityRoutingPolicy.localZoneGroup", "clients are led to"),
    zone("aws:ec2/availabilityZoneGroup:AvailabilityZoneGroup", "groupName", "opened for use:", {
      when: { path: "optInStatus", notIn: ["not-opted-in"] },
    }),
  ]),
  ...documented("AWS Outposts User Guide, what an Outpost is", [
    ...outposts.map(([type, path]) => arn(type, path, "placed on")),
    presence("aws:s3control/bucket:Bucket", "outpostId", "stored on hardware that stands at the customer's"),
    presence(
      "aws:s3outposts/endpoint:Endpoint",
      "outpostId",
      "leads to hardware that stands at the customer's",
    ),
  ]),
];
