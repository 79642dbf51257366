import { isInputs, ownValue, shown, unknown } from "../../values";
import type { Finding } from "../rule";
import { finding, kubernetesRule } from "./kubernetesRule";
import { makesPods, podTemplatesOf, type PodTemplate } from "./pods";

const namespaces = ["hostNetwork", "hostPID", "hostIPC"] as const;

/** Pods that share a namespace with their node. */
export const hostNamespaces = kubernetesRule({
  id: "kubernetes-host-namespaces",
  title: "Pods have networks and processes of their own",
  why: "Network policies do not hold in the node's network, so that a pod there speaks to anyone, and the node's processes show the keys and prompts of all pods.",
  fix: "Remove hostNetwork, hostPID and hostIPC.",
  levels: ["hardening"],
  concerns: makesPods,
  check: (object) => podTemplatesOf(object).flatMap(sharedNamespaces),
});

function sharedNamespaces({ path, spec }: PodTemplate): Finding[] {
  if (!isInputs(spec)) {
    const said = spec === unknown ? "cannot be known yet" : `is ${shown(spec)}`;
    return finding(
      "hardening",
      path,
      `'${path}' ${said}; approved: namespaces of its own - write the pod as plain data`,
    );
  }
  return namespaces.flatMap((name) => {
    const value = ownValue(spec, name);
    if (value === undefined || value === null || value === false) return [];
    const at = `${path}.${name}`;
    const said = value === unknown ? "cannot be known yet" : `is ${shown(value)}`;
    return finding("hardening", at, `'${at}' ${said}; approved: false - remove it`);
  });
}
