import { isPropertyList, isPropertyObject, Secret, Unknown } from "../../infra/local/providers/protocol";
import type { PropertyValue } from "../../infra/local/providers/protocol";

/** `value` for comparison: a secret as `{ secret: … }`, an unknown value as `<unknown>`, at any depth. */
export function shown(value: PropertyValue | undefined): unknown {
  if (value instanceof Secret) return { secret: shown(value.reveal()) };
  if (value instanceof Unknown) return value.toString();
  if (isPropertyList(value)) return value.map(shown);
  if (!isPropertyObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shown(part)]));
}
