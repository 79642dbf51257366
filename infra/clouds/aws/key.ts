import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { AwsContext } from "./context";
import { accountOf } from "./partition";
import { keyPolicy } from "./policies";

/** Days for which a deleted key can be brought back: the most that KMS allows. Without the key, all data is lost. */
const deletionWindowInDays = 30;

/**
 * The ARN of the key that encrypts a cluster's secrets, disks and log: the organisation's own, or one that is made. It
 * never leaves its region.
 * @param roleArn of any role of the account, which it tells
 */
export function clusterKey({ name, spec, options }: AwsContext, roleArn: pulumi.Output<string>) {
  if (spec.existing.key !== undefined) return pulumi.output(spec.existing.key);
  const key = new kms.Key(
    `${name}-key`,
    {
      description: `Secrets, disks and the API's log of ${name}`,
      deletionWindowInDays,
      enableKeyRotation: true,
      multiRegion: false,
      policy: roleArn.apply((arn) => keyPolicy(spec.location, accountOf(arn))),
    },
    { ...options, protect: spec.isProtected },
  );
  return key.arn;
}
