import { control, global, inherits, placed, type PackageRules } from "../rule";

/**
 * Scaleway. Regional types take `region`, zonal ones `zone`; the provider's input of the same name holds where it is
 * absent, and no other: a provider's region does not say in which zone it puts what has none.
 */
export const scaleway: PackageRules = {
  package: "scaleway",
  npm: "@pulumiverse/scaleway",
  places: ({ inputs }) => inputs.filter((name) => name === "region" || name === "zone"),
  byDeclaration: ({ inputs }) => {
    const by = ["region", "zone"].filter((name) => inputs.includes(name));
    return by.length > 0 ? placed(by, { provider: by }) : undefined;
  },
  judgements: [
    {
      services: ["iam", "account"],
      types: [
        "index/accountProject:AccountProject",
        "index/accountSshKey:AccountSshKey",
        "index/iamApiKey:IamApiKey",
        "index/iamApplication:IamApplication",
        "index/iamGroup:IamGroup",
        "index/iamGroupMembership:IamGroupMembership",
        "index/iamPolicy:IamPolicy",
        "index/iamSshKey:IamSshKey",
        "index/iamUser:IamUser",
      ],
      placement: control("identities, rights and projects of the organisation"),
    },
    { services: ["annotations"], placement: control("labels of resources that are judged themselves") },
    { services: ["billing"], placement: control("budgets") },
    {
      types: [
        "observability/cockpit:Cockpit",
        "index/cockpit:Cockpit",
        "observability/grafanaUser:GrafanaUser",
        "index/cockpitGrafanaUser:CockpitGrafanaUser",
      ],
      placement: control(
        "the plan and the users of a project's dashboards: the data lie in sources, which are placed",
      ),
    },
    {
      services: ["domain"],
      types: ["index/domainRecord:DomainRecord", "index/domainZone:DomainZone"],
      placement: global("public DNS"),
    },
    {
      services: ["edgeservices"],
      types: [
        "index/edgeServicesBackendStage:EdgeServicesBackendStage",
        "index/edgeServicesCacheStage:EdgeServicesCacheStage",
        "index/edgeServicesDnsStage:EdgeServicesDnsStage",
        "index/edgeServicesHeadStage:EdgeServicesHeadStage",
        "index/edgeServicesPipeline:EdgeServicesPipeline",
        "index/edgeServicesPlan:EdgeServicesPlan",
        "index/edgeServicesRouteStage:EdgeServicesRouteStage",
        "index/edgeServicesTlsStage:EdgeServicesTlsStage",
        "index/edgeServicesWafStage:EdgeServicesWafStage",
      ],
      placement: global("a CDN"),
    },
    {
      types: [
        "instance/securityGroupRules:SecurityGroupRules",
        "index/instanceSecurityGroupRules:InstanceSecurityGroupRules",
      ],
      placement: inherits("the security group"),
    },
    {
      types: [
        "loadbalancers/acl:Acl",
        "loadbalancers/backend:Backend",
        "loadbalancers/certificate:Certificate",
        "loadbalancers/frontend:Frontend",
        "loadbalancers/route:Route",
        "index/loadbalancerAcl:LoadbalancerAcl",
        "index/loadbalancerBackend:LoadbalancerBackend",
        "index/loadbalancerCertificate:LoadbalancerCertificate",
        "index/loadbalancerFrontend:LoadbalancerFrontend",
        "index/loadbalancerRoute:LoadbalancerRoute",
      ],
      placement: inherits("the load balancer"),
    },
    {
      // Node groups follow their cluster where neither is given.
      types: ["kubernetes/pool:Pool", "index/kubernetesNodePool:KubernetesNodePool"],
      placement: placed(["region", "zone"], { provider: ["region", "zone"], parent: ["clusterId"] }),
    },
  ],
};
