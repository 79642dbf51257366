/** An action that the region lock of AWS does not bind to approved regions, and why not. */
export interface AwsExemption {
  /** A service and an action, e.g. `iam:*`. */
  readonly action: string;
  readonly reason: string;
}

const billing = "what is bought and paid: one endpoint in the partition, and no data of workloads";
const account = "a setting of the account as a whole, answered by one endpoint in the partition";

/**
 * Actions that are answered in a region of AWS's choice, us-east-1 in the partition `aws`, and that keep an account
 * alive: identities, bills and notices, without data of workloads. All are among those that AWS exempts in its own
 * examples (AWS Organizations, "Deny access to AWS based on the requested AWS Region"; Control Tower, GRREGIONDENY).
 * Those lists go further and exempt services that carry data around the world or work in a region just as well:
 * CloudFront, Global Accelerator, public registries, multi-region access points, KMS, ACM, WAF, Config, Network Manager,
 * Chatbot. Here they are denied like anything else outside.
 */
export const awsExemptions: readonly AwsExemption[] = [
  { action: "account:*", reason: "contacts and regions of the account, answered by one endpoint" },
  { action: "artifact:*", reason: "AWS's own audit reports, which are only fetched" },
  { action: "aws-portal:*", reason: billing },
  { action: "billing:*", reason: billing },
  { action: "budgets:*", reason: billing },
  { action: "ce:*", reason: billing },
  {
    action: "cloudtrail:LookupEvents",
    reason: "reads what happened in services with one endpoint, whose events lie beside it",
  },
  { action: "consolidatedbilling:*", reason: billing },
  { action: "ec2:DescribeRegions", reason: "the list of regions, which tools ask for before they know one" },
  { action: "freetier:*", reason: billing },
  { action: "health:*", reason: "notices of AWS about its own services, from one endpoint" },
  { action: "iam:*", reason: "identities and rights: one plane for the whole partition" },
  { action: "invoicing:*", reason: billing },
  {
    action: "organizations:*",
    reason: "the accounts of the organisation: one plane for the whole partition",
  },
  { action: "payments:*", reason: billing },
  { action: "pricing:*", reason: "price lists, which are only read" },
  {
    action: "route53:*",
    reason:
      "private DNS zones are made at one endpoint; public ones cannot be told from them here, and the policy pack refuses those",
  },
  { action: "s3:GetAccountPublicAccessBlock", reason: account },
  { action: "s3:GetBucketLocation", reason: "where a bucket lies, asked before its region is known" },
  { action: "s3:ListAllMyBuckets", reason: "the names of all buckets, answered by one endpoint" },
  { action: "s3:PutAccountPublicAccessBlock", reason: `${account}: it only blocks access` },
  { action: "savingsplans:*", reason: billing },
  { action: "sts:*", reason: "short-lived credentials: the older endpoint stands in one region" },
  { action: "support:*", reason: "cases with AWS's support: one endpoint in the partition" },
  { action: "supportplans:*", reason: billing },
  { action: "sustainability:*", reason: "AWS's report of carbon emissions" },
  { action: "tax:*", reason: billing },
  { action: "trustedadvisor:*", reason: "AWS's advice on settings, from one endpoint" },
];

/** What is wrong with exemptions of one's own. */
export function exemptionProblems(exemptions: readonly AwsExemption[]): string[] {
  return exemptions.flatMap(({ action, reason }, index) => [
    ...(/^[a-z0-9-]+:[A-Za-z*][A-Za-z0-9*]*$/.test(action)
      ? []
      : [`exempt[${index}].action: '${action}' is no action of one service; write e.g. cloudfront:*`]),
    ...(reason.trim() === "" ? [`exempt[${index}].reason: is empty; say why '${action}' may leave`] : []),
  ]);
}
