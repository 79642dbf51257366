import type { CloudName } from "./location";

/** The cloud behind a Pulumi package whose resources all lie in one cloud. */
const cloudByPackage: ReadonlyMap<string, CloudName> = new Map([
  ["aws", "aws"],
  ["azure-native", "azure"],
  ["hcloud", "hetzner"],
  ["scaleway", "scaleway"],
  ["ovh", "ovh"],
]);

/** The cloud of a Pulumi package; undefined for packages of many clouds (`openstack`, `kubernetes`) and unknown ones. */
export function cloudOfPackage(name: string): CloudName | undefined {
  return cloudByPackage.get(name);
}
