import { control, type Judgement } from "../rule";

/** Types of AWS that hold no customer data; nearly all are settings of an account or an organisation. */
export const awsControl: readonly Judgement[] = [
  { services: ["iam"], placement: control("identities and rights: one worldwide plane") },
  {
    services: ["rolesanywhere"],
    placement: control("trust in certificates and the roles behind it, part of IAM"),
  },
  { services: ["organizations"], placement: control("the accounts of an organisation and its policies") },
  {
    types: [
      "account/alternativeContact:AlternativeContact",
      "account/primaryContact:PrimaryContact",
      "account/region:Region",
      "uxc/accountCustomizations:AccountCustomizations",
    ],
    placement: control("a setting of the account"),
  },
  {
    types: ["backup/globalSettings:GlobalSettings"],
    placement: control("a setting of the account: cross-account backup"),
  },
  {
    types: ["s3/accountPublicAccessBlock:AccountPublicAccessBlock"],
    placement: control("a setting of the account: it only blocks access"),
  },
  {
    types: [
      "cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount",
      "ec2/vpcIpamOrganizationAdminAccount:VpcIpamOrganizationAdminAccount",
      "fms/adminAccount:AdminAccount",
      "ram/sharingWithOrganization:SharingWithOrganization",
      "servicecatalog/organizationsAccess:OrganizationsAccess",
    ],
    placement: control("who administers a service in the organisation"),
  },
  {
    types: ["bedrock/useCaseForModelAccess:UseCaseForModelAccess"],
    placement: control("an application for access to models"),
  },
  {
    services: ["billing", "budgets", "costexplorer", "costoptimizationhub", "savingsplans", "invoicing"],
    placement: control("billing"),
  },
  {
    types: ["cur/reportDefinition:ReportDefinition"],
    placement: control("billing: a report to a bucket", ["s3Region"]),
  },
  {
    types: ["bcmdata/export:Export"],
    placement: control("billing: an export to a bucket", [
      "export.destinationConfigurations.s3Destinations.s3Region",
    ]),
  },
  {
    // Both inputs, one of them deprecated, name the region for which quotas are asked.
    types: ["servicequotas/template:Template"],
    placement: control("quotas that an organisation asks for", ["awsRegion"]),
  },
  {
    types: [
      "route53/vpcAssociationAuthorization:VpcAssociationAuthorization",
      "route53/zoneAssociation:ZoneAssociation",
    ],
    placement: control("ties a private DNS zone to a network", ["vpcRegion"]),
  },
];
