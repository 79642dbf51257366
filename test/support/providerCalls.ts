import type {
  CheckFailure,
  CreateResult,
  DiffResult,
  PropertyObject,
  ProviderImplementation,
  ReadResult,
  ResourceRequest,
} from "../../infra/local/providers/protocol";

/** Calls of a provider about resources of one type, as the engine makes them but without gRPC. */
export interface ProviderCalls {
  /** What was shown to the user as a warning. */
  readonly warnings: readonly string[];
  failures(inputs: PropertyObject): Promise<readonly CheckFailure[]>;
  /** Only the reasons of `failures`. */
  reasons(inputs: PropertyObject): Promise<string[]>;
  create(inputs: PropertyObject): Promise<CreateResult>;
  preview(inputs: PropertyObject): Promise<CreateResult>;
  diff(state: PropertyObject, newInputs: PropertyObject): Promise<DiffResult>;
  update(state: PropertyObject, newInputs: PropertyObject): Promise<PropertyObject>;
  /** A read without any state. */
  import(id: string): Promise<ReadResult | undefined>;
  read(state: PropertyObject): Promise<ReadResult | undefined>;
}

/** Calls `provider` about resources of `type`. */
export function providerCalls(provider: ProviderImplementation, type: string): ProviderCalls {
  const warnings: string[] = [];
  const ignore = (): void => undefined;
  const request: ResourceRequest = {
    urn: `urn:pulumi:test::test::${type}::it`,
    type,
    name: "it",
    signal: new AbortController().signal,
    log: { status: ignore, info: ignore, warn: (message) => warnings.push(message) },
  };
  const failures = async (newInputs: PropertyObject): Promise<readonly CheckFailure[]> =>
    (await provider.check({ ...request, newInputs, randomSeed: new Uint8Array() })).failures ?? [];
  const read = (id: string, oldOutputs: PropertyObject): Promise<ReadResult | undefined> =>
    provider.read({ ...request, id, oldInputs: {}, oldOutputs });
  const change = { ...request, id: "it", oldInputs: {}, ignoreChanges: [] };
  return {
    warnings,
    failures,
    reasons: async (inputs) => (await failures(inputs)).map(({ reason }) => reason),
    create: (inputs) => provider.create({ ...request, inputs, preview: false }),
    preview: (inputs) => provider.create({ ...request, inputs, preview: true }),
    diff: (oldOutputs, newInputs) => provider.diff({ ...change, oldOutputs, newInputs }),
    update: (oldOutputs, newInputs) => provider.update({ ...change, oldOutputs, newInputs, preview: false }),
    import: (id) => read(id, {}),
    read: (state) => read("it", state),
  };
}
