import { credentials } from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type Callback } from "@pulumi/pulumi/proto/callback_pb";
import {
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
  type RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A registration after the program's transforms. */
export interface Transformed {
  readonly properties: Struct | undefined;
  readonly provider: string;
}

/** Runs the transforms of a program, which it offers as a service of its own. */
export class Transforms {
  /** Those of each resource, which hold for its children too. */
  readonly #ofResource = new Map<string, readonly Callback[]>();
  readonly #ofStack: Callback[] = [];
  readonly #clients = new Map<string, CallbacksClient>();

  /** A transform of every resource. */
  addToStack(callback: Callback): void {
    this.#ofStack.push(callback);
  }

  /** Remembers the transforms of a resource for its children. */
  keep(urn: string, callbacks: readonly Callback[]): void {
    if (callbacks.length > 0) this.#ofResource.set(urn, callbacks);
  }

  /**
   * The registration after its own transforms, those of its parents, and those of the stack, in the engine's order.
   * @param parents the URNs of its parents, the nearest first
   */
  async apply(request: RegisterResourceRequest, parents: readonly string[]): Promise<Transformed> {
    const callbacks = [
      ...request.getTransformsList(),
      ...parents.flatMap((urn) => this.#ofResource.get(urn) ?? []),
      ...this.#ofStack,
    ];
    let properties = request.getObject();
    let options = optionsOf(request);
    for (const callback of callbacks) {
      const response = await this.#call(callback, transformRequest(request, properties, options));
      properties = response.getProperties() ?? properties;
      options = response.getOptions() ?? options;
    }
    return { properties, provider: options.getProvider() };
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #call(callback: Callback, transform: TransformRequest): Promise<TransformResponse> {
    const target = callback.getTarget();
    const client = this.#clients.get(target) ?? new CallbacksClient(target, credentials.createInsecure());
    this.#clients.set(target, client);
    const request = new CallbackInvokeRequest();
    request.setToken(callback.getToken());
    request.setRequest(transform.serializeBinary());
    return new Promise((resolve, reject) => {
      client.invoke(request, (error, response) => {
        if (error === null) resolve(TransformResponse.deserializeBinary(response.getResponse_asU8()));
        else reject(new Error(`a transform failed: ${error.details}`));
      });
    });
  }
}

function transformRequest(
  request: RegisterResourceRequest,
  properties: Struct | undefined,
  options: TransformResourceOptions,
): TransformRequest {
  const transform = new TransformRequest();
  transform.setType(request.getType());
  transform.setName(request.getName());
  transform.setCustom(request.getCustom());
  transform.setParent(request.getParent());
  transform.setProperties(properties);
  transform.setOptions(options);
  return transform;
}

/** The options that a transform may read or change, as far as they decide where something lies. */
function optionsOf(request: RegisterResourceRequest): TransformResourceOptions {
  const options = new TransformResourceOptions();
  options.setProvider(request.getProvider());
  options.setVersion(request.getVersion());
  options.setPluginDownloadUrl(request.getPlugindownloadurl());
  options.setDependsOnList(request.getDependenciesList());
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setAliasesList(request.getAliasesList());
  options.setDeletedWith(request.getDeletedwith());
  options.setCustomTimeouts(request.getCustomtimeouts());
  options.setHooks(request.getHooks());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  options.setImport(request.getImportid());
  const [protect, retain] = [request.getProtect(), request.getRetainondelete()];
  if (protect !== undefined) options.setProtect(protect);
  if (retain !== undefined) options.setRetainOnDelete(retain);
  if (request.getDeletebeforereplacedefined()) {
    options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  }
  for (const [pkg, reference] of request.getProvidersMap().entries()) {
    options.getProvidersMap().set(pkg, reference);
  }
  return options;
}
