import { openStackCloudOf } from "../../infra/catalogue";
import { sameAddress, shownAddress, valueWithoutSecrets } from "../approval/address";
import type { Approval } from "../approval/approval";
import {
  approvedCountries,
  isAmongLocations,
  judgeCountry,
  type LocationVerdict,
} from "../approval/judgeLocation";
import type { ProviderResource, Resource } from "../resource";
import { isPresent, ownValue, shown, shownName, unknown } from "../values";

/** The OpenStack cloud behind a provider. */
export interface OpenStackBinding {
  /** Who runs it, for messages. */
  readonly operator: string;
  /** ISO 3166-1 alpha-2. */
  readonly controller: string;
  /** The country of a region, undefined for one that is not known. */
  readonly countryOf: (region: string) => string | undefined;
  readonly regions: readonly string[];
}

/** What mends a provider whose cloud nobody can tell. */
export const openStackFix =
  "set 'authUrl' of the provider to a cloud of the catalogue, or list it under 'clouds' in the approval";

/** Finds the cloud by the provider's `authUrl`, or says why nobody can tell which it is. */
export function openStackBinding(
  approval: Approval,
  provider: Pick<ProviderResource, "inputs"> | undefined,
): OpenStackBinding | { readonly problem: string } {
  if (provider === undefined) return { problem: "its provider is not known" };
  const authUrl = ownValue(provider.inputs, "authUrl");
  if (!isPresent(authUrl)) {
    const named = ownValue(provider.inputs, "cloud");
    return isPresent(named)
      ? { problem: `'cloud' ${shown(named)} stands in a clouds.yaml that nobody can see here` }
      : { problem: "'authUrl' is missing" };
  }
  if (typeof authUrl !== "string") {
    const what =
      authUrl === unknown ? "cannot be known yet" : `is no text: ${shown(valueWithoutSecrets(authUrl))}`;
    return { problem: `'authUrl' ${what}` };
  }
  const listed = approval.clouds.find((cloud) => sameAddress(cloud.authUrl, authUrl));
  if (listed !== undefined) {
    const { controller, regions } = listed;
    return {
      operator: shownAddress(authUrl),
      controller,
      countryOf: (region) => (Object.hasOwn(regions, region) ? regions[region] : undefined),
      regions: Object.keys(regions),
    };
  }
  const known = openStackCloudOf(authUrl);
  if (known === undefined) return { problem: `'authUrl' ${shownAddress(authUrl)} is no cloud that is known` };
  return {
    operator: known.operator.entity,
    controller: known.operator.controller,
    countryOf: (region) => known.locations.find(({ code }) => code === region)?.country,
    regions: known.locations.map(({ code }) => code),
  };
}

/** Judges a region in the cloud of the resource's provider; a provider itself is judged by its own inputs. */
export function openStackVerdict(approval: Approval, resource: Resource, region: string): LocationVerdict {
  const binding = openStackBinding(approval, resource.provider ?? resource);
  if ("problem" in binding) {
    return {
      isApproved: false,
      said: `${shownName(region)} of a cloud that is not known`,
      approved: approvedCountries(approval),
    };
  }
  const country = binding.countryOf(region);
  const permitted = binding.regions.filter((name) =>
    isApprovedRegion(approval, binding.countryOf(name), name),
  );
  return {
    isApproved: isApprovedRegion(approval, country, region),
    said: `${shownName(region)} (${country ?? `no region of ${binding.operator} that is known`})`,
    approved: `${approvedCountries(approval)} (openstack: ${permitted.length > 0 ? permitted.join(", ") : "none"})`,
  };
}

function isApprovedRegion(approval: Approval, country: string | undefined, region: string): boolean {
  return (
    country !== undefined &&
    judgeCountry(approval, country) &&
    isAmongLocations(approval, "openstack", region)
  );
}
