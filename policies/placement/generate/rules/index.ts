import type { PackageRules } from "../rule";
import { aws } from "./aws";
import { azureNative } from "./azureNative";
import { hcloud } from "./hcloud";
import { kubernetes } from "./kubernetes";
import { openstack } from "./openstack";
import { ovh } from "./ovh";
import { scaleway } from "./scaleway";
import { utilities } from "./utilities";

/** The rules of every supported package. */
export const packageRules: readonly PackageRules[] = [
  aws,
  azureNative,
  hcloud,
  kubernetes,
  openstack,
  ovh,
  scaleway,
  ...utilities,
];
