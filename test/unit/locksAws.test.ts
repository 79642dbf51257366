import { beforeEach, describe, expect, it } from "vitest";
import { AwsRegionLock, type AwsRegionLockArgs } from "../../components/locks/awsRegionLock";
import { awsExemptions } from "../../infra/locks/awsExemptions";
import { awsPolicyBytes, awsRegionPolicy, type AwsRegionPolicyArgs } from "../../infra/locks/awsRegionPolicy";
import { lockApproval } from "../support/lockApproval";
import { inputsOf, recordRegistrations, valueOf, type Registration } from "../support/mocks";

const exempted = [
  "account:*",
  "artifact:*",
  "aws-portal:*",
  "billing:*",
  "budgets:*",
  "ce:*",
  "cloudtrail:LookupEvents",
  "consolidatedbilling:*",
  "ec2:DescribeRegions",
  "freetier:*",
  "health:*",
  "iam:*",
  "invoicing:*",
  "organizations:*",
  "payments:*",
  "pricing:*",
  "route53:*",
  "s3:GetAccountPublicAccessBlock",
  "s3:GetBucketLocation",
  "s3:ListAllMyBuckets",
  "s3:PutAccountPublicAccessBlock",
  "savingsplans:*",
  "sts:*",
  "support:*",
  "supportplans:*",
  "sustainability:*",
  "tax:*",
  "trustedadvisor:*",
];

function denied(sid: string, action: string, condition?: object) {
  return {
    Sid: sid,
    Effect: "Deny",
    Action: [action],
    Resource: "*",
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** The whole policy for some regions. */
function policyFor(
  regions: string[],
  { roles = [] as string[], more = [] as string[], replication = false } = {},
) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "DenyOutsideApprovedRegions",
        Effect: "Deny",
        NotAction: [...exempted, ...more].sort(),
        Resource: "*",
        Condition: {
          StringNotEquals: { "aws:RequestedRegion": regions },
          ...(roles.length > 0 ? { ArnNotLike: { "aws:PrincipalArn": roles } } : {}),
        },
      },
      denied("DenyOtherRegionsOfTheAccount", "account:EnableRegion", {
        StringNotEquals: { "account:TargetRegion": regions },
      }),
      denied("DenyMultiRegionKeys", "kms:CreateKey", { Bool: { "kms:MultiRegion": "true" } }),
      denied("DenyKeyReplicasElsewhere", "kms:ReplicateKey", {
        StringNotEquals: { "kms:ReplicaRegion": regions },
      }),
      ...(replication ? [] : [denied("DenyBucketReplication", "s3:PutReplicationConfiguration")]),
      denied("DenyLeavingTheOrganization", "organizations:LeaveOrganization"),
    ],
  };
}

function policyOf(args: Partial<AwsRegionPolicyArgs> = {}): unknown {
  return JSON.parse(awsRegionPolicy({ approval: lockApproval(), ...args }));
}

describe("the service control policy", () => {
  it("denies everything outside the approved regions", () => {
    expect(policyOf()).toEqual(policyFor(["eu-central-1"]));
  });

  it.each<[string, Partial<AwsRegionPolicyArgs>, string[]]>([
    [
      "several countries",
      { approval: lockApproval({ jurisdiction: ["DE", "FR"] }) },
      ["eu-central-1", "eu-west-3"],
    ],
    [
      "a group of countries, without Zurich and London",
      { approval: lockApproval({ jurisdiction: ["EU"] }) },
      ["eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-3"],
    ],
    [
      "what the approval's locations leave",
      { approval: lockApproval({ jurisdiction: ["EU"], locations: { aws: ["eu-west-3", "eu-central-2"] } }) },
      ["eu-west-3"],
    ],
    [
      "any region of the country when only other packages are narrowed",
      { approval: lockApproval({ locations: { "azure-native": ["germanynorth"] } }) },
      ["eu-central-1"],
    ],
    ["the European Sovereign Cloud", { partition: "aws-eusc" }, ["eusc-de-east-1"]],
    ["an approved controller", { approval: lockApproval({ operators: ["EU", "US"] }) }, ["eu-central-1"]],
  ])("permits %s", (_, args, regions) => {
    expect(policyOf(args)).toEqual(policyFor(regions));
  });

  it("exempts further actions and roles, and lets buckets replicate, when it is told to", () => {
    const roles = ["arn:aws:iam::*:role/AWSControlTowerExecution"];
    const exempt = [
      { action: "cloudfront:*", reason: "the public web site" },
      { action: "iam:*", reason: "exempt anyway" },
    ];
    expect(policyOf({ exempt, exemptRoles: roles, bucketReplication: true })).toEqual(
      policyFor(["eu-central-1"], { roles, more: ["cloudfront:*"], replication: true }),
    );
  });

  it("gives a reason for every exemption, each of them once", () => {
    expect(awsExemptions.map(({ action }) => action)).toEqual(exempted);
    for (const { reason } of awsExemptions) expect(reason).toMatch(/^\S.{14,}$/);
  });

  it("is well below the limit for a whole group of countries", () => {
    const everywhere = awsRegionPolicy({ approval: lockApproval({ jurisdiction: ["EU-adequate"] }) });
    expect(Buffer.byteLength(everywhere)).toBeLessThan(awsPolicyBytes / 2);
  });

  it("has no byte of white space", () => {
    expect(awsRegionPolicy({ approval: lockApproval() })).not.toMatch(/\s/);
  });
});

describe("what the service control policy decides", () => {
  const policy = policyFor(["eu-central-1"]);

  /** Whether the policy denies a request, as IAM evaluates the few operators that it uses. */
  function isDenied(action: string, context: Record<string, string>): boolean {
    const matches = (pattern: string, value: string): boolean =>
      new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "i").test(value);
    return policy.Statement.some((statement) => {
      const isNamed =
        "NotAction" in statement
          ? !statement.NotAction.some((pattern) => matches(pattern, action))
          : statement.Action.some((pattern) => matches(pattern, action));
      const condition: Record<string, Record<string, string | string[]>> = { ...statement.Condition };
      const isMet = Object.entries(condition).every(([operator, keys]) =>
        Object.entries(keys).every(([key, value]) => {
          const isEqual = key in context && [value].flat().includes(context[key] ?? "");
          return operator === "StringNotEquals" ? !isEqual : isEqual;
        }),
      );
      return isNamed && isMet;
    });
  }

  it.each([
    ["s3:CreateBucket", { "aws:RequestedRegion": "eu-central-1" }, false],
    ["s3:CreateBucket", { "aws:RequestedRegion": "eu-central-2" }, true],
    ["s3:CreateBucket", {}, true],
    ["ec2:RunInstances", { "aws:RequestedRegion": "us-east-1" }, true],
    ["bedrock:InvokeModel", { "aws:RequestedRegion": "eu-west-3" }, true],
    ["bedrock:InvokeModel", { "aws:RequestedRegion": "unspecified" }, true],
    ["iam:CreateRole", { "aws:RequestedRegion": "us-east-1" }, false],
    ["sts:AssumeRole", { "aws:RequestedRegion": "us-east-1" }, false],
    ["cloudfront:CreateDistribution", { "aws:RequestedRegion": "us-east-1" }, true],
    ["globalaccelerator:CreateAccelerator", { "aws:RequestedRegion": "us-west-2" }, true],
    ["ecr-public:CreateRepository", { "aws:RequestedRegion": "us-east-1" }, true],
    ["wafv2:CreateWebACL", { "aws:RequestedRegion": "us-east-1" }, true],
    ["s3:CreateMultiRegionAccessPoint", { "aws:RequestedRegion": "us-west-2" }, true],
    ["kms:CreateKey", { "aws:RequestedRegion": "eu-central-1", "kms:MultiRegion": "false" }, false],
    ["kms:CreateKey", { "aws:RequestedRegion": "eu-central-1", "kms:MultiRegion": "true" }, true],
    ["kms:ReplicateKey", { "aws:RequestedRegion": "eu-central-1", "kms:ReplicaRegion": "us-east-1" }, true],
    ["kms:Decrypt", { "aws:RequestedRegion": "us-east-1" }, true],
    ["s3:PutReplicationConfiguration", { "aws:RequestedRegion": "eu-central-1" }, true],
    [
      "account:EnableRegion",
      { "aws:RequestedRegion": "us-east-1", "account:TargetRegion": "ap-east-1" },
      true,
    ],
    ["account:GetContactInformation", { "aws:RequestedRegion": "us-east-1" }, false],
    ["organizations:LeaveOrganization", { "aws:RequestedRegion": "us-east-1" }, true],
    ["organizations:DescribeOrganization", { "aws:RequestedRegion": "us-east-1" }, false],
  ])("%s with %j: denied %s", (action, context, expected) => {
    expect(isDenied(action, context)).toBe(expected);
  });
});

describe("a service control policy that cannot be made", () => {
  it.each<[string, Partial<AwsRegionPolicyArgs>, string[]]>([
    [
      "a country without a region",
      { approval: lockApproval({ jurisdiction: ["AT"] }), partition: "aws-eusc" },
      ["no location of aws (aws-eusc) is approved by jurisdiction AT; there are: eusc-de-east-1 (DE)"],
    ],
    [
      "locations that leave none",
      { approval: lockApproval({ locations: { aws: ["eusc-de-east-1"] } }), partition: "aws" },
      [
        expect.stringMatching(
          /^no location of aws \(aws\) is approved by jurisdiction DE and locations eusc-de-east-1; there are: af-south-1 \(ZA\), /,
        ) as string,
      ],
    ],
    [
      "an operator under another law",
      { approval: lockApproval({ operators: ["EU"] }), partition: "aws-eusc" },
      [
        "operators: AWS European Sovereign Cloud GmbH, which runs aws (aws-eusc), is bound by the law of US; approved: EU - add US to 'operators', or make no lock for it",
      ],
    ],
    [
      "everything wrong at once",
      {
        approval: lockApproval({
          jurisdiction: ["Germany", "de"],
          operators: [],
          locations: { aws: ["eu-central-1", "EU-CENTRAL-1"] },
        }),
        exempt: [
          { action: "*", reason: "all" },
          { action: "cloudfront:*", reason: " " },
        ],
        exemptRoles: ["arn:aws:iam::1:role/a", "arn:aws-eusc:iam::*:role/a", "arn:aws:iam::1:user/b"],
      },
      [
        "jurisdiction: 'Germany' is no country or group; allowed: ISO 3166-1 alpha-2 codes in capitals, EU, EEA, EU-adequate",
        "jurisdiction: 'de' is no country or group; allowed: ISO 3166-1 alpha-2 codes in capitals, EU, EEA, EU-adequate",
        "operators: is an empty list; name at least one country",
        "locations.aws: 'EU-CENTRAL-1' is no location of aws that is known",
        "exempt[0].action: '*' is no action of one service; write e.g. cloudfront:*",
        "exempt[1].reason: is empty; say why 'cloudfront:*' may leave",
        "exemptRoles[1]: 'arn:aws-eusc:iam::*:role/a' is no role of aws; write arn:aws:iam::ACCOUNT:role/NAME",
        "exemptRoles[2]: 'arn:aws:iam::1:user/b' is no role of aws; write arn:aws:iam::ACCOUNT:role/NAME",
      ],
    ],
    [
      "an empty list of locations",
      { approval: lockApproval({ locations: { aws: [] } }) },
      ["locations.aws: is an empty list; name at least one, or remove the key"],
    ],
  ])("for %s says all that is wrong", (_, args, problems) => {
    let said: unknown;
    try {
      policyOf(args);
    } catch (error) {
      said = error;
    }
    expect(said).toMatchObject({ name: "LockError", problems });
  });

  it("says when it is one byte too long", () => {
    const rest = 5_120 - Buffer.byteLength(awsRegionPolicy({ approval: lockApproval() }));
    const filling = (bytes: number) => [
      { action: `x:${"A".repeat(bytes - ',"x:"'.length)}`, reason: "a test" },
    ];
    const longest = awsRegionPolicy({ approval: lockApproval(), exempt: filling(rest) });
    expect(Buffer.byteLength(longest)).toBe(5_120);
    expect(() => policyOf({ exempt: filling(rest + 1) })).toThrow(
      "the region lock of AWS cannot be made:\n" +
        "- its policy would have 5121 bytes, and AWS takes 5120 - exempt fewer actions and roles, or approve fewer locations",
    );
  });
});

describe("AwsRegionLock", () => {
  let registered: Registration[];
  beforeEach(async () => {
    registered = await recordRegistrations();
  });

  const args: AwsRegionLockArgs = {
    approval: lockApproval(),
    targets: { workloads: "ou-ab12-workload", sandbox: "123456789012" },
  };

  it("makes one policy and attaches it to every target", async () => {
    const lock = new AwsRegionLock("org-lock", args);
    expect(await valueOf(lock.policyId)).toBe("org-lock-policy-id");
    await expect.poll(() => registered.length).toBe(4);
    expect(registered.map(({ type, name }) => [type, name])).toEqual([
      ["domicile:index:AwsRegionLock", "org-lock"],
      ["aws:organizations/policy:Policy", "org-lock-policy"],
      ["aws:organizations/policyAttachment:PolicyAttachment", "org-lock-attachment-workloads"],
      ["aws:organizations/policyAttachment:PolicyAttachment", "org-lock-attachment-sandbox"],
    ]);
    expect(inputsOf(registered, "org-lock-policy")).toEqual({
      type: "SERVICE_CONTROL_POLICY",
      description: "Denies everything outside DE. Made by Domicile from the approval.",
      content: JSON.stringify(policyFor(["eu-central-1"])),
    });
    expect(inputsOf(registered, "org-lock-attachment-workloads")).toEqual({
      policyId: "org-lock-policy-id",
      targetId: "ou-ab12-workload",
    });
    expect(inputsOf(registered, "org-lock-attachment-sandbox")).toEqual({
      policyId: "org-lock-policy-id",
      targetId: "123456789012",
    });
  });

  it("refuses an approval that leaves no region", () => {
    expect(
      () => new AwsRegionLock("org-lock", { ...args, approval: lockApproval({ operators: ["FR"] }) }),
    ).toThrow(
      "the region lock of AWS cannot be made:\n" +
        "- operators: Amazon Web Services EMEA SARL, which runs aws (aws), is bound by the law of US; approved: FR - add US to 'operators', or make no lock for it",
    );
  });
});
