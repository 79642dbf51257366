import type { Placement } from "../placement";
import { withoutVersion } from "../token";
import type { SdkType } from "./sdk";

/**
 * Old tokens and the type that each stands for; `placements` tells the types.
 *
 * - A token that is a type of the SDK stays itself, unless it is deprecated, another type names it as its alias and both
 *   take the same inputs: then it is that type under an old name, and what is known of the one holds for the other.
 * - An alias of several types (Azure's kinds of one REST resource, Kubernetes' versions) stands for the one whose token
 *   ends most alike, the first in the alphabet among equals, which must not differ in their placement.
 * - Versioned tokens of Azure are left out where the same token without its version stands for the same type.
 */
export function aliasesOf(
  types: ReadonlyMap<string, SdkType>,
  placements: ReadonlyMap<string, Placement>,
): ReadonlyMap<string, string> {
  const exact = new Map(
    [...declaredBy(types)].flatMap(([alias, owners]) => chosen(alias, owners, types, placements)),
  );
  const kept = new Map<string, string>();
  for (const [alias, main] of exact) {
    const plain = withoutVersion(alias);
    const implied = placements.has(plain) ? plain : (exact.get(plain) ?? kept.get(plain));
    if (implied === undefined) kept.set(plain, main);
    if (plain === alias || (implied ?? main) !== main) kept.set(alias, main);
  }
  return new Map([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function declaredBy(types: ReadonlyMap<string, SdkType>): ReadonlyMap<string, readonly SdkType[]> {
  const owners = new Map<string, SdkType[]>();
  for (const type of types.values()) {
    for (const alias of type.aliases) {
      if (alias !== type.token) owners.set(alias, [...(owners.get(alias) ?? []), type]);
    }
  }
  return owners;
}

function chosen(
  alias: string,
  owners: readonly SdkType[],
  types: ReadonlyMap<string, SdkType>,
  placements: ReadonlyMap<string, Placement>,
): readonly (readonly [string, string])[] {
  const itself = types.get(alias);
  const most = Math.max(...owners.map(({ token }) => commonEnd(token, alias)));
  const alike = owners.map(({ token }) => token).filter((token) => commonEnd(token, alias) === most);
  const [main] = alike.sort();
  if (main === undefined) return [];
  if (itself && !(itself.isDeprecated && owners.length === 1 && sameInputs(itself, types.get(main))))
    return [];
  const compared = itself ? [alias, main] : alike;
  const distinct = new Set(
    compared.map((token) => JSON.stringify({ ...placements.get(token), from: undefined })),
  );
  if (distinct.size > 1)
    throw new Error(`'${alias}' stands for types that differ in placement: ${compared.join(", ")}`);
  return [[alias, main]];
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}

function sameInputs(a: SdkType, b: SdkType | undefined): boolean {
  return a.inputs.length === b?.inputs.length && a.inputs.every((name) => b.inputs.includes(name));
}
