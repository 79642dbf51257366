import { awsPartitionOf } from "../../catalogue";

/**
 * The partition of a region, as ARNs begin with it.
 * @throws Error when the region is not known
 */
export function partitionOf(region: string): string {
  const partition = awsPartitionOf(region);
  if (partition === undefined) throw new Error(`no partition of AWS has the region '${region}'`);
  return partition;
}

/** The ARN of a policy that AWS itself keeps. */
export function awsPolicyArn(region: string, name: string): string {
  return `arn:${partitionOf(region)}:iam::aws:policy/${name}`;
}

/**
 * Services of the European Sovereign Cloud whose endpoints in a VPC bear its own prefix. Source: the list in
 * aws-cdk's vpc-endpoint.ts and its tests, which name these and, for any other service, the prefix of the partition `aws`.
 */
const sovereignServices: ReadonlySet<string> = new Set(["ecr.api", "ecr.dkr"]);

/** What the endpoint of a service in a VPC is called. */
export function endpointService(region: string, service: string): string {
  const isSovereign = partitionOf(region) === "aws-eusc" && sovereignServices.has(service);
  return `${isSovereign ? "eu.amazonaws" : "com.amazonaws"}.${region}.${service}`;
}

/** The account in an ARN: whoever has made a role knows it without asking. @throws Error when the text is no ARN */
export function accountOf(arn: string): string {
  const account = arn.split(":")[4];
  if (account === undefined) throw new Error(`'${arn}' is no ARN`);
  return account;
}
