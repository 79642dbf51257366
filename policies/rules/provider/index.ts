import type { Approval } from "../../approval/approval";
import { approvedCountries } from "../../approval/judgeLocation";
import { supportedPackages } from "../../placement";
import type { Resource } from "../../resource";
import { isProviderType, packageOf } from "../../token";
import { isPresent, ownValue, printable, shown, unknown } from "../../values";
import { openStackBinding, openStackFix } from "../openStack";
import { judgePlace } from "../place";
import { denial } from "../denial";
import type { Finding, Rule } from "../rule";
import { checkDetours } from "./detours";

/** What a provider says of itself, on the provider. */
export const providerRule: Rule = {
  id: "provider",
  title: "Providers are known and lie in an approved location",
  why: "What a provider of another location or an unknown package makes lies elsewhere, and its reads are never judged.",
  fix: "Set the provider's location to an approved one, remove custom endpoints and proxies, or add an exception.",
  concerns: isProviderType,
  check: (resource, approval) => {
    const pkg = packageOf(resource.type);
    if (!supportedPackages.includes(pkg)) {
      return [
        denied(
          approval,
          `provides '${printable(pkg)}', which is no package that is known`,
          "use a supported package",
        ),
      ];
    }
    return [...checkPlaces(resource, approval, pkg), ...checkDetours(approval, pkg, resource.inputs, "")];
  },
};

/** The detours of a resource's provider, on the resource: the provider may have been made by an earlier run. */
export const detourRule: Rule = {
  id: "detour",
  title: "Resources are made through their cloud's own endpoints",
  why: "A custom endpoint or a proxy leads elsewhere than the location says, and sees what passes.",
  fix: "Use a provider without custom endpoints and proxies, or add an exception for the provider.",
  concerns: (type) => !isProviderType(type),
  check: ({ type, provider }, approval) => {
    if (provider === undefined) return [];
    const pkg = packageOf(type);
    return packageOf(provider.type) === pkg
      ? checkDetours(approval, pkg, provider.inputs, " of its provider")
      : [
          denied(
            approval,
            `its provider is of '${printable(packageOf(provider.type))}', not of '${printable(pkg)}'`,
            `use a provider of ${printable(pkg)}`,
          ),
        ];
  },
};

/** Inputs that name the provider's place, or another that it speaks to. */
const places: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws", ["region", "stsRegion"]],
  ["azure-native", ["location"]],
  ["openstack", ["region"]],
  ["scaleway", ["region", "zone"]],
]);

function checkPlaces(resource: Resource, approval: Approval, pkg: string): readonly Finding[] {
  if (pkg === "openstack") {
    const binding = openStackBinding(approval, resource);
    if ("problem" in binding) {
      return [denied(approval, binding.problem, openStackFix, "authUrl")];
    }
  }
  return (places.get(pkg) ?? []).flatMap((property): readonly Finding[] => {
    const value = ownValue(resource.inputs, property);
    if (!isPresent(value)) return [];
    if (value === unknown)
      return [
        denied(
          approval,
          `'${property}' names its place and cannot be known yet`,
          "give it as plain text",
          property,
        ),
      ];
    if (typeof value !== "string")
      return [
        denied(
          approval,
          `'${property}' names no place: ${shown(value)}`,
          `set ${property} to the name of a location`,
          property,
        ),
      ];
    const { isApproved, said, approved } = judgePlace(approval, resource, property, value);
    if (isApproved) return [];
    const what = `placed in ${value === "" ? '""' : said} by '${property}'`;
    return [denial({ what, approved, fix: `set ${property}`, property })];
  });
}

function denied(approval: Approval, what: string, fix: string, property?: string): Finding {
  return denial({
    what,
    approved: approvedCountries(approval),
    fix,
    ...(property === undefined ? {} : { property }),
  });
}
