import type { ProviderResource } from "../../resource";
import { isPresent, ownValue } from "../../values";

/** The Azure environment of a provider, in small letters as Azure takes it; `public` when the provider names none. */
export function environmentOf(provider: Pick<ProviderResource, "inputs"> | undefined): string {
  const environment = provider === undefined ? undefined : ownValue(provider.inputs, "environment");
  if (!isPresent(environment)) return "public";
  return typeof environment === "string" ? environment.toLowerCase() : "";
}
