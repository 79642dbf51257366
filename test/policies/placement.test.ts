import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isUtilityPackage,
  mainPackage,
  placementOf,
  supportedPackages,
  type Placement,
} from "../../policies/placement";

const byRegion: Placement = { class: "placed", by: ["region"], provider: ["region"] };
const byLocation: Placement = { class: "placed", by: ["location"], provider: ["location"] };

describe("types that are placed", () => {
  it.each<[string, Placement]>([
    ["aws:s3/bucket:Bucket", byRegion],
    ["aws:ssoadmin/permissionSet:PermissionSet", byRegion],
    ["aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", byRegion],
    // `region` has another meaning, or is not all that places them.
    [
      "aws:ssmincidents/replicationSet:ReplicationSet",
      { class: "placed", by: ["regions.name", "region.name"] },
    ],
    [
      "aws:cfg/aggregateAuthorization:AggregateAuthorization",
      { class: "placed", by: ["authorizedAwsRegion", "region"], provider: ["region"] },
    ],
    [
      "aws:arcregionswitch/plan:Plan",
      { class: "placed", by: ["regions"], also: ["primaryRegion", "region"] },
    ],
    ["aws:notifications/notificationHub:NotificationHub", { class: "placed", by: ["notificationHubRegion"] }],
    ["azure-native:resources:ResourceGroup", byLocation],
    ["azure-native:sql:Database", byLocation],
    ["azure-native:containerregistry:Replication", byLocation],
    ["azure-native:authorization:ResourceManagementPrivateLink", byLocation],
    ["azure-native:managedidentity:UserAssignedIdentity", byLocation],
    [
      "azure-native:compute:VirtualMachine",
      { class: "placed", by: ["location"], also: ["extendedLocation.name"], provider: ["location"] },
    ],
    ["hcloud:index/server:Server", { class: "placed", by: ["location"], dead: ["datacenter"] }],
    ["hcloud:index/volume:Volume", { class: "placed", by: ["location"], parent: ["serverId"] }],
    ["hcloud:index/floatingIp:FloatingIp", { class: "placed", by: ["homeLocation"], parent: ["serverId"] }],
    [
      "hcloud:index/primaryIp:PrimaryIp",
      { class: "placed", by: ["location"], parent: ["assigneeId"], dead: ["datacenter"] },
    ],
    ["hcloud:index/loadBalancer:LoadBalancer", { class: "placed", by: ["location"], also: ["networkZone"] }],
    ["hcloud:index/networkSubnet:NetworkSubnet", { class: "placed", by: ["networkZone"] }],
    ["hcloud:index/storageBox:StorageBox", { class: "placed", by: ["location"] }],
    ["scaleway:object/bucket:Bucket", byRegion],
    ["scaleway:instance/server:Server", { class: "placed", by: ["zone"], provider: ["zone"] }],
    [
      "scaleway:s2svpn/gateway:Gateway",
      { class: "placed", by: ["region", "zone"], provider: ["region", "zone"] },
    ],
    [
      "scaleway:kubernetes/pool:Pool",
      { class: "placed", by: ["region", "zone"], provider: ["region", "zone"], parent: ["clusterId"] },
    ],
    ["ovh:CloudProject/kube:Kube", { class: "placed", by: ["region"] }],
    ["ovh:CloudProject/storage:Storage", { class: "placed", by: ["regionName"] }],
    ["ovh:CloudProject/database:Database", { class: "placed", by: ["nodes.region"] }],
    ["ovh:CloudProject/networkPrivate:NetworkPrivate", { class: "placed", by: ["regions"] }],
    ["ovh:IpLoadBalancing/httpFarm:HttpFarm", { class: "placed", by: ["zone"] }],
    ["openstack:compute/instance:Instance", byRegion],
    ["openstack:dns/zone:Zone", byRegion],
  ])("%s", (type, placement) => {
    expect(placementOf(type)).toEqual({ type, package: type.split(":")[0], placement });
  });
});

describe("types that inherit", () => {
  it.each<[string, string, readonly string[] | undefined]>([
    ["aws:route53/record:Record", "the hosted zone", undefined],
    ["aws:directconnect/hostedConnection:HostedConnection", "the connection", undefined],
    ["azure-native:storage:BlobContainer", "the resource named by 'accountName'", undefined],
    ["azure-native:network:Subnet", "the resource named by 'virtualNetworkName'", undefined],
    ["azure-native:containerservice:AgentPool", "the resource named by 'resourceName'", undefined],
    [
      "azure-native:managedidentity:FederatedIdentityCredential",
      "the resource named by 'resourceName'",
      undefined,
    ],
    ["azure-native:monitor:DiagnosticSetting", "the resource in 'resourceUri'", undefined],
    ["azure-native:scvmm:VirtualMachineInstance", "the resource in 'resourceUri'", ["extendedLocation.name"]],
    ["hcloud:index/network:Network", "its subnets: a network itself has no place", undefined],
    ["hcloud:index/volumeAttachment:VolumeAttachment", "the server", undefined],
    ["scaleway:loadbalancers/frontend:Frontend", "the load balancer", undefined],
    ["ovh:CloudProject/kubeNodePool:KubeNodePool", "the Kubernetes cluster", undefined],
    ["kubernetes:core/v1:Pod", "the cluster of its provider", undefined],
    ["kubernetes:apps/v1:DeploymentPatch", "the cluster of its provider", undefined],
  ])("%s from %s", (type, from, also) => {
    expect(placementOf(type)?.placement).toEqual({ class: "inherits", from, ...(also && { also }) });
  });
});

describe("types that need no location", () => {
  it.each<[string, readonly string[] | undefined]>([
    ["aws:iam/role:Role", undefined],
    ["aws:iam/accessKey:AccessKey", undefined],
    ["aws:organizations/account:Account", undefined],
    ["aws:budgets/budget:Budget", undefined],
    ["aws:rolesanywhere/trustAnchor:TrustAnchor", undefined],
    // What needs no location must still not name a foreign one.
    ["aws:route53/zoneAssociation:ZoneAssociation", ["vpcRegion"]],
    ["aws:servicequotas/template:Template", ["awsRegion", "region"]],
    ["aws:invoicing/invoiceUnit:InvoiceUnit", ["region"]],
    ["aws:cur/reportDefinition:ReportDefinition", ["s3Region"]],
    ["azure-native:authorization:RoleAssignment", undefined],
    ["azure-native:authorization:PolicyAssignment", ["location"]],
    ["azure-native:privatedns:PrivateZone", ["location"]],
    ["azure-native:privatedns:VirtualNetworkLink", ["location"]],
    ["azure-native:privatedns:PrivateRecordSet", undefined],
    ["azure-native:monitor:MetricAlert", ["location"]],
    ["hcloud:index/sshKey:SshKey", undefined],
    ["hcloud:index/firewall:Firewall", undefined],
    ["scaleway:iam/application:Application", undefined],
    ["scaleway:account/project:Project", undefined],
    ["ovh:CloudProject/user:User", undefined],
    ["ovh:Iam/policy:Policy", undefined],
    ["ovh:index/cloudProjectSshKey:CloudProjectSshKey", ["region"]],
    ["openstack:identity/roleAssignment:RoleAssignment", ["region"]],
    ["pulumi:pulumi:StackReference", undefined],
    ["pulumi:pulumi:Stack", undefined],
    ["pulumi:index:Stash", undefined],
    ["random:index/randomPassword:RandomPassword", undefined],
    ["tls:index/privateKey:PrivateKey", undefined],
  ])("%s", (type, also) => {
    const placement = placementOf(type)?.placement;
    expect(placement).toEqual({ class: "control", reason: reasonOf(placement), ...(also && { also }) });
  });
});

describe("types that are denied unless excepted", () => {
  it.each([
    "aws:cloudfront/distribution:Distribution",
    "aws:lightsail/distribution:Distribution",
    "aws:globalaccelerator/accelerator:Accelerator",
    "aws:route53/healthCheck:HealthCheck",
    "aws:route53domains/domain:Domain",
    "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace",
    "aws:networkmanager/coreNetwork:CoreNetwork",
    "aws:ecrpublic/repository:Repository",
    "aws:waf/webAcl:WebAcl",
    "azure-native:dns:Zone",
    "azure-native:dns:RecordSet",
    "azure-native:cdn:Profile",
    "azure-native:cdn:Route",
    "azure-native:frontdoor:FrontDoor",
    "azure-native:trafficmanager:Profile",
    "azure-native:communication:CommunicationService",
    "hcloud:index/zone:Zone",
    "hcloud:index/zoneRrset:ZoneRrset",
    "scaleway:domain/record:Record",
    "scaleway:edgeservices/pipeline:Pipeline",
    "ovh:Domain/zoneRecord:ZoneRecord",
  ])("%s is global", (type) => {
    expect(placementOf(type)?.placement).toEqual({
      class: "global",
      reason: reasonOf(placementOf(type)?.placement),
    });
  });

  it.each([
    "aws:cloudformation/stack:Stack",
    "aws:cloudformation/stackSet:StackSet",
    "aws:cloudformation/stackSetInstance:StackSetInstance",
    "aws:cloudcontrol/resource:Resource",
    "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
    "azure-native:resources:Deployment",
    "azure-native:resources:DeploymentAtTenantScope",
    "azure-native:resources:DeploymentStackAtSubscription",
    "azure-native:resources:TemplateSpec",
    "azure-native:resources:TemplateSpecVersion",
    "azure-native:resources:AzureCliScript",
    "azure-native:resources:Resource",
    "azure-native:blueprint:Assignment",
    "azure-native:solutions:Application",
    "azure-native:kubernetesconfiguration:FluxConfiguration",
    "ovh:Dedicated/server:Server",
    "openstack:orchestration/stackV1:StackV1",
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:helm.sh/v3:Chart",
    "kubernetes:helm.sh/v4:Chart",
    "kubernetes:kustomize:Directory",
    "kubernetes:kustomize/v2:Directory",
    "kubernetes:yaml:ConfigFile",
    "kubernetes:yaml:ConfigGroup",
    "kubernetes:yaml/v2:ConfigFile",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:core/v1:PodList",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBindingList",
    "command:local:Command",
    "command:remote:Command",
    "command:remote:CopyToRemote",
    "pulumi-nodejs:dynamic:Resource",
    "pulumi-python:dynamic:Resource",
  ])("%s is opaque", (type) => {
    expect(placementOf(type)?.placement).toEqual({
      class: "opaque",
      reason: reasonOf(placementOf(type)?.placement),
    });
  });

  it("leaves a private zone of Route 53 out", () => {
    expect(placementOf("aws:route53/zone:Zone")?.placement).toEqual({
      class: "global",
      reason: "public DNS",
      unless: {
        property: "vpcs",
        each: "vpcId",
        reason: "a private DNS zone of the networks in 'vpcs'",
        also: ["vpcs.vpcRegion"],
      },
    });
  });
});

describe("tokens", () => {
  it.each([
    // Versions, known or not, and the tokens of packages that hold one API version.
    ["azure-native:storage/v20220901:StorageAccount", "azure-native:storage:StorageAccount"],
    ["azure-native:storage/v20180301preview:StorageAccount", "azure-native:storage:StorageAccount"],
    ["azure-native:storage/v20991231:StorageAccount", "azure-native:storage:StorageAccount"],
    ["azure-native:storage/v20991231privatepreview:StorageAccount", "azure-native:storage:StorageAccount"],
    ["azure-native_storage_v20240101:storage:StorageAccount", "azure-native:storage:StorageAccount"],
    [
      "azure-native_storage_v20240101:storage/v20240101:StorageAccount",
      "azure-native:storage:StorageAccount",
    ],
    // Services that were renamed, with and without a version.
    ["azure-native:insights/v20200202:Component", "azure-native:applicationinsights:Component"],
    ["azure-native:insights:Component", "azure-native:applicationinsights:Component"],
    ["azure-native:network/v20180501:Zone", "azure-native:dns:Zone"],
    ["azure-native:network/v20200601:PrivateZone", "azure-native:privatedns:PrivateZone"],
    [
      "azure-native:documentdb/v20230415:SqlResourceSqlDatabase",
      "azure-native:cosmosdb:SqlResourceSqlDatabase",
    ],
    ["azure-native:cache/v20230801:Redis", "azure-native:redis:Redis"],
    // Here two versions of one token are two resources.
    ["azure-native:cache/v20240301:AccessPolicyAssignment", "azure-native:redis:AccessPolicyAssignment"],
    [
      "azure-native:cache/v20240901preview:AccessPolicyAssignment",
      "azure-native:redisenterprise:AccessPolicyAssignment",
    ],
    // Old names.
    ["aws:elasticloadbalancingv2/loadBalancer:LoadBalancer", "aws:lb/loadBalancer:LoadBalancer"],
    ["aws:applicationloadbalancing/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"],
    ["kubernetes:helm.sh/v2:Chart", "kubernetes:helm.sh/v3:Chart"],
    ["kubernetes:apiregistration/v1beta1:APIService", "kubernetes:apiregistration.k8s.io/v1beta1:APIService"],
    // Deprecated types that are others under an old name.
    ["scaleway:index/objectBucket:ObjectBucket", "scaleway:object/bucket:Bucket"],
    ["scaleway:index/iamApiKey:IamApiKey", "scaleway:iam/apiKey:ApiKey"],
    ["aws:s3/bucketVersioningV2:BucketVersioningV2", "aws:s3/bucketVersioning:BucketVersioning"],
    ["ovh:index/clousSSHKey:ClousSSHKey", "ovh:index/cloudSSHKey:CloudSSHKey"],
    // A deprecated type whose inputs differ stays itself.
    ["aws:s3/bucketV2:BucketV2", "aws:s3/bucketV2:BucketV2"],
    // Types that name each other as aliases stay themselves.
    ["azure-native:datashare:BlobDataSet", "azure-native:datashare:BlobDataSet"],
    ["azure-native:datashare/v20210801:BlobDataSet", "azure-native:datashare:BlobDataSet"],
    ["kubernetes:networking.k8s.io/v1beta1:Ingress", "kubernetes:networking.k8s.io/v1beta1:Ingress"],
  ])("%s counts as %s", (token, type) => {
    expect(placementOf(token)?.type).toBe(type);
  });

  it.each([
    "",
    "aws",
    "aws:s3/bucket",
    "aws:s3/bucket:",
    "aws:s3/bucket:bucket",
    "aws:s3:Bucket",
    " aws:s3/bucket:Bucket",
    "aws:s3/bucket:Bucket ",
    "AWS:s3/bucket:Bucket",
    "aws:s3/v20240101:Bucket",
    "aws:s3/bucket:BucketV3",
    "pulumi:providers:aws",
    "azure-native:storage/v2024:StorageAccount",
    "azure-native:storage/v20240101foo:StorageAccount",
    "azure-native:storage/v20240101/:StorageAccount",
    "azure-native:storage/20240101:StorageAccount",
    "azure-native:storage/v20240101:NoSuchType",
    "azure-native:nosuchservice/v20240101:StorageAccount",
    "azure-native:storage:storageaccount",
    "azure-native_storage_v20240101:network:VirtualNetwork",
    "azure-native_storage_v20240101:storage/v20220901:StorageAccount",
    "azure-native_storage:storage:StorageAccount",
    "azure-nextgen:storage:StorageAccount",
    "kubernetes:serving.kserve.io/v1beta1:InferenceService",
    "kubernetes:core/v1:NoSuchKind",
    "pulumi-nodejs:dynamic/module:Resource",
    "gcp:storage/bucket:Bucket",
    "docker:index/container:Container",
    "toString",
    "constructor",
    "__proto__",
    "hasOwnProperty",
    "aws:toString",
    "aws:s3/bucket:constructor",
  ])("%j is not known", (token) => {
    expect(placementOf(token)).toBeUndefined();
  });

  it("knows nothing that differs by a character from a type", () => {
    const types = [
      "aws:s3/bucket:Bucket",
      "azure-native:storage:StorageAccount",
      "hcloud:index/server:Server",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.nat(),
        fc.constantFrom(" ", "\u0000", "x", "X", ":", "/", "é", "\n"),
        (type, at, inserted) => {
          const place = at % (type.length + 1);
          expect(placementOf(type.slice(0, place) + inserted + type.slice(place))).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("packages", () => {
  it("are those whose every type is classified", () => {
    expect(supportedPackages).toEqual([
      "aws",
      "azure-native",
      "command",
      "hcloud",
      "kubernetes",
      "openstack",
      "ovh",
      "pulumi",
      "pulumi-nodejs",
      "pulumi-python",
      "random",
      "scaleway",
      "tls",
    ]);
  });

  it.each([
    ["random", true],
    ["tls", true],
    ["pulumi", true],
    ["command", false],
    ["pulumi-nodejs", false],
    ["aws", false],
    ["constructor", false],
  ])("%s makes nothing outside the state: %s", (name, isUtility) => {
    expect(isUtilityPackage(name)).toBe(isUtility);
  });

  it.each([
    ["azure-native_storage_v20240101", "azure-native"],
    ["azure-native_storage_v20240101preview", "azure-native"],
    ["azure-native", "azure-native"],
    ["azure-native_storage", "azure-native_storage"],
    ["aws_storage_v20240101", "aws_storage_v20240101"],
  ])("%s stands for %s", (name, main) => {
    expect(mainPackage(name)).toBe(main);
  });
});

/** The reason of a class that has one: that it is there is what counts, its words are the rules'. */
function reasonOf(placement: Placement | undefined): string {
  return placement && "reason" in placement && placement.reason.length > 0 ? placement.reason : "no reason";
}
