import { isInputs, isList, isPresent, ownValue, shown, unknown, type Inputs, type Value } from "../../values";
import type { Approval } from "../../approval/approval";
import type { Finding } from "../rule";
import { addressProblems } from "./addresses";
import { hostOf, isApprovedEndpoint, isPrivateBlock } from "./hosts";
import { finding, kubernetesRule } from "./kubernetesRule";
import { locate, locateAll, type Located } from "./located";
import type { KubernetesKind, KubernetesObject } from "./object";

/** Names outside the cluster that network policies let pods speak to. */
export const egressName = kubernetesRule({
  id: "kubernetes-egress-name",
  title: "Network policies open the way to approved hosts only",
  why: "A policy that names a host is there so that data goes to it.",
  fix: "Remove the name, or add the host to 'endpoints' of the approval.",
  concerns: isNetworkPolicy,
  check: (object, approval) =>
    egressRulesOf(object)
      .flatMap(({ path, value }) =>
        isInputs(value)
          ? locateAll(value, ["toFQDNs.matchName", "toFQDNs.matchPattern", "to.domainNames"], path)
          : [],
      )
      .flatMap((name) => addressProblems(approval, name)),
});

/** Network policies that let pods speak to anyone. */
export const openEgress = kubernetesRule({
  id: "kubernetes-open-egress",
  title: "Network policies open no way to the internet",
  why: "What may speak to any address sends data anywhere, and nothing else would stop it.",
  fix: "Name pods, namespaces or private address ranges in 'to'.",
  levels: ["hardening"],
  concerns: isNetworkPolicy,
  check: (object, approval) => egressRulesOf(object).flatMap((rule) => openings(object, rule, approval)),
});

/** Where each kind of network policy keeps the rules that allow traffic out. */
const rulePaths: ReadonlyMap<string, readonly string[]> = new Map([
  ["networking.k8s.io/NetworkPolicy", ["spec.egress"]],
  ["extensions/NetworkPolicy", ["spec.egress"]],
  ["cilium.io/CiliumNetworkPolicy", ["spec.egress", "specs.egress"]],
  ["cilium.io/CiliumClusterwideNetworkPolicy", ["spec.egress", "specs.egress"]],
  ["policy.networking.k8s.io/AdminNetworkPolicy", ["spec.egress"]],
  ["policy.networking.k8s.io/BaselineAdminNetworkPolicy", ["spec.egress"]],
  ["policy.networking.k8s.io/ClusterNetworkPolicy", ["spec.egress"]],
]);

function rulePathsOf({ group, kind }: KubernetesKind): readonly string[] | undefined {
  return rulePaths.get(`${group}/${kind}`);
}

function isNetworkPolicy(kind: KubernetesKind): boolean {
  return rulePathsOf(kind) !== undefined;
}

/** The rules of a network policy that allow traffic out; an unknown one is among them. */
export function egressRulesOf(object: KubernetesObject): Located[] {
  return locateAll(object.inputs, rulePathsOf(object) ?? []).filter(
    ({ value }) => !isInputs(value) || ownValue(value, "action") !== "Deny",
  );
}

/** Address blocks, wherever the kinds of policies write them. */
const blockPaths = ["to.ipBlock.cidr", "toCIDR", "toCIDRSet.cidr", "to.networks"] as const;

/** Entities of Cilium that are outside the cluster. */
const outsideEntities: readonly Value[] = ["world", "world-ipv4", "world-ipv6", "all"];

function openings({ group }: KubernetesObject, { path, value }: Located, approval: Approval): Finding[] {
  if (!isInputs(value)) return opening(path, unreadable(value));
  return [
    ...(allowsAnyTarget(group, value) ? opening(path, "names no target and so allows all") : []),
    ...locateAll(value, blockPaths, path).flatMap((block) =>
      isInside(block.value, approval) ? [] : opening(block.path, unreadable(block.value)),
    ),
    ...locate(value, "toEntities", path).flatMap((entity) =>
      outsideEntities.includes(entity.value) || typeof entity.value !== "string"
        ? opening(entity.path, unreadable(entity.value))
        : [],
    ),
  ];
}

/** Kubernetes' own policies allow every target where a rule has no `to`; Cilium's allow none. */
export function allowsAnyTarget(group: string, rule: Inputs): boolean {
  if (group !== "networking.k8s.io" && group !== "extensions") return false;
  const targets = ownValue(rule, "to");
  return !isPresent(targets) || (isList(targets) && targets.length === 0);
}

function isInside(block: Value, approval: Approval): boolean {
  if (typeof block !== "string") return false;
  const host = hostOf(block.replace(/\/(32|128)$/, ""));
  return isPrivateBlock(block) || (host !== undefined && isApprovedEndpoint(approval, host));
}

function unreadable(value: Value): string {
  return value === unknown ? "cannot be known yet" : `is ${shown(value)}`;
}

function opening(path: string, said: string): Finding[] {
  return finding(
    "hardening",
    path,
    `'${path}' ${said}; approved: pods, namespaces and private address ranges - name those that are needed`,
  );
}
