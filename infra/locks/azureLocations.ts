import { azureEnvironmentOf, azureLocationCode } from "../catalogue";
import { refuseProblems, type LockApproval } from "./approval";
import { approvedLocations } from "./approvedLocations";

/** A built-in definition of Azure Policy that takes the list of allowed locations as its parameter. */
export interface AzureLocationDefinition {
  /** What it binds: our child's name ends in it. */
  readonly role: "resources" | "resource-groups";
  readonly id: string;
  /** The assignment's name; a management group takes 24 characters. */
  readonly assignmentName: string;
  readonly displayName: string;
}

/**
 * Source: github.com/Azure/azure-policy, built-in-policies/policyDefinitions/General. "Allowed locations" exempts what
 * has the location `global`, B2C directories, and types that have no location at all; resource groups have a definition
 * of their own. Neither sees copies that a resource keeps elsewhere, such as geo-redundant SKUs or further locations of
 * a database: the policy pack judges those.
 */
export const azureLocationDefinitions: readonly AzureLocationDefinition[] = [
  {
    role: "resources",
    id: "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c",
    assignmentName: "domicile-locations",
    displayName: "Resources in approved locations only",
  },
  {
    role: "resource-groups",
    id: "/providers/Microsoft.Authorization/policyDefinitions/e765b5de-1225-4ba3-bd56-1ac6695af988",
    assignmentName: "domicile-group-locations",
    displayName: "Resource groups in approved locations only",
  },
];

/** Environments of Azure that a lock can be made for. */
export type AzureEnvironmentName = "public" | "usgovernment" | "china";

/**
 * The locations of Azure that an approval leaves, by their programmatic names.
 * @throws LockError when there are none
 */
export function approvedAzureLocations(
  approval: LockApproval,
  environment: AzureEnvironmentName,
): readonly string[] {
  const approved = approvedLocations(approval, {
    cloud: "azure",
    package: "azure-native",
    partition: environment,
    partitionOf: azureEnvironmentOf,
    codeOf: azureLocationCode,
  });
  refuseProblems("the location lock of Azure", "problems" in approved ? approved.problems : []);
  return "locations" in approved ? approved.locations : [];
}
