import { isPropertyList, isPropertyObject, reveal } from "../../protocol";
import type { PropertyValue } from "../../protocol";

/** Whether the value says to most fields as much as no value: `false`, `0`, `""`, `[]`, `{}`, or only such parts. */
export function isZero(value: PropertyValue): boolean {
  if (isPropertyList(value)) return value.length === 0;
  if (isPropertyObject(value)) return Object.values(value).every((part) => isZero(reveal(part)));
  return value === "" || value === 0 || value === false;
}
