import { at, isJsonObject, listAt, numberAt, textAt } from "../manifest/json";
import type { Json } from "../manifest/json";
import { nameOf, namespaceOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";

/** The condition of this type in an object's status; undefined when the status has none. */
export function conditionOf(object: Manifest, type: string): Json | undefined {
  return listAt(object, "status", "conditions").find((condition) => textAt(condition, "type") === type);
}

/** Whether the object's condition of this type is `True`. */
export function isTrue(object: Manifest, type: string): boolean {
  return textAt(conditionOf(object, type), "status") === "True";
}

/** Whether `object` belongs to `owner`, by its owner references. */
export function isOwnedBy(object: Manifest, owner: Manifest): boolean {
  const uid = textAt(owner, "metadata", "uid");
  return listAt(object, "metadata", "ownerReferences").some((reference) => textAt(reference, "uid") === uid);
}

/** Whether the Pod is scheduled, initialised and ready, or has succeeded. */
export function isPodReady(pod: Manifest): boolean {
  const phase = textAt(pod, "status", "phase");
  return (
    isTrue(pod, "PodScheduled") &&
    isTrue(pod, "Initialized") &&
    (isTrue(pod, "Ready") || phase === "Succeeded")
  );
}

/** Why a Pod is not ready, e.g. `[Pod shop/web-1]: [ImagePullBackOff] Back-off pulling image "nginx:none"`. */
export function podProblems(pod: Manifest): readonly string[] {
  if (isPodReady(pod)) return [];
  const namespace = namespaceOf(pod);
  const label = `[Pod ${namespace === "" || namespace === "default" ? "" : `${namespace}/`}${nameOf(pod)}]`;
  const containers = [
    ...listAt(pod, "status", "initContainerStatuses"),
    ...listAt(pod, "status", "containerStatuses"),
  ]
    .flatMap(containerProblems)
    .map((problem) => `${label}: ${problem}`);
  const conditions = ["PodScheduled", "Initialized", "Ready"].flatMap((type) => {
    const condition = conditionOf(pod, type);
    const message = textAt(condition, "message");
    return condition === undefined || textAt(condition, "status") === "True" || message === ""
      ? []
      : [`${label}: ${message}`];
  });
  const failure =
    textAt(pod, "status", "phase") === "Failed"
      ? [`${label}: failed ${textAt(pod, "status", "message")}`.trim()]
      : [];
  return [...new Set([...failure, ...conditions.slice(0, 1), ...containers])];
}

function containerProblems(status: Json): readonly string[] {
  if (at(status, "ready") === true) return [];
  const name = textAt(status, "name");
  const waiting = textAt(status, "state", "waiting", "reason");
  const ended = at(status, "state", "terminated");
  const last = at(status, "lastState", "terminated");
  return [
    ...(waiting === "" || waiting === "ContainerCreating" || waiting === "PodInitializing"
      ? []
      : [`[${waiting}] ${textAt(status, "state", "waiting", "message")}`.trim()]),
    ...(isJsonObject(ended) && numberAt(ended, 0, "exitCode") !== 0 ? [terminated(name, ended)] : []),
    ...(isJsonObject(last) ? [terminated(name, last)] : []),
  ];
}

function terminated(name: string, state: Json): string {
  const message = textAt(state, "message");
  const reason = textAt(state, "reason");
  const text = `container "${name}" terminated with exit code ${numberAt(state, 0, "exitCode")}`;
  return `${text}${reason === "" ? "" : ` (${reason})`}${message === "" ? "" : `: ${message}`}`;
}
