import { at, withAt } from "../manifest/json";
import { parsePath } from "../manifest/difference";
import type { Manifest } from "../manifest/manifest";
import { ownersOf } from "./managedFields";

/**
 * `manifest` with the fields that the program ignores as they are on the cluster: left out when only others manage
 * them, else with their present value. Paths into lists are left as the inputs have them.
 */
export function withIgnoredFields(
  manifest: Manifest,
  live: Manifest,
  ignoreChanges: readonly string[],
  fieldManager: string,
): Manifest {
  return ignoreChanges.reduce((object, text) => {
    const path = parsePath(text);
    const names = path.filter((step) => typeof step === "string");
    if (names.length !== path.length || names.includes("*")) return object;
    const owners = ownersOf(live, names);
    if (owners.length > 0 && !owners.includes(fieldManager)) return withAt(object, names, undefined);
    const present = at(live, ...names);
    return present === undefined ? object : withAt(object, names, present);
  }, manifest);
}
