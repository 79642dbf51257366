import type {
  CheckRequest,
  CheckResult,
  ConfigureRequest,
  CreateRequest,
  CreateResult,
  DeleteRequest,
  DiffRequest,
  DiffResult,
  PropertyObject,
  ProviderImplementation,
  ReadRequest,
  ReadResult,
  UpdateRequest,
} from "../protocol";
import { deleteObject } from "./apply/deleteObject";
import { giveUpFields } from "./apply/updateObject";
import { checkObject } from "./checkObject";
import { parseConfiguration, refusedInputs } from "./configuration";
import { diffObject } from "./diffObject";
import { parseCheckpoint } from "./manifest/checkpoint";
import { parseId } from "./manifest/manifest";
import { parseTypeToken } from "./manifest/typeToken";
import { diffConfiguration } from "./providerDifference";
import { readResource, unreachableAdvice } from "./readObject";
import { referenceTo } from "./api/objects";
import { Session } from "./session";
import { strictModeFailures } from "./strictMode";
import { createResource, timeoutMs, updateResource } from "./writeObject";

/** The stand-in for pulumi-resource-kubernetes: serves plain Kubernetes objects, custom ones included. */
export class KubernetesProvider implements ProviderImplementation {
  readonly name = "kubernetes";
  readonly version: string;
  #session = new Session(parseConfiguration({}));

  /** @param version of the official plug-in that this one stands for */
  constructor(version: string) {
    this.version = version;
  }

  async checkConfig(request: CheckRequest): Promise<CheckResult> {
    const { urn, newInputs } = request;
    const failures = [...refusedInputs(newInputs), ...strictModeFailures(urn, newInputs)];
    return Promise.resolve({ inputs: newInputs, failures });
  }

  async diffConfig(request: DiffRequest): Promise<DiffResult> {
    return diffConfiguration(request);
  }

  async configure(request: ConfigureRequest): Promise<void> {
    this.#session = new Session(parseConfiguration(request.config));
    return Promise.resolve();
  }

  async check(request: CheckRequest): Promise<CheckResult> {
    return checkObject(this.#session, request);
  }

  async diff(request: DiffRequest): Promise<DiffResult> {
    return diffObject(this.#session, request);
  }

  async create(request: CreateRequest): Promise<CreateResult> {
    return createResource(this.#session, request);
  }

  async read(request: ReadRequest): Promise<ReadResult | undefined> {
    return readResource(this.#session, request);
  }

  async update(request: UpdateRequest): Promise<PropertyObject> {
    return updateResource(this.#session, request);
  }

  async delete(request: DeleteRequest): Promise<void> {
    const { objects, unreachable } = await this.#session.cluster();
    if (objects === undefined) {
      if (!this.#session.configuration.deleteUnreachable) throw new Error(unreachableAdvice(unreachable));
      request.log.warn(`removed from the state only, since the cluster is unreachable: ${unreachable}`);
      return;
    }
    const { live, inputs, fieldManager } = parseCheckpoint(request.outputs);
    if (parseTypeToken(request.type).patch) {
      await giveUpFields(objects, live, fieldManager);
      return;
    }
    const { namespace, name } = parseId(request.id);
    const known = referenceTo(live);
    // Imported objects may have an id without their namespace.
    const reference = { ...known, name, namespace: namespace || known.namespace };
    await deleteObject(objects, reference, inputs, {
      timeoutMs: timeoutMs(request.timeoutSeconds, inputs),
      signal: request.signal,
      log: request.log,
    });
  }
}
