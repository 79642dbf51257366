import { isInputs, isList, isPresent, ownValue, unknown, type Inputs, type Value } from "../../values";
import { rememberedLast } from "../../remembered";
import { mayMakePods } from "./apiGroups";
import { join, locate, type Located } from "./located";
import type { KubernetesKind, KubernetesObject } from "./object";

/** Pods that an object makes. */
export interface PodTemplate {
  /** The path of the pods' spec, e.g. `spec.template.spec`. */
  readonly path: string;
  /** The pods' spec; `unknown` or no object where it cannot be read. */
  readonly spec: Value;
  /** The pods' labels. */
  readonly labels: Value;
  /** The containers of all kinds; none where the spec cannot be read. */
  readonly containers: readonly Located[];
  /** The volumes; none where the spec cannot be read. */
  readonly volumes: readonly Located[];
}

/** The lists of a pod spec that hold containers. */
const containerLists = ["containers", "initContainers", "ephemeralContainers"] as const;

/** Where each kind of Kubernetes keeps the template of its pods; the empty path is the object itself. */
const templatePaths: ReadonlyMap<string, string> = new Map([
  ["Pod", ""],
  ["PodTemplate", "template"],
  ["ReplicationController", "spec.template"],
  ["ReplicaSet", "spec.template"],
  ["Deployment", "spec.template"],
  ["StatefulSet", "spec.template"],
  ["DaemonSet", "spec.template"],
  ["Job", "spec.template"],
  ["CronJob", "spec.jobTemplate.spec.template"],
]);

/** In a custom resource, an unknown value under one of these may hide pods. */
const stepsToPods: ReadonlySet<string> = new Set([...containerLists, "spec", "template", "podTemplate"]);

/** The pods that an object makes: of Kubernetes' own kinds where they keep them, of custom resources wherever they are. */
export const podTemplatesOf: (object: KubernetesObject) => readonly PodTemplate[] =
  rememberedLast(findTemplates);

/** The containers of all pods that an object makes. */
export const podContainersOf = rememberedLast((object: KubernetesObject): readonly Located[] =>
  podTemplatesOf(object).flatMap(({ containers }) => containers),
);

/** Whether objects of a kind make pods, as far as anyone knows. */
export function makesPods({ group, kind, isBuiltIn }: KubernetesKind): boolean {
  return isBuiltIn ? templatePaths.has(kind) : mayMakePods(group);
}

function findTemplates(object: KubernetesObject): PodTemplate[] {
  if (!object.isBuiltIn) return mayMakePods(object.group) ? templatesWithin(object.inputs) : [];
  const path = templatePaths.get(object.kind);
  return path === undefined ? [] : templatesAt(object.inputs, path);
}

function templateOf(path: string, spec: Value, labels: Value): PodTemplate {
  return isInputs(spec)
    ? {
        path,
        spec,
        labels,
        containers: containerLists.flatMap((list) => locate(spec, list, path)),
        volumes: locate(spec, "volumes", path),
      }
    : { path, spec, labels, containers: [], volumes: [] };
}

/**
 * Whatever else in a custom resource has an `image`: operators keep single containers in places of their own, such as
 * `spec.predictor.model` of KServe or `script` of Argo.
 */
export function otherContainersOf(object: KubernetesObject): Located[] {
  if (object.isBuiltIn || !mayMakePods(object.group)) return [];
  const inPods = new Set(podContainersOf(object).map(({ path }) => path));
  return objectsWithin(object.inputs, "").filter(
    ({ path, value }) => !inPods.has(path) && !isVolume(path) && isPresent(ownValue(value, "image")),
  );
}

/** All containers that an object describes. */
export function allContainersOf(object: KubernetesObject): readonly Located[] {
  const others = otherContainersOf(object);
  return others.length === 0 ? podContainersOf(object) : [...podContainersOf(object), ...others];
}

function templatesAt(inputs: Inputs, path: string): PodTemplate[] {
  const specs = locate(inputs, join(path, "spec"));
  const [labels] = locate(inputs, join(path, "metadata.labels"));
  return specs.map(({ path, value }) => templateOf(path, value, labels?.value));
}

function templatesWithin(inputs: Inputs): PodTemplate[] {
  return objectsWithin(inputs, "").flatMap(({ path, value }): PodTemplate[] => [
    ...(containerLists.some((list) => isContainerList(ownValue(value, list)))
      ? [templateOf(path, value, undefined)]
      : []),
    ...Object.keys(value)
      .filter((key) => stepsToPods.has(key) && ownValue(value, key) === unknown)
      .map((key) => templateOf(join(path, key), unknown, undefined)),
  ]);
}

function isContainerList(value: Value): boolean {
  return isList(value) && value.some((element) => isInputs(element) || element === unknown);
}

/** An OCI image volume also has an `image`, which is an object. */
function isVolume(path: string): boolean {
  return /\.volumes\[\d+\]$/.test(path);
}

/** Every object within `value`, itself included, from the outside in. */
function objectsWithin(value: Value, path: string): { readonly path: string; readonly value: Inputs }[] {
  if (isList(value)) return value.flatMap((element, index) => objectsWithin(element, `${path}[${index}]`));
  if (!isInputs(value)) return [];
  return [
    { path, value },
    ...Object.keys(value).flatMap((key) => objectsWithin(ownValue(value, key), join(path, key))),
  ];
}
