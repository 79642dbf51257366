import { operatorAt, operatorOf, ovhEndpoint, type Operator } from "../../infra/catalogue";
import type { Approval } from "../approval/approval";
import { approvedControllers, isCloudPackage, judgeController } from "../approval/judgeLocation";
import { placementOf } from "../placement";
import type { ProviderResource, Resource } from "../resource";
import { isProviderType, packageOf } from "../token";
import { ownValue } from "../values";
import { environmentOf } from "./provider/environment";
import { openStackBinding } from "./openStack";
import { denial } from "./denial";
import type { Rule } from "./rule";

/** Whose law binds who runs a resource, whatever its location. */
export const operatorRule: Rule = {
  id: "operator",
  title: "Resources are run by an approved operator",
  why: "A foreign parent must hand over what it controls, wherever that lies: a location says nothing of whose law binds its operator.",
  fix: "Use a cloud of an approved operator, approve the operator's country, or add an exception.",
  // A provider makes nothing itself, and each resource that it makes is judged.
  concerns: (type) => !isProviderType(type) && isCloudPackage(packageOf(type)),
  check: (resource, approval) => {
    if (approval.operators === "any") return [];
    return operatorsOf(resource, approval)
      .filter(({ controller }) => !judgeController(approval, controller))
      .map(({ entity, controller }) =>
        denial({
          what: `run by ${entity} under the law of ${controller}`,
          approved: `operators ${approvedControllers(approval)}`,
          fix: "use a cloud of an approved operator",
        }),
      );
  },
};

/** An operator, as far as this rule needs it. */
export type Run = Pick<Operator, "entity" | "controller">;

/** Who runs a resource: none for packages of no cloud, and where another rule finds that nobody can tell. */
export function operatorsOf(resource: Resource, approval: Approval): readonly Run[] {
  const { type, provider } = resource;
  switch (packageOf(type)) {
    case "aws":
      return [operatorAt("aws", regionOf(resource))];
    case "azure-native":
      return [operatorOf("azure", environmentOf(provider)) ?? operatorOf("azure")];
    case "hcloud":
      return [operatorOf("hetzner")];
    case "scaleway":
      return [operatorOf("scaleway")];
    case "ovh":
      return ovhRuns(provider);
    case "openstack": {
      const binding = openStackBinding(approval, provider);
      return "problem" in binding ? [] : [{ entity: binding.operator, controller: binding.controller }];
    }
    default:
      return [];
  }
}

/** The region in effect, empty when there is none. A resource's own wins over its provider's. */
function regionOf({ type, inputs, provider }: Resource): string {
  const own = placementOf(type)?.placement.class === "placed" ? ownValue(inputs, "region") : undefined;
  const region = own ?? (provider === undefined ? undefined : ownValue(provider.inputs, "region"));
  return typeof region === "string" ? region : "";
}

/** Both the company behind the endpoint and its parent. */
function ovhRuns(provider: ProviderResource | undefined): readonly Run[] {
  const endpoint = provider === undefined ? undefined : ownValue(provider.inputs, "endpoint");
  const known = typeof endpoint === "string" ? ovhEndpoint(endpoint) : undefined;
  if (known === undefined) return [operatorOf("ovh")];
  const { operator, country } = known;
  return operator.controller === country
    ? [operator]
    : [operator, { entity: operator.entity, controller: country }];
}
