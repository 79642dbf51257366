import { listAt, objectAt, textAt } from "../manifest/json";
import type { Manifest } from "../manifest/manifest";

/** The label selector of a workload, as the API takes it in a query; empty when it has none. */
export function selectorOf(workload: Manifest): { readonly labels?: string } {
  const equal = Object.entries(objectAt(workload, "spec", "selector", "matchLabels")).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : ""}`,
  );
  const other = listAt(workload, "spec", "selector", "matchExpressions").map((expression) => {
    const key = textAt(expression, "key");
    const values = listAt(expression, "values")
      .filter((value) => typeof value === "string")
      .join(",");
    switch (textAt(expression, "operator")) {
      case "In":
        return `${key} in (${values})`;
      case "NotIn":
        return `${key} notin (${values})`;
      case "DoesNotExist":
        return `!${key}`;
      default:
        return key;
    }
  });
  const labels = [...equal, ...other].join(",");
  return labels === "" ? {} : { labels };
}
