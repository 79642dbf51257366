import { listed, type CloudName, type Location } from "./location";
import { locationOf, locationsOf } from "./locations";
import { ovhUsCodes } from "./locations/ovh";
import { operatorOf, type Operator } from "./operators";

/** A public cloud that speaks OpenStack. */
export interface OpenStackCloud {
  readonly cloud: CloudName;
  readonly operator: Operator;
  /** The regions that its Keystone offers, as OpenStack names them; another one is not known. */
  readonly locations: readonly Location[];
}

interface Keystone {
  readonly host: string;
  readonly cloud: CloudName;
  readonly partition?: string;
  readonly locations: readonly Location[];
}

/** Regions of Public Cloud are in capitals; the other names of a site belong to other interfaces. */
const ovhRegions = locationsOf("ovh").filter(({ code }) => code === code.toUpperCase());
const otcRegions = ["eu-de", "eu-nl"].flatMap((code) => locationOf("otc", code) ?? []);

/** Sources: OVH, Open Telekom Cloud and STACKIT documentation and configurations that use them. */
const keystones: readonly Keystone[] = [
  {
    host: "auth.cloud.ovh.net",
    cloud: "ovh",
    partition: "ovh-eu",
    locations: ovhRegions.filter(({ code }) => !ovhUsCodes.has(code)),
  },
  {
    host: "auth.cloud.ovh.us",
    cloud: "ovh",
    partition: "ovh-us",
    locations: ovhRegions.filter(({ code }) => ovhUsCodes.has(code)),
  },
  { host: "iam.eu-de.otc.t-systems.com", cloud: "otc", locations: otcRegions },
  { host: "iam.eu-nl.otc.t-systems.com", cloud: "otc", locations: otcRegions },
  {
    host: "iam-pub.eu-ch2.sc.otc.t-systems.com",
    cloud: "otc",
    locations: locationsOf("otc").filter(({ code }) => code === "eu-ch2"),
  },
  {
    host: "keystone.api.iaas.eu01.stackit.cloud",
    cloud: "stackit",
    // Its only region is called RegionOne, as OpenStack does by default: the host, not the name, tells the place.
    locations: listed(
      { cloud: "stackit", source: "the host is that of eu01, Germany South, in docs.stackit.cloud" },
      [["RegionOne", "DE", "Germany South"]],
    ),
  },
];

/** How a Keystone address may be written. A whole address is compared, so that nothing clever in it is parsed away. */
const forms = (host: string): readonly string[] =>
  [`https://${host}`, `https://${host}:443`].flatMap((base) =>
    ["", "/", "/v3", "/v3/"].map((path) => base + path),
  );

const cloudByAddress: ReadonlyMap<string, OpenStackCloud> = new Map(
  keystones.flatMap(({ host, cloud, partition, locations }) => {
    const operator = operatorOf(cloud, partition);
    return operator === undefined
      ? []
      : forms(host).map((address): [string, OpenStackCloud] => [address, { cloud, operator, locations }]);
  }),
);

/** The cloud behind the address of a Keystone, with or without `/v3`; undefined when it is not known. */
export function openStackCloudOf(authUrl: string): OpenStackCloud | undefined {
  return cloudByAddress.get(authUrl);
}
