import { operatorOf, type Operator } from "./operators";
import { ovhSiteByCode } from "./locations/ovh";

/** A door to OVH's interface, each run by another company of the group. */
export interface OvhEndpoint {
  readonly endpoint: string;
  /**
   * The country whose law binds the company behind the endpoint. It is no location: resources behind `ovh-eu` lie where
   * their region says. It counts beside `operator.controller` when it is asked whose law may bind the operator.
   */
  readonly country: string;
  /** The jurisdiction that the endpoint was made for: `EU`, `CA` or `US`. */
  readonly jurisdiction: string;
  readonly operator: Operator;
}

/** Source: github.com/ovh/go-ovh, table of endpoints. The older brands are doors to the same companies. */
const endpoints: ReadonlyMap<string, { partition: string; country: string; jurisdiction: string }> = new Map([
  ["ovh-eu", { partition: "ovh-eu", country: "FR", jurisdiction: "EU" }],
  ["kimsufi-eu", { partition: "ovh-eu", country: "FR", jurisdiction: "EU" }],
  ["soyoustart-eu", { partition: "ovh-eu", country: "FR", jurisdiction: "EU" }],
  ["ovh-ca", { partition: "ovh-ca", country: "CA", jurisdiction: "CA" }],
  ["kimsufi-ca", { partition: "ovh-ca", country: "CA", jurisdiction: "CA" }],
  ["soyoustart-ca", { partition: "ovh-ca", country: "CA", jurisdiction: "CA" }],
  ["ovh-us", { partition: "ovh-us", country: "US", jurisdiction: "US" }],
]);

/** The endpoint of this name, e.g. `ovh-eu`; undefined when it is not known, as an address of one's own is. */
export function ovhEndpoint(endpoint: string): OvhEndpoint | undefined {
  const known = endpoints.get(endpoint);
  const operator = known && operatorOf("ovh", known.partition);
  return known && operator
    ? { endpoint, country: known.country, jurisdiction: known.jurisdiction, operator }
    : undefined;
}

/** The site of an OVH name, e.g. `gra` of `GRA11`; a site's is itself. Undefined when it is not known. */
export function ovhSiteOf(code: string): string | undefined {
  return ovhSiteByCode.get(code);
}
