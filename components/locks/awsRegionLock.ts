import * as organizations from "@pulumi/aws/organizations";
import * as pulumi from "@pulumi/pulumi";
import { awsRegionPolicy, type AwsRegionPolicyArgs } from "../../infra/locks/awsRegionPolicy";
import { orRefuse } from "./refusal";

export type { LockApproval } from "../../infra/locks/approval";
export type { AwsExemption } from "../../infra/locks/awsExemptions";
export type { AwsPartition } from "../../infra/locks/awsRegionPolicy";

/** What an `AwsRegionLock` is made from. */
export interface AwsRegionLockArgs extends AwsRegionPolicyArgs {
  /**
   * What is locked: IDs of the organisation's root, of organisational units or accounts, each under a name of your
   * choice. The management account is never bound.
   */
  targets: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * A service control policy that denies whatever is asked of AWS outside the approved regions, also by hand and at run
 * time. It wants a provider of the organisation's management account or of a delegated administrator, and service
 * control policies switched on in the organisation.
 */
export class AwsRegionLock extends pulumi.ComponentResource {
  /** The policy's ID. */
  readonly policyId: pulumi.Output<string>;

  constructor(name: string, args: AwsRegionLockArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:AwsRegionLock", name, args, opts);
    const { approval, targets } = args;
    const parent = { parent: this };
    const content = orRefuse(this, () => awsRegionPolicy(args));

    const policy = new organizations.Policy(
      `${name}-policy`,
      {
        type: "SERVICE_CONTROL_POLICY",
        description: `Denies everything outside ${approval.jurisdiction.join(", ")}. Made by Domicile from the approval.`,
        content,
      },
      parent,
    );
    for (const [role, targetId] of Object.entries(targets)) {
      new organizations.PolicyAttachment(
        `${name}-attachment-${role}`,
        { policyId: policy.id, targetId },
        parent,
      );
    }

    this.policyId = policy.id;
    this.registerOutputs({ policyId: this.policyId });
  }
}
