import { isPropertyList, isPropertyObject, Secret } from "../../protocol";
import type { PropertyObject, PropertyValue } from "../../protocol";

/** `target` with every field secret that is secret in `source`, however deep. */
export function withSecretsOf(target: PropertyObject, source: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(target).map(([name, value]) => [
      name,
      Object.hasOwn(source, name) ? secretAs(value, source[name]) : value,
    ]),
  );
}

function secretAs(target: PropertyValue, source: PropertyValue | undefined): PropertyValue {
  if (source instanceof Secret) return new Secret(target);
  if (isPropertyList(target) && isPropertyList(source)) {
    return target.map((item, index) => secretAs(item, source[index]));
  }
  return isPropertyObject(target) && isPropertyObject(source) ? withSecretsOf(target, source) : target;
}
