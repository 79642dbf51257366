import { hasSecret, isPropertyObject, revealAll, Secret } from "../../protocol";
import type { PropertyObject, PropertyValue } from "../../protocol";
import { annotations } from "./annotations";

/**
 * `target` with everything secret that is secret in `source`, field by field. Lists are not compared item by item: others
 * add, drop and reorder their items, so a list that holds a secret anywhere is secret as a whole, as with the official
 * plug-in. So is whatever has taken the place of an object that holds a secret.
 */
export function withSecretsOf(target: PropertyObject, source: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(target).map(([name, value]) => [
      name,
      Object.hasOwn(source, name) ? secretAs(value, source[name]) : value,
    ]),
  );
}

function secretAs(target: PropertyValue, source: PropertyValue | undefined): PropertyValue {
  if (source === undefined || !hasSecret(source)) return target;
  if (isPropertyObject(target) && isPropertyObject(source)) return withSecretsOf(target, source);
  return new Secret(revealAll(target));
}

/** `properties` of a Secret with all of its data secret, also when the program has not marked it so. */
export function sealSecretData(properties: PropertyObject): PropertyObject {
  return sealFields(properties, ["data", "stringData"]);
}

/** `properties` with what `kubectl apply` notes about the whole object secret: it repeats every value. */
export function sealCopies(properties: PropertyObject): PropertyObject {
  const { metadata } = properties;
  if (!isPropertyObject(metadata)) return properties;
  const { annotations: notes } = metadata;
  if (!isPropertyObject(notes)) return properties;
  const sealed = sealFields(notes, [annotations.lastApplied]);
  return { ...properties, metadata: { ...metadata, annotations: sealed } };
}

function sealFields(properties: PropertyObject, names: readonly string[]): PropertyObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      names.includes(name) ? new Secret(revealAll(value)) : value,
    ]),
  );
}
