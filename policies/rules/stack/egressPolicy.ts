import { isInputs, isList, isPresent, ownValue, unknown, type Inputs, type Value } from "../../values";
import { allowsAnyTarget } from "../kubernetes/egress";
import { locate } from "../kubernetes/located";
import type { ClusterObject } from "./clusterObjects";

/** What a network policy does to the traffic out of all pods of namespaces. */
export interface EgressPolicy {
  readonly cluster: string;
  /** Whether it selects all pods of a namespace. */
  readonly covers: (namespace: string | typeof unknown) => boolean;
  /** Whether what no policy allows is denied. */
  readonly denies: boolean;
  /** Whether it allows everything. */
  readonly allowsAll: boolean;
}

/** The policies of an object that select all pods of a namespace: none, one, or several in Cilium's `specs`. */
export function egressPolicies(object: ClusterObject): EgressPolicy[] {
  switch (`${object.group}/${object.kind}`) {
    case "networking.k8s.io/NetworkPolicy":
    case "extensions/NetworkPolicy":
      return specsOf(object, ["spec"]).flatMap((spec) => networkPolicy(object, spec));
    case "cilium.io/CiliumNetworkPolicy":
    case "cilium.io/CiliumClusterwideNetworkPolicy":
      return specsOf(object, ["spec", "specs"]).flatMap((spec) => ciliumPolicy(object, spec));
    default:
      return [];
  }
}

function specsOf({ inputs }: ClusterObject, paths: readonly string[]): Inputs[] {
  return paths
    .flatMap((path) => locate(inputs, path))
    .map(({ value }) => value)
    .filter(isInputs);
}

function networkPolicy({ cluster, namespace, group }: ClusterObject, spec: Inputs): EgressPolicy[] {
  if (!isEmptySelector(ownValue(spec, "podSelector") ?? {})) return [];
  const rules = rulesOf(spec, "egress");
  const types = ownValue(spec, "policyTypes");
  // Without types, a policy holds for traffic out when it has rules for it.
  const denies =
    isList(types) && types.length > 0 ? types.includes("Egress") : !isPresent(types) && rules.length > 0;
  return [
    {
      cluster,
      covers: (name) => name === namespace,
      denies,
      allowsAll: rules.some((rule) =>
        isOpen(rule, "ports", allowsAnyTarget(group, rule), ["to.ipBlock.cidr"]),
      ),
    },
  ];
}

function ciliumPolicy({ cluster, namespace, kind }: ClusterObject, spec: Inputs): EgressPolicy[] {
  const isClusterwide = kind === "CiliumClusterwideNetworkPolicy";
  const selector = ownValue(spec, "endpointSelector");
  const covers = isClusterwide
    ? namespacesOf(selector)
    : isEmptySelector(selector)
      ? (name: string | typeof unknown) => name === namespace
      : undefined;
  if (covers === undefined) return [];
  const rules = rulesOf(spec, "egress");
  const [asked] = locate(spec, "enableDefaultDeny.egress");
  return [
    {
      cluster,
      covers,
      denies:
        asked === undefined ? rules.length + rulesOf(spec, "egressDeny").length > 0 : asked.value === true,
      allowsAll: rules.some((rule) =>
        isOpen(rule, "toPorts", hasOutsideEntity(rule), ["toCIDR", "toCIDRSet.cidr"]),
      ),
    },
  ];
}

function rulesOf(spec: Inputs, property: string): Inputs[] {
  return locate(spec, property)
    .map(({ value }) => value)
    .filter(isInputs);
}

/** Whether a rule allows every address on every port. */
function isOpen(rule: Inputs, ports: string, isAnyTarget: boolean, blocks: readonly string[]): boolean {
  const limits = ownValue(rule, ports);
  if (isPresent(limits) && !(isList(limits) && limits.length === 0)) return false;
  const everywhere: readonly Value[] = ["0.0.0.0/0", "::/0"];
  return (
    isAnyTarget ||
    blocks.flatMap((path) => locate(rule, path)).some(({ value }) => everywhere.includes(value))
  );
}

function hasOutsideEntity(rule: Inputs): boolean {
  return locate(rule, "toEntities").some(({ value }) => value === "world" || value === "all");
}

/** Whether a selector takes everything. */
function isEmptySelector(selector: Value): boolean {
  return (
    isInputs(selector) &&
    Object.keys(selector).every((key) => {
      const part = ownValue(selector, key);
      return !isPresent(part) || (isList(part) && part.length === 0) || (isInputs(part) && isEmpty(part));
    })
  );
}

function isEmpty(object: Inputs): boolean {
  return Object.keys(object).length === 0;
}

/** Cilium's label of the namespace that a pod is in, with and without its source. */
const namespaceLabels: readonly Value[] = ["io.kubernetes.pod.namespace", "k8s:io.kubernetes.pod.namespace"];

/** The namespaces whose pods a selector of a clusterwide policy takes all; undefined when it looks at anything else. */
function namespacesOf(selector: Value): EgressPolicy["covers"] | undefined {
  if (isEmptySelector(selector)) return () => true;
  if (!isInputs(selector)) return undefined;
  const labels = ownValue(selector, "matchLabels") ?? {};
  const expressions = locate(selector, "matchExpressions").map(({ value }) => value);
  if (!isInputs(labels) || !expressions.every(isInputs)) return undefined;
  const conditions = [
    ...Object.keys(labels).map((key) => condition(key, "In", [ownValue(labels, key)])),
    ...expressions.map((one) => {
      const values = locate(one, "values").map(({ value }) => value);
      return condition(ownValue(one, "key"), ownValue(one, "operator"), values);
    }),
  ];
  return (name) => name !== unknown && conditions.every((holds) => holds(name));
}

function condition(key: Value, operator: Value, values: readonly Value[]): (namespace: string) => boolean {
  if (!namespaceLabels.includes(key) || values.includes(unknown)) return () => false;
  if (operator === "In") return (name) => values.includes(name);
  return operator === "NotIn" ? (name) => !values.includes(name) : () => false;
}
