import { ApiException, KubernetesObjectApi, type KubeConfig } from "@kubernetes/client-node";
import type { LiveObject, ObjectReference } from "./takeOver";

/** Looks for an object of a cluster; undefined when it is not there. */
export type FindObject = (reference: ObjectReference) => Promise<LiveObject | undefined>;

/** Looks in the cluster of a kubeconfig's current context. */
export function findIn(config: KubeConfig): FindObject {
  const api = KubernetesObjectApi.makeApiClient(config);
  return async ({ apiVersion, kind, name, namespace }) => {
    try {
      const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
      return liveObject((await api.read({ apiVersion, kind, metadata })).metadata ?? {});
    } catch (error) {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    }
  };
}

type Metadata = NonNullable<Awaited<ReturnType<KubernetesObjectApi["read"]>>["metadata"]>;

function liveObject(metadata: Metadata): LiveObject {
  return {
    name: metadata.name ?? "",
    namespace: metadata.namespace,
    labels: metadata.labels ?? {},
    managers: (metadata.managedFields ?? []).flatMap(({ manager }) =>
      manager === undefined ? [] : [manager],
    ),
    created: new Date(metadata.creationTimestamp ?? 0),
    isBeingRemoved: metadata.deletionTimestamp !== undefined,
  };
}
