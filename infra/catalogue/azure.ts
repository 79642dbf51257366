import type { Location } from "./location";
import { locationOf } from "./locations";
import { azureEnvironmentByCode, azureLogicalNames, azurePairs } from "./locations/azure";
import { operatorOf, type Operator } from "./operators";

/** A closed part of Azure with an operator of its own. */
export interface AzureEnvironment {
  readonly environment: string;
  /** The only country that it lies in; undefined for `public`, which lies in many. */
  readonly country: string | undefined;
  readonly operator: Operator;
}

/**
 * The programmatic name of a location, as Azure normalises names: spaces go, capitals become small letters
 * (`West Europe` is `westeurope`). Letters beyond ASCII stay, so that no look-alike becomes a known name.
 */
export function azureLocationCode(name: string): string {
  return name.replaceAll(" ", "").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Where geo-redundant services copy what lies in `code`; undefined when it has no pair or is not known. */
export function azurePairOf(code: string): Location | undefined {
  const pair = azurePairs.get(code);
  return pair === undefined ? undefined : locationOf("azure", pair);
}

/** Whether `code` is a name that Azure takes for a location and that is no place, e.g. `europe` or `global`. */
export function isAzureLogicalName(code: string): boolean {
  return azureLogicalNames.has(code);
}

/** The environment that a location belongs to: `public`, `usgovernment` or `china`; undefined when it is not known. */
export function azureEnvironmentOf(code: string): string | undefined {
  return azureEnvironmentByCode.get(code);
}

const countryByEnvironment: ReadonlyMap<string, string | undefined> = new Map([
  ["public", undefined],
  ["usgovernment", "US"],
  ["china", "CN"],
]);

/** The environment that an Azure provider names; undefined when it is not known. */
export function azureEnvironment(environment: string): AzureEnvironment | undefined {
  const operator = operatorOf("azure", environment);
  return operator === undefined
    ? undefined
    : { environment, country: countryByEnvironment.get(environment), operator };
}
