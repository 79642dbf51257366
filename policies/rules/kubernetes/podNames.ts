import { isInputs } from "../../values";
import { destinationProblems } from "./addresses";
import { kubernetesRule } from "./kubernetesRule";
import { locateAll } from "./located";
import { podTemplatesOf } from "./pods";

/** Where pods ask for the addresses of names. */
export const podNames = kubernetesRule({
  id: "kubernetes-pod-names",
  title: "Pods look names up inside the cluster",
  why: "A name that is looked up can carry data out, and a host alias sends what is meant for one host to another.",
  fix: "Remove 'dnsConfig.nameservers' and 'hostAliases', or name private addresses in them.",
  levels: ["mandatory", "advisory"],
  check: (object, approval) =>
    podTemplatesOf(object)
      .flatMap(({ path, spec }) =>
        isInputs(spec) ? locateAll(spec, ["dnsConfig.nameservers", "hostAliases.ip"], path) : [],
      )
      .flatMap((address) => destinationProblems(approval, address, "use the cluster's DNS")),
});
