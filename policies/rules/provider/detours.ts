import { azureEnvironment, countriesOf, locationsOf, ovhEndpoint } from "../../../infra/catalogue";
import { addressKey, valueWithoutSecrets, withoutSecrets } from "../../approval/address";
import type { Approval } from "../../approval/approval";
import { approvedCountries, judgeCountry } from "../../approval/judgeLocation";
import { isInputs, isList, isPresent, ownValue, shown, unknown, type Inputs, type Value } from "../../values";
import { activeCluster } from "../cluster/kubeconfig";
import { denial } from "../denial";
import { hostOf, isApprovedEndpoint } from "../kubernetes/hosts";
import type { Finding } from "../rule";
import { environmentOf } from "./environment";

/** An input by which a provider speaks to another server than its cloud's own. */
interface Detour {
  readonly property: string;
  readonly what: "endpoint" | "proxy";
  /** The provider's own default, which is no detour. */
  readonly own?: string;
}

const endpoint = (property: string, own?: string): Detour => ({
  property,
  what: "endpoint",
  ...(own === undefined ? {} : { own }),
});
const proxy = (property: string): Detour => ({ property, what: "proxy" });

/** The detours of each package's provider, read from its SDK's `provider.d.ts`. */
const detours: ReadonlyMap<string, readonly Detour[]> = new Map([
  [
    "aws",
    [endpoint("endpoints"), proxy("httpProxy"), proxy("httpsProxy"), endpoint("ec2MetadataServiceEndpoint")],
  ],
  ["azure-native", [endpoint("metadataHost"), endpoint("msiEndpoint")]],
  [
    "hcloud",
    [
      endpoint("endpoint", "https://api.hetzner.cloud/v1"),
      endpoint("endpointHetzner", "https://api.hetzner.com/v1"),
    ],
  ],
  ["scaleway", [endpoint("apiUrl", "https://api.scaleway.com")]],
  ["openstack", [endpoint("endpointOverrides")]],
  ["tls", [proxy("proxy")]],
]);

/** OVH's endpoint for most of its sites: which jurisdiction they lie in is told by each resource. */
const ovhHome = "ovh-eu";

/** What makes a provider, and everything that it makes, go elsewhere than its location says. */
export function checkDetours(
  approval: Approval,
  pkg: string,
  inputs: Inputs,
  whose: string,
): readonly Finding[] {
  const direct = (detours.get(pkg) ?? []).flatMap((detour) => checkDetour(approval, inputs, detour, whose));
  switch (pkg) {
    case "azure-native":
      return [...direct, ...checkAzureEnvironment(approval, inputs, whose)];
    case "ovh":
      return checkOvhEndpoint(approval, inputs, whose);
    case "kubernetes":
      return checkClusterProxy(approval, inputs, whose);
    default:
      return direct;
  }
}

function checkDetour(
  approval: Approval,
  inputs: Inputs,
  { property, what, own }: Detour,
  whose: string,
): readonly Finding[] {
  const value = plain(ownValue(inputs, property));
  if (value === unknown) {
    return [
      denied(
        approval,
        property,
        `'${property}'${whose} leads elsewhere and cannot be known yet`,
        "give it as plain text or remove it",
      ),
    ];
  }
  if (!saysSomething(value) || (own !== undefined && isSame(value, own))) return [];
  if (what === "proxy" && typeof value === "string" && isApprovedHost(approval, value)) return [];
  return [
    denied(
      approval,
      property,
      `'${property}'${whose} leads to another ${what}: ${shown(valueWithoutSecrets(value))}`,
      `remove ${property}`,
    ),
  ];
}

function checkAzureEnvironment(approval: Approval, inputs: Inputs, whose: string): readonly Finding[] {
  const name = environmentOf({ inputs });
  if (name === "public") return [];
  const written = ownValue(inputs, "environment");
  if (written === unknown) {
    return [
      denied(approval, "environment", `'environment'${whose} cannot be known yet`, "give it as plain text"),
    ];
  }
  // An environment of its own lies under the law of its operator: what it offers is nowhere else.
  const country = azureEnvironment(name)?.country;
  if (country !== undefined && judgeCountry(approval, country)) return [];
  const said = `${shown(written)} (${country ?? "no environment of Azure that is known"})`;
  return [denied(approval, "environment", `'environment'${whose} is ${said}`, "set environment to public")];
}

function checkOvhEndpoint(approval: Approval, inputs: Inputs, whose: string): readonly Finding[] {
  const name = ownValue(inputs, "endpoint");
  if (name === ovhHome && isHomeApproved(approval)) return [];
  if (name === unknown) {
    return [denied(approval, "endpoint", `'endpoint'${whose} cannot be known yet`, "give it as plain text")];
  }
  const known = typeof name === "string" ? ovhEndpoint(name) : undefined;
  if (known !== undefined && judgeCountry(approval, known.country)) return [];
  const said = isPresent(name)
    ? `is ${shown(name)} (${known?.country ?? "no endpoint of OVH that is known"})`
    : "is missing";
  const fix = name === ovhHome ? "use an endpoint of the jurisdiction" : `set endpoint to ${ovhHome}`;
  return [denied(approval, "endpoint", `'endpoint'${whose} ${said}`, fix)];
}

/** Countries that OVH's endpoint for Europe was made for, and those of the sites behind it. */
const homeCountries: ReadonlySet<string> = new Set([
  ...countriesOf(["EU"]),
  ...locationsOf("ovh")
    .map(({ country }) => country)
    .filter((country) => country !== "US"),
]);

function isHomeApproved({ jurisdiction }: Approval): boolean {
  return [...jurisdiction.countries].some((country) => homeCountries.has(country));
}

function checkClusterProxy(approval: Approval, inputs: Inputs, whose: string): readonly Finding[] {
  const cluster = activeCluster(inputs);
  if (cluster === unknown || "problem" in cluster || cluster.proxy === undefined) return [];
  if (isApprovedHost(approval, cluster.proxy)) return [];
  return [
    denied(
      approval,
      "kubeconfig",
      `'proxy-url' of 'kubeconfig'${whose} leads to a proxy: ${shown(withoutSecrets(cluster.proxy))}`,
      "remove proxy-url",
    ),
  ];
}

/** SDKs send what is no text as JSON text. */
function plain(value: Value): Value {
  if (typeof value !== "string" || !/^\s*[[{"tfn]/.test(value)) return value;
  try {
    return asValue(JSON.parse(value));
  } catch {
    return value;
  }
}

function asValue(json: unknown): Value {
  if (json === null || typeof json === "string" || typeof json === "number" || typeof json === "boolean")
    return json;
  if (Array.isArray(json)) return json.map(asValue);
  if (typeof json !== "object") return undefined;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]): [string, Value] => [key, asValue(value)]),
  );
}

/** Whether a value is more than absent, empty, or a group of such. */
function saysSomething(value: Value): boolean {
  if (!isPresent(value) || value === "" || value === false) return false;
  if (isList(value)) return value.some(saysSomething);
  return isInputs(value) ? Object.values(value).some(saysSomething) : true;
}

/** Whether an address is the provider's own, which may be written with a slash at its end or with its port. */
function isSame(value: Value, own: string): boolean {
  return typeof value === "string" && (value === own || addressKey(value) === addressKey(own));
}

/** Whether the approval's `endpoints` have the host of an address, with its port or for every port. */
function isApprovedHost(approval: Approval, address: string): boolean {
  const host = hostOf(address);
  return host !== undefined && isApprovedEndpoint(approval, host);
}

function denied(approval: Approval, property: string, what: string, fix: string): Finding {
  return denial({ what, approved: approvedCountries(approval), fix, property });
}
