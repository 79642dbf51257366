import type { Approval } from "../../../policies/approval/approval";
import type { Resource } from "../../../policies/resource";
import { isProviderType } from "../../../policies/token";
import type { Footprint, PlacedResource, UsedException } from "../report/report";
import { byText, distinct } from "../sorting";
import { clientsOf, modelsOf } from "./endpointParts";
import { endpointsOf } from "./endpoints";
import { placeOf } from "./place";

/** Tells where things lie where no approval adds clouds and clusters of its own. */
const nothingApproved: Approval = {
  jurisdiction: { written: [], countries: new Set() },
  operators: { written: [], countries: new Set() },
  locations: {},
  registries: undefined,
  endpoints: [],
  apiGroups: [],
  requireDigest: false,
  hardening: false,
  clouds: [],
  clusters: [],
  exceptions: [],
};

/** A stack in terms of jurisdiction. */
export function footprintOf(
  resources: readonly Resource[],
  approval: Approval = nothingApproved,
  exceptions: readonly UsedException[] = [],
): Footprint {
  const made = resources.filter(({ type, provider }) => provider !== undefined && !isProviderType(type));
  return {
    resources: made
      .map((resource): PlacedResource => {
        const { urn, type, name } = resource;
        return { urn, type, name, ...placeOf(resource, approval) };
      })
      .toSorted((one, other) => byText(one.urn, other.urn)),
    endpoints: distinct(resources.filter(({ provider }) => provider !== undefined).flatMap(endpointsOf)),
    models: modelsOf(resources),
    clients: clientsOf(resources),
    exceptions,
  };
}
