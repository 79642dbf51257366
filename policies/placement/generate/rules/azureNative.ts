import { inherits, placed, type PackageRules } from "../rule";
import type { SdkType } from "../sdk";
import { azureControl } from "./azureControl";
import { azureInherits } from "./azureInherits";
import { azureOpaque } from "./azureOpaque";
import { azureWorldwide } from "./azureWorldwide";

/**
 * Azure. A type with `location` is placed by it, one without it in a resource group is a child of another resource. The
 * rest, 184 types at a subscription, a tenant or a resource, and those whose `location` is `global`, take judgement.
 */
export const azureNative: PackageRules = {
  package: "azure-native",
  npm: "@pulumi/azure-native",
  places: ({ inputs }) => [...inputs.filter((name) => name === "location"), ...extendedLocation(inputs)],
  byDeclaration: (type) => {
    const also = extendedLocation(type.inputs);
    if (type.inputs.includes("location")) {
      return placed(["location"], { ...(also.length > 0 && { also }), provider: ["location"] });
    }
    return type.inputs.includes("resourceGroupName")
      ? inherits(parentOf(type), also.length > 0 ? also : undefined)
      : undefined;
  },
  judgements: [...azureControl, ...azureInherits, ...azureOpaque, ...azureWorldwide],
};

/** An edge zone or an own site under an Azure location: where the resource truly runs. */
function extendedLocation(inputs: readonly string[]): readonly string[] {
  return inputs.includes("extendedLocation") ? ["extendedLocation.name"] : [];
}

/** The names that a child cannot do without are those of its parents: its own is optional, as Pulumi makes one up. */
function parentOf({ required }: SdkType): string {
  const names = required
    .filter((name) => name.endsWith("Name") && !notParents.has(name))
    .map((name) => `'${name}'`);
  return names.length > 0 ? `the resource named by ${names.join(" and ")}` : "the resource group";
}

const notParents = new Set(["resourceGroupName", "displayName", "hostName", "userName"]);
