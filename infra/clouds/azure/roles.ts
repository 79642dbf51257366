import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context";
import { subscriptionOf } from "./identifiers";

/** The roles of Azure's own that are assigned, by their identifiers. Source: Microsoft's list of built-in roles. */
const roles = {
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  encryptionUser: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
  identityOperator: "f1a07417-d97a-45cb-824c-7a7467783830",
  keyUser: "12338af0-0e69-4776-bea7-57ae8d297424",
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  vaultContributor: "f25e0fa2-a7c8-4377-a976-54943a77a395",
} as const;

/** A role that an identity gets, over one resource and what belongs to it. */
export interface Grant {
  readonly role: keyof typeof roles;
  readonly scope: pulumi.Input<string>;
  readonly principalId: pulumi.Input<string>;
}

/** Gives an identity a role. */
export function grant(
  { name, options }: AzureContext,
  who: string,
  { role, scope, principalId }: Grant,
): authorization.RoleAssignment {
  const id = pulumi.output(scope);
  return new authorization.RoleAssignment(
    `${name}-${who}`,
    {
      scope: id,
      principalId,
      // An identity that was just made is not known everywhere yet: with its kind told, it is not looked up.
      principalType: "ServicePrincipal",
      roleDefinitionId: id.apply(
        (text) => `${subscriptionOf(text)}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`,
      ),
    },
    options,
  );
}

/** Makes an identity of a cluster. */
export function makeIdentity(
  { name, placed, options }: AzureContext,
  kind: "control-plane" | "node",
): managedidentity.UserAssignedIdentity {
  return new managedidentity.UserAssignedIdentity(`${name}-${kind}-identity`, placed, options);
}
