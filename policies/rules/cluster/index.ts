import type { Approval } from "../../approval/approval";
import { approvedControllers, approvedCountries, judgeController } from "../../approval/judgeLocation";
import type { Resource } from "../../resource";
import { isProviderType, packageOf } from "../../token";
import { denial } from "../denial";
import type { Finding, Rule } from "../rule";
import { bindingOf } from "./binding";

/** Where the cluster of Kubernetes objects lies, by their provider. */
export const clusterRule: Rule = {
  id: "cluster",
  title: "Kubernetes objects are made in an approved cluster",
  why: "An object says nothing of where it runs: its provider's cluster does, and one that nobody can place runs anywhere.",
  fix: "Use a provider of an approved cluster, or list the cluster's server under 'clusters' in the approval.",
  levels: ["mandatory", "advisory"],
  concerns: (type) => packageOf(type) === "kubernetes",
  check: (resource, approval) => {
    if (isProviderType(resource.type)) return checkCluster(approval, resource, "");
    if (resource.provider !== undefined) return checkCluster(approval, resource.provider, "its cluster is ");
    return [refusal(approval, "its provider is not known", "use a provider of an approved cluster")];
  },
};

function checkCluster(
  approval: Approval,
  provider: Pick<Resource, "inputs" | "urn">,
  subject: string,
): readonly Finding[] {
  const binding = bindingOf(approval, provider);
  if (binding.kind === "refused") {
    return [refusal(approval, binding.problem, binding.fix)];
  }
  if (binding.kind === "unknown") {
    return [
      {
        level: "advisory",
        property: "kubeconfig",
        message: `'kubeconfig' ${subject === "" ? "" : "of its provider "}cannot be known yet, so its cluster is judged at update; approved: ${approvedCountries(approval)} - set clusterIdentifier to domicile:CLOUD/LOCATION to have it judged now`,
      },
    ];
  }
  const { place, by } = binding;
  return [
    ...(place.verdict.isApproved
      ? []
      : [
          denial({
            what: `${subject}placed in ${place.verdict.said} by ${by}`,
            approved: place.verdict.approved,
            fix: "use a provider of an approved cluster",
            property: "kubeconfig",
          }),
        ]),
    ...place.controllers
      .filter(({ country }) => !judgeController(approval, country))
      .map(({ operator, country }) =>
        denial({
          what: `${subject}run by ${operator} under the law of ${country}`,
          approved: `operators ${approvedControllers(approval)}`,
          fix: "use a cluster of an approved operator",
          property: "kubeconfig",
        }),
      ),
  ];
}

function refusal(approval: Approval, what: string, fix: string): Finding {
  return denial({ what, approved: approvedCountries(approval), fix, property: "kubeconfig" });
}
