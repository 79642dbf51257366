import { awsPartitionOf } from "../catalogue";
import { refuseProblems, type LockApproval } from "./approval";
import { approvedLocations } from "./approvedLocations";
import { awsExemptions, exemptionProblems, type AwsExemption } from "./awsExemptions";

/** The partitions of AWS that a lock can be made for; an organisation of AWS lies in one. */
export type AwsPartition = "aws" | "aws-eusc";

/** What the service control policy is made from. */
export interface AwsRegionPolicyArgs {
  readonly approval: LockApproval;
  /** @default "aws" */
  readonly partition?: AwsPartition | undefined;
  /** Further actions that are not bound to approved regions. @default none beyond `awsExemptions` */
  readonly exempt?: readonly AwsExemption[] | undefined;
  /**
   * ARNs of roles, with `*` where any text may stand, that are not bound to approved regions, e.g. the one with which
   * Control Tower sets accounts up. @default none
   */
  readonly exemptRoles?: readonly string[] | undefined;
  /**
   * Whether buckets may replicate. The policy sees no target, so that it permits all of them or none; the policy pack
   * judges each. @default false
   */
  readonly bucketReplication?: boolean | undefined;
}

/** A statement of a service control policy. */
interface Statement {
  readonly Sid: string;
  readonly Effect: "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: "*";
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The largest service control policy, in bytes. Source: AWS Organizations, quotas. */
export const awsPolicyBytes = 5_120;

const lock = "the region lock of AWS";

/**
 * The service control policy that denies everything outside the approved regions, in AWS's JSON. It binds every
 * principal of the accounts under it but service-linked roles, and no principal of the management account: that is how
 * AWS applies these policies. Inference of Bedrock that spreads over regions is denied unless all of them are approved.
 * @throws LockError when the approval leaves no region, or the policy would be too long
 */
export function awsRegionPolicy(args: AwsRegionPolicyArgs): string {
  const { approval, partition = "aws", exempt = [], exemptRoles = [], bucketReplication = false } = args;
  const approved = approvedLocations(approval, {
    cloud: "aws",
    package: "aws",
    partition,
    partitionOf: awsPartitionOf,
    codeOf: (name) => name,
  });
  const problems = "problems" in approved ? approved.problems : [];
  refuseProblems(lock, [...problems, ...exemptionProblems(exempt), ...roleProblems(exemptRoles, partition)]);
  const regions = "locations" in approved ? approved.locations : [];
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: [outsideApproved(regions, exempt, exemptRoles), ...otherWaysOut(regions, bucketReplication)],
  });
  const bytes = Buffer.byteLength(text);
  refuseProblems(
    lock,
    bytes > awsPolicyBytes
      ? [
          `its policy would have ${bytes} bytes, and AWS takes ${awsPolicyBytes} - exempt fewer actions and roles, or approve fewer locations`,
        ]
      : [],
  );
  return text;
}

function outsideApproved(
  regions: readonly string[],
  exempt: readonly AwsExemption[],
  exemptRoles: readonly string[],
): Statement {
  const actions = [...awsExemptions, ...exempt].map(({ action }) => action);
  return {
    Sid: "DenyOutsideApprovedRegions",
    Effect: "Deny",
    NotAction: [...new Set(actions)].sort(),
    Resource: "*",
    Condition: {
      StringNotEquals: { "aws:RequestedRegion": regions },
      ...(exemptRoles.length > 0 ? { ArnNotLike: { "aws:PrincipalArn": exemptRoles } } : {}),
    },
  };
}

/** Requests that are made in an approved region, or are exempt, and take data or an account elsewhere. */
function otherWaysOut(regions: readonly string[], bucketReplication: boolean): readonly Statement[] {
  return [
    denied("DenyOtherRegionsOfTheAccount", "account:EnableRegion", {
      StringNotEquals: { "account:TargetRegion": regions },
    }),
    denied("DenyMultiRegionKeys", "kms:CreateKey", { Bool: { "kms:MultiRegion": "true" } }),
    denied("DenyKeyReplicasElsewhere", "kms:ReplicateKey", {
      StringNotEquals: { "kms:ReplicaRegion": regions },
    }),
    ...(bucketReplication ? [] : [denied("DenyBucketReplication", "s3:PutReplicationConfiguration")]),
    denied("DenyLeavingTheOrganization", "organizations:LeaveOrganization"),
  ];
}

function denied(sid: string, action: string, condition?: Statement["Condition"]): Statement {
  return {
    Sid: sid,
    Effect: "Deny",
    Action: [action],
    Resource: "*",
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

function roleProblems(roles: readonly string[], partition: AwsPartition): string[] {
  const start = `arn:${partition}:iam::`;
  return roles.flatMap((role, index) =>
    role.startsWith(start) && role.includes(":role/")
      ? []
      : [`exemptRoles[${index}]: '${role}' is no role of ${partition}; write ${start}ACCOUNT:role/NAME`],
  );
}
