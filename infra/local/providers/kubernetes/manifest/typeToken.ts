/** What a Pulumi type token says about a Kubernetes object. */
export interface ObjectType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** True for `…Patch` types, which change fields of an object that something else owns. */
  readonly patch: boolean;
}

/** Modules that the official plug-in serves beyond plain objects. */
const otherModules: readonly string[] = ["helm.sh", "yaml", "kustomize"];

/**
 * Reads a token like `kubernetes:apps/v1:Deployment`.
 * Throws for Helm releases, YAML groups and the like, and for anything that is no Kubernetes type.
 */
export function parseTypeToken(token: string): ObjectType {
  const [provider, module = "", kind = ""] = token.split(":");
  const [group = "", version = "", extra] = module.split("/");
  if (provider !== "kubernetes" || kind === "") throw new Error(`${token} is no type of this provider`);
  if (otherModules.includes(group)) {
    throw new Error(
      `${token} is not supported by this stand-in for pulumi-resource-kubernetes, which serves plain Kubernetes objects: ` +
        "install the official plug-in",
    );
  }
  if (version === "" || extra !== undefined)
    throw new Error(`${token} has no group and version, e.g. apps/v1`);
  const patch = kind.endsWith("Patch");
  return {
    group: group === "core" ? "" : group,
    version,
    kind: patch ? kind.slice(0, -"Patch".length) : kind,
    patch,
  };
}

/** The `apiVersion` of objects of the type, e.g. `v1` or `apps/v1`. */
export function apiVersionOf(type: Pick<ObjectType, "group" | "version">): string {
  return type.group === "" ? type.version : `${type.group}/${type.version}`;
}

/** Group and version of an `apiVersion`. */
export function parseApiVersion(apiVersion: string): Pick<ObjectType, "group" | "version"> {
  const slash = apiVersion.indexOf("/");
  if (slash < 0) return { group: "", version: apiVersion };
  const group = apiVersion.slice(0, slash);
  return { group: group === "core" ? "" : group, version: apiVersion.slice(slash + 1) };
}
