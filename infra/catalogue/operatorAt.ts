import { awsPartitionOf } from "./aws";
import { azureEnvironmentOf, azureLocationCode } from "./azure";
import type { CloudName } from "./location";
import { locationOf } from "./locations";
import { operatorOf, type Operator } from "./operators";

/** Who runs a location of a cloud: the same everywhere but where a cloud has partitions under companies of their own. */
export function operatorAt(cloud: CloudName, location: string): Operator {
  return operatorOf(cloud, partitionAt(cloud, location)) ?? operatorOf(cloud);
}

function partitionAt(cloud: CloudName, location: string): string | undefined {
  switch (cloud) {
    case "aws":
      return awsPartitionOf(location);
    case "azure":
      return azureEnvironmentOf(azureLocationCode(location));
    case "ovh":
      return locationOf("ovh", location)?.country === "US" ? "ovh-us" : "ovh-eu";
    default:
      return undefined;
  }
}
