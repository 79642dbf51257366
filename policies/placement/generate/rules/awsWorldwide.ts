import { global, type Judgement } from "../rule";

/** Types of AWS that work at the edge, worldwide, or in regions that AWS chooses. */
export const awsWorldwide: readonly Judgement[] = [
  { services: ["cloudfront"], placement: global("a CDN") },
  { types: ["lightsail/distribution:Distribution"], placement: global("a CDN") },
  { services: ["amplify"], placement: global("web hosting that is delivered by a CDN") },
  { services: ["globalaccelerator"], placement: global("an accelerator: traffic enters at the edge") },
  { services: ["shield"], placement: global("protection at the edge") },
  { services: ["waf"], placement: global("WAF Classic of the CDN") },
  { services: ["ecrpublic"], placement: global("a public registry, delivered by a CDN") },
  { services: ["networkmanager"], placement: global("a worldwide network: its data are kept in us-west-2") },
  { types: ["directconnect/gateway:Gateway"], placement: global("joins networks of all regions") },
  {
    types: [
      "route53/cidrCollection:CidrCollection",
      "route53/cidrLocation:CidrLocation",
      "route53/delegationSet:DelegationSet",
      "route53/healthCheck:HealthCheck",
      "route53/hostedZoneDnsSec:HostedZoneDnsSec",
      "route53/keySigningKey:KeySigningKey",
      "route53/queryLog:QueryLog",
      "route53/trafficPolicy:TrafficPolicy",
      "route53/trafficPolicyInstance:TrafficPolicyInstance",
      "lightsail/domain:Domain",
      "lightsail/domainEntry:DomainEntry",
      "servicediscovery/publicDnsNamespace:PublicDnsNamespace",
    ],
    placement: global("public DNS"),
  },
  {
    types: ["route53/zone:Zone"],
    placement: {
      class: "global",
      reason: "public DNS",
      unless: {
        property: "vpcs",
        each: "vpcId",
        reason: "a private DNS zone of the networks in 'vpcs'",
        also: ["vpcs.vpcRegion"],
      },
    },
  },
  { services: ["route53domains"], placement: global("domain names") },
  {
    services: ["route53recoverycontrol", "route53recoveryreadiness"],
    placement: global("recovery control: kept in regions that AWS chooses"),
  },
  { services: ["notifications"], placement: global("notifications of all regions together") },
  {
    types: ["chime/sdkvoiceGlobalSettings:SdkvoiceGlobalSettings"],
    placement: global("settings of telephony in all regions: where call records go"),
  },
];
