import { isPresent, ownValue, shown, type Value } from "../../values";
import type { Approval } from "../../approval/approval";
import type { Resource } from "../../resource";
import type { Finding, Rule } from "../rule";
import { isKnownGroup, knownGroups } from "./apiGroups";
import { isOwnGroup, kindsOf, kubernetesObject, parseApiVersion, type KubernetesObject } from "./object";

/** Which kinds of objects may be made at all. */
export const kubernetesKind: Rule = {
  id: "kubernetes-kind",
  title: "Only kinds of Kubernetes objects that can be judged",
  why: "A list holds objects that no rule sees, and a custom resource tells an operator to open connections, fetch images or make cloud resources that nobody judges.",
  fix: "Make the items of a list one by one; add the group of a custom resource to 'apiGroups' of the approval.",
  concerns: (type) => kindsOf(type).length > 0,
  check: (resource, approval) => {
    const object = kubernetesObject(resource);
    return object === undefined
      ? []
      : [...manifestProblems(object), ...listProblems(object), ...groupProblems(object, resource, approval)];
  },
};

/** The group of a custom resource's type token, e.g. `serving.kserve.io`; undefined for every other type. */
export function customResourceGroup(type: string): string | undefined {
  const [kind] = kindsOf(type);
  return kind === undefined || kind.isBuiltIn ? undefined : kind.group;
}

/** The manifest decides what is made, the type token what is judged: they must say the same. */
function manifestProblems({ inputs, kind, group }: KubernetesObject): Finding[] {
  const writtenKind = ownValue(inputs, "kind");
  const apiVersion = ownValue(inputs, "apiVersion");
  return [
    ...(isPresent(writtenKind) && writtenKind !== kind ? contradiction("kind", writtenKind, kind) : []),
    ...(isPresent(apiVersion) && !isOfGroup(apiVersion, group)
      ? contradiction("apiVersion", apiVersion, group === "" ? "core" : group)
      : []),
  ];
}

function isOfGroup(apiVersion: Value, group: string): boolean {
  if (typeof apiVersion !== "string") return false;
  const named = parseApiVersion(apiVersion).group;
  return named === group || (isOwnGroup(named) && isOwnGroup(group));
}

function contradiction(property: string, value: Value, approved: string): Finding[] {
  return [
    {
      level: "mandatory",
      property,
      message: `'${property}' is ${shown(value)}, which is not what the resource's type says; approved: ${approved} - write the same as the type`,
    },
  ];
}

/**
 * Kubernetes' own lists are classed opaque by the placement tables; those of custom resources are in none. In a group of
 * which nobody knows the kinds, one that ends so may be no list: it is, once it has items.
 */
function listProblems({ group, inputs, kind, isBuiltIn }: KubernetesObject): Finding[] {
  if (isBuiltIn || !kind.endsWith("List")) return [];
  if (!isKnownGroup(group) && !isPresent(ownValue(inputs, "items"))) return [];
  return [
    {
      level: "mandatory",
      property: "items",
      message: `${kind} is a list, whose items nobody judges; approved: single objects - make a resource of each item`,
    },
  ];
}

function groupProblems(object: KubernetesObject, resource: Resource, approval: Approval): Finding[] {
  const { group, version } = object;
  if (isKnownGroup(group) || approval.apiGroups.includes(group)) return [];
  const known = [...new Set([...knownGroups.map((entry) => entry.group), ...approval.apiGroups])];
  const written = resource.type.split(":")[1] ?? "";
  const said =
    version === "" || written === "" ? `is ${shown(written)}` : `${shown(written)} is of the group ${group}`;
  return [
    {
      level: "mandatory",
      property: "apiVersion",
      message: `'apiVersion' ${said}, whose resources nobody judges; approved: Kubernetes' own groups, ${known.join(", ")} - add the group to 'apiGroups' of the approval`,
    },
  ];
}
