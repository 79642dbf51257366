import { describe, expect, it } from "vitest";
import { leakRules } from "../../policies/rules/leaks";
import type { Inputs } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

function said(type: string, inputs: Inputs, fields = {}): string[] {
  return saidOf(leakRules, resourceOf(type, inputs), approvalOf(fields));
}

describe("ARNs of other regions, in any property", () => {
  const elsewhere = (service: string): string => `arn:aws:${service}:us-east-1:111122223333:x`;
  const worksWith = (service: string, path: string): string[] => [
    `mandatory ${path}: works with "${elsewhere(service)}" in us-east-1 (US) by '${path}'; approved: DE (aws: eu-central-1) - name an approved location or add an exception`,
  ];
  it.each<[string, Inputs, string[]]>([
    [
      "aws:lambda/function:Function",
      { deadLetterConfig: { targetArn: elsewhere("sqs") } },
      worksWith("sqs", "deadLetterConfig.targetArn"),
    ],
    [
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      { alarmActions: ["arn:aws:sns:eu-central-1:111122223333:x", elsewhere("sns")] },
      worksWith("sns", "alarmActions[1]"),
    ],
    [
      "aws:s3/bucketNotification:BucketNotification",
      { queues: [{ queueArn: elsewhere("sqs") }] },
      worksWith("sqs", "queues[0].queueArn"),
    ],
    // Once only where a table judges the property.
    [
      "aws:cloudwatch/eventTarget:EventTarget",
      { arn: elsewhere("events") },
      [
        `mandatory arn: events sent to "${elsewhere("events")}" in us-east-1 (US) by 'arn'; approved: DE (aws: eu-central-1) - name an approved location or add an exception`,
      ],
    ],
    // Who may call, and what policies say, sends nothing; a star is no region.
    ["aws:lambda/permission:Permission", { sourceArn: elsewhere("events") }, []],
    ["aws:s3/bucketPolicy:BucketPolicy", { policy: { Statement: [{ Resource: elsewhere("s3") }] } }, []],
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { policyArn: elsewhere("iam") }, []],
    ["aws:backup/selection:Selection", { resources: ["arn:aws:ec2:*:*:volume/*"] }, []],
    ["aws:lambda/function:Function", { role: "arn:aws:iam::111122223333:role/r" }, []],
  ])("%s %o", (type, inputs, expected) => {
    expect(said(type, inputs, { locations: { aws: ["eu-central-1"] } })).toEqual(expected);
  });
});
