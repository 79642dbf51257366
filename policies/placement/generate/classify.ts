import type { Placement, Unless } from "../placement";
import { declares } from "./declarations";
import type { PackageRules } from "./rule";
import type { Sdk, SdkType } from "./sdk";

/** The placement of every type of an SDK, by token. Throws, naming all faults, when rules and SDK do not fit. */
export function classify(rules: PackageRules, sdk: Sdk): ReadonlyMap<string, Placement> {
  const types = [
    ...[...sdk.types.values()].filter(({ token }) => token.startsWith(`${rules.package}:`)),
    ...(rules.builtIn ?? []).map((name) => builtIn(`${rules.package}:${name}`)),
  ];
  const judged = judgedTypes(rules, types);
  const faults = [...judged.faults];
  const placements = new Map<string, Placement>();
  for (const type of types) {
    const judgement = judged.placements.get(type.token) ?? judged.placements.get(serviceOf(type.token));
    const placement = judgement ? withPlaces(judgement, rules.places(type)) : rules.byDeclaration(type);
    if (placement === undefined) {
      faults.push(`'${type.token}' is not classified: judge it in policies/placement/generate/rules`);
      continue;
    }
    for (const path of pathsOf(placement)) {
      if (!declares(sdk.root, type, path)) faults.push(`'${type.token}' has no input '${path}'`);
    }
    placements.set(type.token, placement);
  }
  if (faults.length > 0) throw new Error(`${rules.npm} ${sdk.version}:\n${faults.join("\n")}`);
  return placements;
}

/** The middle of a token up to a slash, e.g. `aws:iam` of `aws:iam/role:Role`. */
export function serviceOf(token: string): string {
  return token.split("/", 1)[0]?.split(":", 2).join(":") ?? token;
}

function judgedTypes(rules: PackageRules, types: readonly SdkType[]) {
  const known = new Set(types.flatMap(({ token }) => [token, serviceOf(token)]));
  const placements = new Map<string, Placement>();
  const faults: string[] = [];
  for (const { placement, services = [], types: tokens = [] } of rules.judgements) {
    for (const name of [...services, ...tokens]) {
      const key = `${rules.package}:${name}`;
      if (!known.has(key)) faults.push(`'${key}' is judged and is not in the SDK`);
      if (placements.has(key)) faults.push(`'${key}' is judged twice`);
      placements.set(key, placement);
    }
  }
  return { placements, faults };
}

/** A judgement never hides a place that the type names: what needs no location must still not name a foreign one. */
function withPlaces(placement: Placement, places: readonly string[]): Placement {
  if (placement.class !== "inherits" && placement.class !== "control") return placement;
  const also = [...new Set([...(placement.also ?? []), ...places])];
  return also.length > 0 ? { ...placement, also } : placement;
}

function pathsOf(placement: Placement): readonly string[] {
  switch (placement.class) {
    case "placed":
      return [
        ...placement.by,
        ...(placement.also ?? []),
        ...(placement.parent ?? []),
        ...(placement.dead ?? []),
      ];
    case "inherits":
    case "control":
      return placement.also ?? [];
    case "global":
      return placement.unless ? pathsOfUnless(placement.unless) : [];
    case "opaque":
      return [];
  }
}

function pathsOfUnless({ property, each, also = [] }: Unless): readonly string[] {
  return [property, `${property}.${each}`, ...also];
}

function builtIn(token: string): SdkType {
  return { token, file: "", inputs: [], required: [], aliases: [], isDeprecated: false };
}
