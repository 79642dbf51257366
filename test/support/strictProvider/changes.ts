import { changedKeys, sameValue } from "../../../infra/local/providers/protocol";
import type { DiffResult, PropertyChange, PropertyObject } from "../../../infra/local/providers/protocol";
import { identityOf } from "./identity";
import { valueAt } from "./template";

/**
 * What new inputs change.
 * @param replaceOn dotted paths of the inputs whose change replaces
 * @param identity the inputs that tell things apart: where they stay, the old thing has to go before a new one comes
 */
export function changesOf(
  olds: PropertyObject,
  news: PropertyObject,
  replaceOn: readonly string[],
  identity: readonly string[],
): DiffResult {
  const replaced = replaceOn.filter((path) => !sameValue(valueAt(olds, path), valueAt(news, path)));
  const roots = new Set(replaced.map((path) => path.split(".")[0] ?? path));
  const changes = changedKeys(olds, news).map(([key, change]): [string, PropertyChange] => [
    key,
    roots.has(key) ? replacing(change) : change,
  ]);
  const own = identityOf(olds, identity);
  return {
    changes: changes.length > 0,
    replaces: changes.flatMap(([key]) => (roots.has(key) ? [key] : [])),
    deleteBeforeReplace: own !== undefined && own === identityOf(news, identity),
    detailedDiff: Object.fromEntries(changes),
  };
}

function replacing(change: PropertyChange): PropertyChange {
  switch (change) {
    case "add":
      return "add-replace";
    case "delete":
      return "delete-replace";
    default:
      return "update-replace";
  }
}

/** `values` with the secrets of `olds`, where they are the same: what a cloud tells is plain. */
export function withSecretsOf(olds: PropertyObject, values: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const old = olds[name];
      return [name, old !== undefined && sameValue(old, value) ? old : value];
    }),
  );
}
