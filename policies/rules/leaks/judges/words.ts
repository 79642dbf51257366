import type { Value } from "../../../values";
import type { Plain } from "../leak";

/** Whether `value` is one of `words`, as the provider compares them: Azure ignores case. */
export function isAmong(value: Value, words: readonly Plain[], cloud: string): boolean {
  if (cloud !== "azure-native" || typeof value !== "string") return words.some((word) => word === value);
  const written = value.toLowerCase();
  return words.some((word) => typeof word === "string" && word.toLowerCase() === written);
}
