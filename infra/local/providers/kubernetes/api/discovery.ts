import { listAt, objectAt, textAt } from "../manifest/json";
import type { Json } from "../manifest/json";
import { apiVersionOf, parseApiVersion } from "../manifest/typeToken";
import type { ApiClient } from "./apiClient";
import { isNotFound, UnknownKindError } from "./apiError";

/** Where objects of a kind are served. */
export interface Endpoint {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** The kind's name in paths, e.g. `deployments`. */
  readonly plural: string;
  readonly verbs: readonly string[];
}

/** Knows which kinds the API server serves, asking once for each group version. */
export class Discovery {
  readonly #client: ApiClient;
  readonly #known = new Map<string, Promise<readonly Endpoint[]>>();

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** Where the kind is served. Throws an UnknownKindError when it is not. */
  async endpoint(apiVersion: string, kind: string): Promise<Endpoint> {
    const found = await this.find(apiVersion, kind);
    if (found === undefined) throw new UnknownKindError(apiVersion, kind);
    return found;
  }

  /** Where the kind is served; undefined when it is not. What is missing is asked for again the next time. */
  async find(apiVersion: string, kind: string): Promise<Endpoint | undefined> {
    const group = this.#known.get(apiVersion) ?? this.#ask(apiVersion);
    const found = (await group).find((endpoint) => endpoint.kind === kind);
    if (found !== undefined) return found;
    this.forget(apiVersion);
    return (await this.#ask(apiVersion)).find((endpoint) => endpoint.kind === kind);
  }

  /** Asks about the group version anew the next time. */
  forget(apiVersion: string): void {
    this.#known.delete(apiVersion);
  }

  #ask(apiVersion: string): Promise<readonly Endpoint[]> {
    const pending = this.#list(apiVersion);
    this.#known.set(apiVersion, pending);
    // An error is told to who asked and not kept.
    pending.catch(() => this.#known.delete(apiVersion));
    return pending;
  }

  async #list(apiVersion: string): Promise<readonly Endpoint[]> {
    try {
      const answer = await this.#client.request({ method: "GET", path: groupPath(apiVersion) });
      return listAt(answer, "resources").flatMap((resource) => endpointOf(apiVersion, resource));
    } catch (error) {
      if (isNotFound(error)) return [];
      throw error;
    }
  }
}

function endpointOf(apiVersion: string, resource: Json): readonly Endpoint[] {
  const plural = textAt(resource, "name");
  if (plural.includes("/")) return [];
  return [
    {
      apiVersion,
      kind: textAt(resource, "kind"),
      namespaced: objectAt({ resource }, "resource")["namespaced"] === true,
      plural,
      verbs: listAt(resource, "verbs").flatMap((verb) => (typeof verb === "string" ? [verb] : [])),
    },
  ];
}

function groupPath(apiVersion: string): string {
  const type = parseApiVersion(apiVersion);
  return type.group === "" ? `/api/${type.version}` : `/apis/${apiVersionOf(type)}`;
}

/** The path of a collection, or of one object in it. */
export function objectPath(endpoint: Endpoint, namespace: string, name?: string): string {
  return [
    groupPath(endpoint.apiVersion),
    ...(endpoint.namespaced && namespace !== "" ? ["namespaces", encodeURIComponent(namespace)] : []),
    endpoint.plural,
    ...(name === undefined ? [] : [encodeURIComponent(name)]),
  ].join("/");
}
