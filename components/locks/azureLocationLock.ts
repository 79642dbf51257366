import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import type { LockApproval } from "../../infra/locks/approval";
import {
  approvedAzureLocations,
  azureLocationDefinitions,
  type AzureEnvironmentName,
} from "../../infra/locks/azureLocations";
import { orRefuse } from "./refusal";

export type { LockApproval } from "../../infra/locks/approval";
export type { AzureEnvironmentName } from "../../infra/locks/azureLocations";

/** What an `AzureLocationLock` is made from. */
export interface AzureLocationLockArgs {
  approval: LockApproval;
  /** What is locked: the resource ID of a management group or a subscription. */
  scope: pulumi.Input<string>;
  /** @default "public" */
  environment?: AzureEnvironmentName;
}

/**
 * Azure's own policies for allowed locations, of resources and of resource groups, assigned with the approved ones and
 * enforced. They let through what Azure exempts: resources with the location `global` (DNS, Traffic Manager, Front Door),
 * B2C directories, and types without a location. The policy pack denies those.
 */
export class AzureLocationLock extends pulumi.ComponentResource {
  constructor(name: string, args: AzureLocationLockArgs, opts?: pulumi.ComponentResourceOptions) {
    super("domicile:index:AzureLocationLock", name, args, opts);
    const { approval, scope, environment = "public" } = args;
    const locations = [...orRefuse(this, () => approvedAzureLocations(approval, environment))];
    const message = `This location is outside the approved jurisdiction (${approval.jurisdiction.join(", ")}).`;

    for (const { role, id, assignmentName, displayName } of azureLocationDefinitions) {
      new authorization.PolicyAssignment(
        `${name}-${role}`,
        {
          scope,
          policyAssignmentName: assignmentName,
          displayName,
          description: "Made by Domicile from the approval.",
          policyDefinitionId: id,
          enforcementMode: "Default",
          parameters: { listOfAllowedLocations: { value: locations } },
          nonComplianceMessages: [{ message }],
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
