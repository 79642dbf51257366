import type { Inputs } from "../../values";
import { unknown, valuesAt } from "../../values";
import { isAmong } from "./judges/words";
import type { When } from "./leak";

/** Whether a leak's condition holds. What cannot be known, or has a wrong type, never makes a leak go away. */
export function holds(when: When | undefined, inputs: Inputs, cloud: string): boolean {
  if (when === undefined) return true;
  const found = valuesAt(inputs, when.path);
  if (when.isAbsent === true)
    return found.every(({ value, isMalformed }) => value === unknown || isMalformed);
  const { in: wanted, notIn: excluded } = when;
  if (wanted !== undefined) {
    return found.some(
      ({ value, isMalformed }) => value === unknown || isMalformed || isAmong(value, wanted, cloud),
    );
  }
  if (excluded !== undefined) {
    return (
      found.length === 0 ||
      !found.every(({ value, isMalformed }) => !isMalformed && isAmong(value, excluded, cloud))
    );
  }
  return true;
}
