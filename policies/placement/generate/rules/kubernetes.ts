import { inherits, opaque, type PackageRules } from "../rule";

const fetched = "what it renders is fetched and decided when it runs";

/** Kubernetes: an object lies in the cluster of its provider, which is judged with it. */
export const kubernetes: PackageRules = {
  package: "kubernetes",
  npm: "@pulumi/kubernetes",
  places: () => [],
  byDeclaration: ({ token }) =>
    token.endsWith("List")
      ? opaque("a list of objects that the rules for each kind would not see")
      : inherits("the cluster of its provider"),
  judgements: [
    {
      types: ["helm.sh/v3:Release", "helm.sh/v3:Chart", "helm.sh/v4:Chart"],
      placement: opaque(`a Helm chart: ${fetched}`),
    },
    {
      types: ["yaml:ConfigFile", "yaml:ConfigGroup", "yaml/v2:ConfigFile", "yaml/v2:ConfigGroup"],
      placement: opaque(`manifests by path or address: ${fetched}`),
    },
    {
      types: ["kustomize:Directory", "kustomize/v2:Directory"],
      placement: opaque(`a kustomization: ${fetched}`),
    },
  ],
};
