import { listAt, textAt } from "../providers/kubernetes/manifest/json";
import type { Json } from "../providers/kubernetes/manifest/json";
import type { NodeApi } from "./nodeApi";

const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/**
 * Makes the API server go on with CustomResourceDefinitions that it had accepted but not yet established when it was
 * killed. By itself it does so at the next change of one, or of its five-minute resynchronisation, and Cilium waits.
 */
export async function resumeDefinitions(api: NodeApi): Promise<void> {
  for (const name of stalledDefinitions(await api.get(definitionsPath))) {
    await api.apply(`${definitionsPath}/${name}`, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      // A change of any kind does; a time is one that no earlier start has made.
      metadata: { name, annotations: { "domicile.dev/resumed": new Date().toISOString() } },
    });
  }
}

/** The names of those in the list whose names are accepted and that are not established. */
export function stalledDefinitions(definitions: Json): readonly string[] {
  return listAt(definitions, "items")
    .filter((definition) => holds(definition, "NamesAccepted") && !holds(definition, "Established"))
    .map((definition) => textAt(definition, "metadata", "name"));
}

function holds(definition: Json, type: string): boolean {
  return listAt(definition, "status", "conditions").some(
    (condition) => textAt(condition, "type") === type && textAt(condition, "status") === "True",
  );
}
