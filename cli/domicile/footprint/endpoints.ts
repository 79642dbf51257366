import type { Resource } from "../../../policies/resource";
import { allowsAnyTarget, egressRulesOf } from "../../../policies/rules/kubernetes/egress";
import { hostOf, isInside, isPrivateBlock } from "../../../policies/rules/kubernetes/hosts";
import { kubernetesObject } from "../../../policies/rules/kubernetes/object";
import { isInputs, isList, valuesAt, type Inputs, type Value } from "../../../policies/values";

/** Where egress rules name hosts and address blocks. */
const targetPaths = [
  "toFQDNs.matchName",
  "toFQDNs.matchPattern",
  "to.domainNames",
  "to.ipBlock.cidr",
  "toCIDR",
  "toCIDRSet.cidr",
  "to.networks",
];

/** Parts of Kubernetes objects that hold text for programs and people, full of addresses that nobody speaks to. */
const texts: ReadonlySet<string> = new Set(["metadata", "data", "stringData", "binaryData"]);

/** An address with its scheme, as a whole or after the `=` of a program's option. */
const address = /^(?:--?[A-Za-z][\w.-]*=)?([a-z][a-z0-9+.-]*:\/\/\S+)$/;

/** What is said of a rule that lets everything out. */
const anywhere = "any address";

/** Hosts and address blocks outside the cluster that a resource names as something to speak to. */
export function endpointsOf(resource: Resource): readonly string[] {
  const object = kubernetesObject(resource);
  if (object === undefined) return hostsIn(resource.inputs);
  const { group, inputs } = object;
  const spoken = Object.fromEntries(Object.entries(inputs).filter(([name]) => !texts.has(name)));
  return [
    ...egressRulesOf(object).flatMap(({ value }) => (isInputs(value) ? targetsOf(group, value) : [])),
    ...valuesAt(inputs, "spec.externalName").flatMap(({ value }) => outside(value)),
    ...hostsIn(spoken),
  ];
}

function targetsOf(group: string, rule: Inputs): readonly string[] {
  if (allowsAnyTarget(group, rule)) return [anywhere];
  return targetPaths.flatMap((path) => valuesAt(rule, path)).flatMap(({ value }) => outside(value));
}

function outside(value: Value): readonly string[] {
  if (typeof value !== "string" || value === "" || isPrivateBlock(value)) return [];
  if (/\/\d+$/.test(value)) return [value];
  const host = hostOf(value);
  if (host === undefined) return [value];
  return isInside(host) ? [] : [host.name];
}

function hostsIn(value: Value): readonly string[] {
  if (typeof value === "string") {
    const [, found] = address.exec(value) ?? [];
    const host = found === undefined ? undefined : hostOf(found);
    return host === undefined || isInside(host) ? [] : [host.name];
  }
  if (isList(value)) return value.flatMap(hostsIn);
  return isInputs(value) ? Object.values(value).flatMap(hostsIn) : [];
}
