import { remembered, rememberedLast } from "../../remembered";
import type { Resource } from "../../resource";
import { ownValue, type Inputs } from "../../values";

/** A kind of Kubernetes objects. */
export interface KubernetesKind {
  /** The API group, empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Without the suffix of Pulumi's Patch resources. */
  readonly kind: string;
  /** Whether its group is Kubernetes' own: the fields are known. */
  readonly isBuiltIn: boolean;
}

/** A Kubernetes object that a resource of the package `kubernetes` makes or patches. */
export interface KubernetesObject extends KubernetesKind {
  /** Whether it changes fields of an object that exists: what it leaves out stays as it is. */
  readonly isPatch: boolean;
  /** The manifest. */
  readonly inputs: Inputs;
}

/** The API groups of Kubernetes itself, all of the types in `@pulumi/kubernetes`; the empty one is the core group. */
const ownGroups: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "auditregistration.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "lifecycle.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "settings.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** Modules of the package whose types are no manifests but sets of them; the placement tables class those. */
const setsOfManifests: ReadonlySet<string> = new Set(["helm", "helm.sh", "kustomize", "yaml"]);

/** How Pulumi names groups in type tokens where it differs from Kubernetes. */
const groupsByToken: ReadonlyMap<string, string> = new Map([
  ["core", ""],
  ["meta", ""],
  ["apiregistration", "apiregistration.k8s.io"],
]);

/** The object that a resource makes; undefined when it is no Kubernetes manifest. */
export const kubernetesObject = rememberedLast(({ type, inputs }: Resource): KubernetesObject | undefined => {
  const token = kindOfToken(type);
  if (token === undefined) return undefined;
  const isPatch = isPatchToken(token.kind, ownValue(inputs, "kind"));
  return { ...(isPatch ? patched(token) : token), isPatch, inputs };
});

/** The kinds that objects of a type token may have: none of one that is no manifest's, and two where it ends in `Patch`. */
export function kindsOf(type: string): readonly KubernetesKind[] {
  const token = kindOfToken(type);
  if (token === undefined) return [];
  return isPatchToken(token.kind, undefined) ? [patched(token), token] : [token];
}

/** The kind as a type token writes it. */
const kindOfToken = remembered(5_000, (type: string): KubernetesKind | undefined => {
  const [pkg, apiVersion, kind, ...rest] = type.split(":");
  if (pkg !== "kubernetes" || apiVersion === undefined || kind === undefined || rest.length > 0)
    return undefined;
  const { group, version } = parseApiVersion(apiVersion);
  if (setsOfManifests.has(group) || !isCustomForm(group, apiVersion, kind)) return undefined;
  return { group, version, kind, isBuiltIn: ownGroups.has(group) };
});

function patched(token: KubernetesKind): KubernetesKind {
  return { ...token, kind: token.kind.slice(0, -"Patch".length) };
}

/** A version and a kind as Kubernetes lets custom resources have them. */
const versionForm = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const kindForm = /^[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?$/;

/** Whether a token has the form `<group>/<version>:<Kind>`; those of Kubernetes' own groups are in the placement table. */
function isCustomForm(group: string, apiVersion: string, kind: string): boolean {
  if (ownGroups.has(group)) return true;
  const [, version, ...rest] = apiVersion.split("/");
  return version !== undefined && rest.length === 0 && versionForm.test(version) && kindForm.test(kind);
}

/** Group and version of an `apiVersion` as manifests or type tokens write it: `apps/v1`, `v1`, `core/v1`. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  const written = slash === -1 ? (/^v\d/.test(apiVersion) ? "" : apiVersion) : apiVersion.slice(0, slash);
  return { group: groupsByToken.get(written) ?? written, version: apiVersion.slice(slash + 1) };
}

/** Whether objects of a kind are Services of Kubernetes itself. */
export function isService({ group, kind }: KubernetesKind): boolean {
  return kind === "Service" && group === "";
}

/** Whether a group is Kubernetes' own. */
export function isOwnGroup(group: string): boolean {
  return ownGroups.has(group);
}

/** Pulumi adds `Patch` to the kind in the token; a custom kind may end so by itself, which the manifest's kind tells. */
function isPatchToken(token: string, kind: unknown): boolean {
  return token.endsWith("Patch") && token !== "Patch" && kind !== token;
}
