import type { Resource } from "../../resource";
import { isInputs, ownValue, unknown, type Value } from "../../values";
import { kubernetesObject, type KubernetesObject } from "../kubernetes/object";

/** A Kubernetes object of a stack and where it goes. */
export interface ClusterObject extends KubernetesObject {
  readonly urn: string;
  /** The cluster that it goes to: the URN of its provider, which is empty for a default one. */
  readonly cluster: string;
  /** Its namespace; of an object without one, e.g. a Namespace, what its provider says. */
  readonly namespace: string | typeof unknown;
  /** Its own name; undefined where the provider is to make one. */
  readonly name: Value;
}

/** The namespace of objects that name none. */
const defaultNamespace = "default";

/** The Kubernetes objects among a stack's resources. */
export function clusterObjects(resources: readonly Resource[]): ClusterObject[] {
  return resources.flatMap((resource) => {
    const object = kubernetesObject(resource);
    if (object === undefined) return [];
    const metadata = ownValue(resource.inputs, "metadata");
    return [
      {
        ...object,
        urn: resource.urn,
        cluster: resource.provider?.urn ?? "",
        namespace: namespaceOf(resource, metadata),
        name: isInputs(metadata) ? ownValue(metadata, "name") : metadata,
      },
    ];
  });
}

function namespaceOf({ provider }: Resource, metadata: Value): string | typeof unknown {
  if (metadata === unknown) return unknown;
  const own = isInputs(metadata) ? ownValue(metadata, "namespace") : undefined;
  const found = own ?? (provider === undefined ? undefined : ownValue(provider.inputs, "namespace"));
  if (found === unknown) return unknown;
  return typeof found === "string" && found !== "" ? found : defaultNamespace;
}
