import { expect, vi } from "vitest";
import { ClusterLock, type ClusterLockArgs } from "../../components";
import type { ApiClient } from "../../infra/local/providers/kubernetes/api/apiClient";
import { ApiError } from "../../infra/local/providers/kubernetes/api/apiError";
import { parseJson, type JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";
import { recordRegistrations } from "./mocks";

/** The content type of a patch that merges lists by their elements' names. */
export const strategicMerge = "application/strategic-merge-patch+json";

/** A request that makes (`POST`) or changes (`PATCH`) something. */
export interface Write {
  /** @default "POST" */
  readonly method?: "POST" | "PATCH";
  readonly path: string;
  readonly body: JsonObject;
}

/** Asks an API server what it would do: it judges a dry run like any request, and keeps nothing. */
export async function dryRun(api: ApiClient, { method = "POST", path, body }: Write): Promise<void> {
  const contentType = method === "PATCH" ? { contentType: strategicMerge } : {};
  await api.request({ method, path, body, query: { dryRun: "All" }, ...contentType });
}

/** Why an API server refuses a request; undefined when it does not. */
export async function refusal(api: ApiClient, write: Write): Promise<string | undefined> {
  try {
    await dryRun(api, write);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && (error.code === 403 || error.code === 422)) return error.message;
    throw error;
  }
}

/** The path of the admission policies; those of their bindings and single ones begin with it. */
export const policiesPath = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
const bindingsPath = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";

/**
 * Puts what `ClusterLock` makes in place of the lock before, and waits until the server goes by it.
 * @param namespace one that the lock binds
 */
export async function lockCluster(api: ApiClient, namespace: string, args: ClusterLockArgs): Promise<void> {
  for (const path of [bindingsPath, policiesPath]) await api.request({ method: "DELETE", path });
  const { registries, requireDigest = false } = args.approval;
  const canaries = [
    {
      path: `/api/v1/namespaces/${namespace}/services`,
      body: { metadata: { name: "canary" }, spec: { type: "ExternalName", externalName: "canary" } },
    },
    {
      path: `/api/v1/namespaces/${namespace}/pods`,
      body: { metadata: { name: "canary" }, spec: { containers: [{ name: "canary", image: "!" }] } },
    },
  ];
  for (const canary of canaries) await untilPermitted(api, canary);
  for (const { path, object } of await renderedLock(args)) {
    await api.request({ method: "POST", path, body: object });
  }
  const hasImages = registries !== undefined || requireDigest;
  for (const canary of hasImages ? canaries : canaries.slice(0, 1)) {
    await vi.waitFor(async () => {
      expect(await refusal(api, canary)).toBeDefined();
    }, waiting);
  }
}

const waiting = { timeout: 60_000, interval: 100 };

/** Waits until an API server would take a request. */
export async function untilPermitted(api: ApiClient, write: Write): Promise<void> {
  await vi.waitFor(async () => {
    expect(await refusal(api, write)).toBeUndefined();
  }, waiting);
}

/** The objects that `ClusterLock` asks the provider to make, each with the path of its kind. */
async function renderedLock(args: ClusterLockArgs): Promise<{ path: string; object: JsonObject }[]> {
  const registered = await recordRegistrations();
  new ClusterLock("lock", args);
  await vi.waitFor(() => {
    expect(registered.map(({ name }) => name)).toContain("lock-external-names-binding");
  }, waiting);
  return registered
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ type, inputs }) => ({
      path: type.endsWith("Binding") ? bindingsPath : policiesPath,
      object: asJson(inputs),
    }));
}

function asJson(value: unknown): JsonObject {
  const json = parseJson(JSON.stringify(value));
  if (typeof json !== "object" || json === null || !("kind" in json)) throw new Error("no Kubernetes object");
  return json;
}
