import { placementOf } from "../placement";
import type { Resource } from "../resource";
import type { Rule } from "./rule";

/** The main token of a type: what an alias or a token with a version stands for; any other as it is. */
export function mainType(type: string): string {
  return placementOf(type)?.type ?? type;
}

/** A resource under the main token of its type, by which rules know types. */
export function underMainType(resource: Resource): Resource {
  const type = mainType(resource.type);
  return type === resource.type ? resource : { ...resource, type };
}

/** The rules that concern a type, which is a main token. */
export function concerned(rules: readonly Rule[], type: string): readonly Rule[] {
  return rules.filter(({ concerns }) => concerns?.(type) ?? true);
}
