import { awsPartitionOf, operatorOf, ovhEndpoint, type Operator } from "../../../infra/catalogue";
import type { Approval } from "../../../policies/approval/approval";
import type { Resource } from "../../../policies/resource";
import { openStackBinding } from "../../../policies/rules/openStack";
import { environmentOf } from "../../../policies/rules/provider/environment";
import { packageOf } from "../../../policies/token";
import { ownValue } from "../../../policies/values";
import type { ReportedOperator } from "../report/report";

/** Who runs a resource of a cloud: nobody where nobody can tell. */
export function operatorsOf(
  { type, provider }: Resource,
  locations: readonly string[],
  approval: Approval,
): readonly ReportedOperator[] {
  switch (packageOf(type)) {
    case "aws":
      return [reported(operatorOf("aws", partitionOf(locations)) ?? operatorOf("aws"))];
    case "azure-native":
      return [reported(operatorOf("azure", environmentOf(provider)) ?? operatorOf("azure"))];
    case "hcloud":
      return [reported(operatorOf("hetzner"))];
    case "scaleway":
      return [reported(operatorOf("scaleway"))];
    case "ovh": {
      const endpoint = provider === undefined ? undefined : ownValue(provider.inputs, "endpoint");
      const known = typeof endpoint === "string" ? ovhEndpoint(endpoint) : undefined;
      return [reported(known?.operator ?? operatorOf("ovh"))];
    }
    case "openstack": {
      const binding = openStackBinding(approval, provider);
      return "problem" in binding ? [] : [{ name: binding.operator, controller: binding.controller }];
    }
    default:
      return [];
  }
}

function partitionOf(regions: readonly string[]): string | undefined {
  return regions.flatMap((region) => awsPartitionOf(region) ?? []).at(0);
}

function reported({ entity, controller }: Operator): ReportedOperator {
  return { name: entity, controller };
}
