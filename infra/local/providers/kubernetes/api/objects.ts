import { isJsonObject } from "../manifest/json";
import type { Json } from "../manifest/json";
import { nameOf, namespaceOf } from "../manifest/manifest";
import type { Manifest } from "../manifest/manifest";
import { textAt } from "../manifest/json";
import type { ApiClient } from "./apiClient";
import { isNotFound } from "./apiError";
import { Discovery, objectPath } from "./discovery";
import type { Endpoint } from "./discovery";

/** How a change is made. */
export interface WriteOptions {
  /** Who owns the fields that are set. */
  readonly fieldManager: string;
  /** True: the server checks and completes the object and keeps nothing. */
  readonly dryRun: boolean;
}

/** Names an object. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The reference to `manifest`. */
export function referenceTo(manifest: Manifest): ObjectReference {
  return {
    apiVersion: textAt(manifest, "apiVersion"),
    kind: textAt(manifest, "kind"),
    namespace: namespaceOf(manifest),
    name: nameOf(manifest),
  };
}

/** Reads and writes objects of any kind that the cluster serves. */
export class Objects {
  readonly client: ApiClient;
  readonly discovery: Discovery;

  constructor(client: ApiClient) {
    this.client = client;
    this.discovery = new Discovery(client);
  }

  /** The object. Throws an ApiError with code 404 when it is not there. */
  async get(reference: ObjectReference): Promise<Manifest> {
    const path = await this.#path(reference);
    return manifestOf(await this.client.request({ method: "GET", path }));
  }

  /** The object; undefined when it, or its kind, is not there. */
  async find(reference: ObjectReference): Promise<Manifest | undefined> {
    const endpoint = await this.discovery.find(reference.apiVersion, reference.kind);
    if (endpoint === undefined) return undefined;
    try {
      return await this.get(reference);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Makes a new object. */
  async create(manifest: Manifest, options: WriteOptions): Promise<Manifest> {
    const { apiVersion, kind, namespace } = referenceTo(manifest);
    const path = objectPath(await this.discovery.endpoint(apiVersion, kind), namespace);
    return manifestOf(
      await this.client.request({ method: "POST", path, query: query(options), body: manifest }),
    );
  }

  /** Replaces an object as a whole. */
  async replace(manifest: Manifest, options: WriteOptions): Promise<Manifest> {
    const path = await this.#path(referenceTo(manifest));
    return manifestOf(
      await this.client.request({ method: "PUT", path, query: query(options), body: manifest }),
    );
  }

  /** Server-side apply: makes the object or sets the fields of the manifest. */
  async apply(manifest: Manifest, options: WriteOptions & { readonly force: boolean }): Promise<Manifest> {
    return this.#patch(referenceTo(manifest), manifest, "application/apply-patch+yaml", {
      ...query(options),
      force: String(options.force),
    });
  }

  /** Merges `patch` into the object (RFC 7386). */
  async merge(reference: ObjectReference, patch: Json, options: WriteOptions): Promise<Manifest> {
    return this.#patch(reference, patch, "application/merge-patch+json", query(options));
  }

  /** Changes the object by a list of operations (RFC 6902). */
  async edit(reference: ObjectReference, operations: Json): Promise<Manifest> {
    return this.#patch(reference, operations, "application/json-patch+json", {});
  }

  async #patch(
    reference: ObjectReference,
    body: Json,
    contentType: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Manifest> {
    const path = await this.#path(reference);
    return manifestOf(
      await this.client.request({ method: "PATCH", path, query: parameters, body, contentType }),
    );
  }

  /** Asks the server to delete the object; it may still be there for a while. */
  async remove(
    reference: ObjectReference,
    propagation: "Foreground" | "Background" | "Orphan",
  ): Promise<void> {
    const path = await this.#path(reference);
    const body = { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: propagation };
    await this.client.request({ method: "DELETE", path, body });
  }

  /** Where objects of the reference's kind are served. */
  async endpoint(reference: Pick<ObjectReference, "apiVersion" | "kind">): Promise<Endpoint> {
    return this.discovery.endpoint(reference.apiVersion, reference.kind);
  }

  async #path(reference: ObjectReference): Promise<string> {
    return objectPath(await this.endpoint(reference), reference.namespace, reference.name);
  }
}

function query(options: WriteOptions): Readonly<Record<string, string>> {
  return { fieldManager: options.fieldManager, ...(options.dryRun ? { dryRun: "All" } : {}) };
}

function manifestOf(body: Json): Manifest {
  if (!isJsonObject(body)) throw new Error("the API server answered with something that is no object");
  return body;
}
