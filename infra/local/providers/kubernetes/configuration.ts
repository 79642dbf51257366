import { isPropertyObject, reveal, Unknown } from "../protocol";
import type { PropertyObject, PropertyValue } from "../protocol";
import { toManifest } from "./manifest/manifest";

/** The provider's configuration; the defaults are the official plug-in's. */
export interface Configuration {
  /** Path or contents of a kubeconfig; empty: the ambient one (`$KUBECONFIG`, `~/.kube/config`, in a cluster). */
  readonly kubeconfig: string;
  /** Context of the kubeconfig. @default its current one */
  readonly context: string;
  /** Cluster of the kubeconfig instead of the context's. */
  readonly cluster: string;
  /** Namespace of objects that name none. @default the context's, else `default` */
  readonly namespace: string;
  /** @default true */
  readonly enableServerSideApply: boolean;
  /** Take over fields that another manager owns. @default false */
  readonly enablePatchForce: boolean;
  /** Creating an object that is there already changes it instead of failing. @default false */
  readonly upsertExistingObjects: boolean;
  /** ConfigMaps' data may change in place. @default false */
  readonly enableConfigMapMutable: boolean;
  /** Secrets' data may change in place. @default false */
  readonly enableSecretMutable: boolean;
  /** Value of the label `app.kubernetes.io/managed-by` of objects made without server-side apply. @default pulumi */
  readonly managedByLabel: string;
  /** Objects of a cluster that cannot be reached count as gone. @default false */
  readonly deleteUnreachable: boolean;
  /** Objects of a cluster that cannot be reached count as unchanged. @default false */
  readonly skipUpdateUnreachable: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the provider's inputs; values may be JSON text. Flags that are not given come from `PULUMI_K8S_…` variables. */
export function parseConfiguration(
  config: PropertyObject,
  environment: Environment = process.env,
): Configuration {
  const text = (name: string): string => textOf(config[name]);
  const flag = (name: string, variable: string, otherwise: boolean): boolean =>
    flagOf(config[name]) ?? flagOf(environment[variable]) ?? otherwise;
  return {
    kubeconfig: text("kubeconfig"),
    context: text("context"),
    cluster: text("cluster"),
    namespace: text("namespace"),
    enableServerSideApply: flag("enableServerSideApply", "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY", true),
    enablePatchForce: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE", false),
    upsertExistingObjects: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS", false),
    enableConfigMapMutable: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE", false),
    enableSecretMutable: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE", false),
    managedByLabel: environment["PULUMI_KUBERNETES_MANAGED_BY_LABEL"] ?? "pulumi",
    deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE", false),
    skipUpdateUnreachable: flag("skipUpdateUnreachable", "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE", false),
  };
}

/** A kubeconfig given as an object becomes its JSON text, which is YAML too. */
export function textOf(value: PropertyValue | undefined): string {
  const plain = value === undefined ? null : reveal(value);
  if (typeof plain === "string") return plain;
  return isPropertyObject(plain) ? JSON.stringify(toManifest(plain)) : "";
}

function flagOf(value: PropertyValue | undefined): boolean | undefined {
  const plain = value === undefined ? null : reveal(value);
  if (typeof plain === "boolean") return plain;
  return typeof plain === "string" && plain !== "" ? plain === "true" : undefined;
}

/** Whether the input is there and not known yet. */
export function isUnknownInput(value: PropertyValue | undefined): boolean {
  return value !== undefined && reveal(value) instanceof Unknown;
}

/** What the official plug-in offers and this stand-in does not, by the name of its input. */
const unsupported: Readonly<Record<string, string>> = {
  renderYamlToDirectory: "writing YAML files instead of a cluster",
  alwaysRender: "writing YAML files instead of a cluster",
};

/** Inputs that this stand-in must refuse, with the reason. */
export function refusedInputs(
  config: PropertyObject,
): readonly { readonly property: string; readonly reason: string }[] {
  return Object.entries(unsupported).flatMap(([property, what]) => {
    const value = config[property];
    const plain = value === undefined ? null : reveal(value);
    if (plain === null || plain === "" || plain === false || plain === "false") return [];
    const reason = `${what} is not supported by this stand-in for pulumi-resource-kubernetes, install the official plug-in`;
    return [{ property, reason }];
  });
}
