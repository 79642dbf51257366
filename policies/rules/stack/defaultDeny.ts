import { unknown } from "../../values";
import { podTemplatesOf } from "../kubernetes/pods";
import { clusterObjects, type ClusterObject } from "./clusterObjects";
import { egressPolicies, type EgressPolicy } from "./egressPolicy";
import type { StackFinding, StackRule } from "./stackRule";

/** Namespaces whose pods may speak to anyone. */
export const defaultDeny: StackRule = {
  id: "namespace-default-deny",
  title: "Every namespace denies traffic out unless a policy allows it",
  why: "Without a policy a pod may send anything to any address, and one that is taken over will.",
  fix: "Add a NetworkPolicy with an empty podSelector, policyTypes [Ingress, Egress] and no rules to the namespace.",
  levels: ["hardening"],
  check: (resources) => {
    const objects = clusterObjects(resources);
    const policies = objects.flatMap(egressPolicies);
    const namespaces = distinct(objects.flatMap(usedNamespace));
    return namespaces.flatMap((used) => problems(used, namespaces, policies));
  },
};

/** A namespace that a stack makes or puts pods into. */
interface UsedNamespace {
  readonly cluster: string;
  readonly name: string | typeof unknown;
  /** Of the Namespace where the stack makes it, else of the first workload in it. */
  readonly urn: string;
  readonly isMade: boolean;
}

function usedNamespace(object: ClusterObject): UsedNamespace[] {
  const { cluster, group, kind, name, namespace, urn, isPatch } = object;
  if (group === "" && kind === "Namespace") {
    return [{ cluster, name: typeof name === "string" ? name : unknown, urn, isMade: true }];
  }
  return !isPatch && podTemplatesOf(object).length > 0
    ? [{ cluster, name: namespace, urn, isMade: false }]
    : [];
}

/** Each namespace once; the Namespace itself goes before what lies in it. */
function distinct(used: readonly UsedNamespace[]): UsedNamespace[] {
  const found = new Map<string, UsedNamespace>();
  for (const one of [...used.filter(({ isMade }) => isMade), ...used]) {
    const key = `${one.cluster} ${one.name === unknown ? "" : one.name}`;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

function problems(
  used: UsedNamespace,
  all: readonly UsedNamespace[],
  policies: readonly EgressPolicy[],
): StackFinding[] {
  const { name, urn } = used;
  if (isSealed(used, policies)) return [];
  const approved = "approved: namespaces with a NetworkPolicy that denies egress of all pods";
  const fix = "add one with an empty podSelector, policyTypes [Ingress, Egress] and no rules";
  if (name !== unknown) {
    return [
      {
        level: "hardening",
        urn,
        property: used.isMade ? "metadata.name" : "metadata.namespace",
        message: `the namespace ${name} lets its pods speak to anyone; ${approved} - ${fix}`,
      },
    ];
  }
  // At preview, a namespace that waits for its policies is not known yet: it is one of those that the stack makes.
  const made = all.filter((one) => one.isMade && one.cluster === used.cluster && one.name !== unknown);
  if (made.length > 0 && made.every((one) => isSealed(one, policies))) return [];
  return [
    {
      level: "hardening",
      urn,
      property: "metadata.namespace",
      message: `'metadata.namespace' cannot be known yet, and so not whether its pods may speak to anyone; ${approved} - ${fix}`,
    },
  ];
}

function isSealed({ cluster, name }: UsedNamespace, policies: readonly EgressPolicy[]): boolean {
  const covering = policies.filter((policy) => policy.cluster === cluster && policy.covers(name));
  return covering.some(({ denies }) => denies) && !covering.some(({ allowsAll }) => allowsAll);
}
