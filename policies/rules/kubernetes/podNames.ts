import { isInputs, type Value } from "../../values";
import { destinationProblems } from "./addresses";
import { kubernetesRule } from "./kubernetesRule";
import { locate, locateAll } from "./located";
import { makesPods, podTemplatesOf } from "./pods";

/** Where pods ask for the addresses of names. */
export const podNames = kubernetesRule({
  id: "kubernetes-pod-names",
  title: "Pods look names up inside the cluster",
  why: "A name that is looked up can carry data out, a host alias sends what is meant for one host to another, and a search domain makes a short name one of the internet.",
  fix: "Remove 'dnsConfig.nameservers', 'dnsConfig.searches' and 'hostAliases', or name private addresses and domains of the cluster in them.",
  levels: ["mandatory", "advisory"],
  concerns: makesPods,
  check: (object, approval) =>
    podTemplatesOf(object)
      .flatMap(({ path, spec }) =>
        isInputs(spec)
          ? [
              ...locateAll(spec, ["dnsConfig.nameservers", "hostAliases.ip"], path),
              ...locate(spec, "dnsConfig.searches", path).filter(({ value }) => !isOwnDomain(value)),
            ]
          : [],
      )
      .flatMap((address) => destinationProblems(approval, address, "use the cluster's DNS")),
});

/** Whether a search domain is one of the cluster's own: names that it is put behind stay inside. */
function isOwnDomain(domain: Value): boolean {
  return typeof domain === "string" && /^(?:(?:[a-z0-9-]+\.)?svc\.)?cluster\.local\.?$/.test(domain);
}
