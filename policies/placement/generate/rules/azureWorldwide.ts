import { global, type Judgement } from "../rule";

/** Types of Azure that work at the edge, worldwide, or where Azure chooses. */
export const azureWorldwide: readonly Judgement[] = [
  { services: ["cdn", "frontdoor"], placement: global("a CDN") },
  { services: ["trafficmanager"], placement: global("answers of public DNS by the client's place") },
  { services: ["dns"], placement: global("public DNS") },
  { services: ["domainregistration"], placement: global("domain names") },
  {
    services: ["certificateregistration"],
    placement: global("certificates ordered from a worldwide authority"),
  },
  {
    types: ["web:StaticSite"],
    placement: global("web hosting that is delivered worldwide: 'location' is for its functions"),
  },
  {
    types: ["communication:CommunicationService", "communication:EmailService", "communication:Domain"],
    placement: global("a worldwide service: only where data rest can be chosen, and not by location"),
  },
  {
    services: ["appcomplianceautomation"],
    placement: global("compliance evidence of a tenant, kept where Azure chooses"),
  },
  { services: ["impact"], placement: global("tells Azure's operator about a workload") },
  { services: ["providerhub"], placement: global("a resource provider that is rolled out to all locations") },
  {
    types: [
      "cloudngfw:CertificateObjectGlobalRulestack",
      "cloudngfw:FqdnListGlobalRulestack",
      "cloudngfw:GlobalRulestack",
      "cloudngfw:PostRule",
      "cloudngfw:PreRule",
      "cloudngfw:PrefixListGlobalRulestack",
    ],
    placement: global("rules for the firewalls of all locations, kept by their vendor"),
  },
  { types: ["portal:Console"], placement: global("a Cloud Shell, which runs where Azure chooses") },
  {
    types: ["security:DataScanner"],
    placement: global("searches the data of a subscription from a place that Azure chooses"),
  },
];
