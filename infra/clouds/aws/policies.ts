import { partitionOf } from "./partition";

/*
 * Documents of IAM and KMS as plain data. Services are named under amazonaws.com in the European Sovereign Cloud as well:
 * its IAM refuses `ec2.amazonaws.eu`.
 */

interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow";
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Who may take on a role. */
export function trust(service: "eks" | "ec2" | "pods.eks"): string {
  // A pod's session carries tags that tell which pod it is.
  const Action = service === "pods.eks" ? ["sts:AssumeRole", "sts:TagSession"] : "sts:AssumeRole";
  return document([{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action }]);
}

/** What the driver of volumes does with the key that encrypts them. */
export function volumeKeyUse(key: string): string {
  return document([
    { Effect: "Allow", Action: use, Resource: key },
    { Effect: "Allow", Action: "kms:CreateGrant", Resource: key, Condition: forAwsResources },
  ]);
}

/**
 * Who may use the key of a cluster: the account, by its own permissions; who starts machines from a node pool, for their
 * disks; and the log service, for the API's log.
 */
export function keyPolicy(region: string, account: string): string {
  const root = `arn:${partitionOf(region)}:iam::${account}`;
  const scaling = {
    AWS: `${root}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
  };
  return document([
    { Sid: "Account", Effect: "Allow", Principal: { AWS: `${root}:root` }, Action: "kms:*", Resource: "*" },
    { Sid: "NodeDisks", Effect: "Allow", Principal: scaling, Action: use, Resource: "*" },
    {
      Sid: "NodeDiskGrants",
      Effect: "Allow",
      Principal: scaling,
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: forAwsResources,
    },
    {
      Sid: "ApiLog",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: use,
      Resource: "*",
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:/aws/eks/*`,
        },
      },
    },
  ]);
}

const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];

const forAwsResources = { Bool: { "kms:GrantIsForAWSResource": "true" } };

function document(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
