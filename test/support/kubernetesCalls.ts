import { InitializationError } from "../../infra/local/providers/protocol";
import type {
  Autonaming,
  CheckResult,
  DiffResult,
  PropertyObject,
  ReadResult,
  ResourceRequest,
} from "../../infra/local/providers/protocol";
import { KubernetesProvider } from "../../infra/local/providers/kubernetes/kubernetesProvider";

/** What the engine's state has of a resource. */
export interface ResourceState {
  readonly id: string;
  readonly inputs: PropertyObject;
  readonly outputs: PropertyObject;
}

/** Further parts of a request. */
export interface CallOptions {
  readonly timeoutSeconds?: number;
  readonly ignoreChanges?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Calls a provider about one resource in the order in which the engine does, without gRPC. */
export class KubernetesResource {
  /** Every status line that was shown. */
  readonly statuses: string[] = [];
  readonly warnings: string[] = [];
  readonly #provider: KubernetesProvider;
  readonly #type: string;
  readonly #name: string;

  constructor(provider: KubernetesProvider, type: string, name = "it") {
    this.#provider = provider;
    this.#type = type;
    this.#name = name;
  }

  #request(options: CallOptions): ResourceRequest & { readonly timeoutSeconds?: number } {
    return {
      urn: `urn:pulumi:test::test::${this.#type}::${this.#name}`,
      type: this.#type,
      name: this.#name,
      signal: options.signal ?? new AbortController().signal,
      log: {
        status: (message) => this.statuses.push(message),
        info: () => undefined,
        warn: (message) => this.warnings.push(message),
      },
      ...(options.timeoutSeconds === undefined ? {} : { timeoutSeconds: options.timeoutSeconds }),
    };
  }

  /** @param autonaming how the project makes names, when it says so */
  check(
    newInputs: PropertyObject,
    old?: ResourceState,
    seed = "",
    autonaming?: Autonaming,
  ): Promise<CheckResult> {
    return this.#provider.check({
      ...this.#request({}),
      newInputs,
      randomSeed: Buffer.from(seed),
      ...(old === undefined ? {} : { oldInputs: old.inputs }),
      ...(autonaming === undefined ? {} : { autonaming }),
    });
  }

  /** Check and create; throws what the creation throws. */
  async create(given: PropertyObject, options: CallOptions = {}): Promise<ResourceState> {
    const { inputs } = await this.check(given);
    const { id, outputs } = await this.#provider.create({
      ...this.#request(options),
      inputs,
      preview: false,
    });
    return { id, inputs, outputs };
  }

  /** Check and a previewed creation: the outputs. */
  async previewCreate(given: PropertyObject): Promise<PropertyObject> {
    const { inputs } = await this.check(given);
    return (await this.#provider.create({ ...this.#request({}), inputs, preview: true })).outputs;
  }

  /** Check and diff against the state. */
  async diff(old: ResourceState, given: PropertyObject, options: CallOptions = {}): Promise<DiffResult> {
    const { inputs } = await this.check(given, old);
    return this.#provider.diff({
      ...this.#request({}),
      id: old.id,
      oldInputs: old.inputs,
      oldOutputs: old.outputs,
      newInputs: inputs,
      ignoreChanges: options.ignoreChanges ?? [],
    });
  }

  /** Check and update. */
  async update(old: ResourceState, given: PropertyObject, options: CallOptions = {}): Promise<ResourceState> {
    const { inputs } = await this.check(given, old);
    return { id: old.id, inputs, outputs: await this.#update(old, inputs, false, options) };
  }

  /** Check and a previewed update: the outputs. */
  async previewUpdate(old: ResourceState, given: PropertyObject): Promise<PropertyObject> {
    const { inputs } = await this.check(given, old);
    return this.#update(old, inputs, true, {});
  }

  #update(
    old: ResourceState,
    newInputs: PropertyObject,
    preview: boolean,
    options: CallOptions,
  ): Promise<PropertyObject> {
    return this.#provider.update({
      ...this.#request(options),
      id: old.id,
      oldInputs: old.inputs,
      oldOutputs: old.outputs,
      newInputs,
      ignoreChanges: options.ignoreChanges ?? [],
      preview,
    });
  }

  read(old: ResourceState): Promise<ReadResult | undefined> {
    const { id, inputs, outputs } = old;
    return this.#provider.read({ ...this.#request({}), id, oldInputs: inputs, oldOutputs: outputs });
  }

  /** A read that knows the id only. */
  import(id: string): Promise<ReadResult | undefined> {
    return this.#provider.read({ ...this.#request({}), id, oldInputs: {}, oldOutputs: {} });
  }

  delete(old: ResourceState, options: CallOptions = {}): Promise<void> {
    const { id, inputs, outputs } = old;
    return this.#provider.delete({ ...this.#request(options), id, inputs, outputs });
  }
}

/** A provider that was configured as its provider resource's inputs say. */
export async function configuredProvider(config: PropertyObject): Promise<KubernetesProvider> {
  const provider = new KubernetesProvider("0.0.0-test");
  const log = { status: () => undefined, info: () => undefined, warn: () => undefined };
  await provider.configure({ urn: "", config, log });
  return provider;
}

/** The initialization failure that `work` ends with. Throws when it ends well or in another way. */
export async function initializationFailure(work: Promise<unknown>): Promise<InitializationError> {
  let outcome: unknown;
  try {
    await work;
  } catch (error) {
    outcome = error;
  }
  if (outcome instanceof InitializationError) return outcome;
  throw new Error("there was no initialization failure", { cause: outcome });
}
