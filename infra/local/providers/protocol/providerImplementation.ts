import type { PropertyObject } from "./propertyValue";

/** Writes to the engine, which shows it beside the resource. Sending never fails a request. */
export interface ResourceLog {
  /** Shown while the operation runs and dropped afterwards, e.g. `1 of 2 pods ready`. */
  status(message: string): void;
  /** Shown at the end, and kept. */
  info(message: string): void;
  /** As `info`, marked as a warning. */
  warn(message: string): void;
}

/** What every request about one resource (or about the provider resource itself) says. */
export interface ResourceRequest {
  readonly urn: string;
  /** Type token, e.g. `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
  /** Aborted when the user cancels the operation: waiting then ends with an error. */
  readonly signal: AbortSignal;
  readonly log: ResourceLog;
}

/** The provider's own configuration: inputs of its provider resource or stack config. */
export interface ConfigureRequest {
  /** Empty when an old engine does not tell. */
  readonly urn: string;
  /** Values may be JSON text instead of booleans, numbers and objects: SDKs send them so. */
  readonly config: PropertyObject;
  readonly log: ResourceLog;
}

/** How the project or stack wants names to be made. */
export interface Autonaming {
  /** `propose`: a default that the plug-in may change; `enforce`: exactly this one; `disable`: make none. */
  readonly mode: "propose" | "enforce" | "disable";
  /** Empty with `disable`. */
  readonly proposedName: string;
}

/** Asks for the inputs that will be kept, from those that the program gave. */
export interface CheckRequest extends ResourceRequest {
  /** What an earlier check answered; absent when the resource is new. */
  readonly oldInputs?: PropertyObject;
  /** What the program gives now. */
  readonly newInputs: PropertyObject;
  /** Same for preview and update of one plan, so that generated names agree; empty when the engine gives none. */
  readonly randomSeed: Uint8Array;
  readonly autonaming?: Autonaming;
}

/** A wrong input. */
export interface CheckFailure {
  /** The input's name; empty when the failure is about the whole. */
  readonly property: string;
  readonly reason: string;
}

/** The inputs to keep, and what is wrong with them. */
export interface CheckResult {
  readonly inputs: PropertyObject;
  readonly failures?: readonly CheckFailure[];
}

/** Asks what new inputs would change. */
export interface DiffRequest extends ResourceRequest {
  readonly id: string;
  readonly oldInputs: PropertyObject;
  readonly oldOutputs: PropertyObject;
  readonly newInputs: PropertyObject;
  /** Property paths that the program wants to be left alone. */
  readonly ignoreChanges: readonly string[];
}

/** What happens to one property. */
export type PropertyChange =
  "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

/** What new inputs change. */
export interface DiffResult {
  readonly changes: boolean;
  /** Property paths that force a replacement; none: the resource is updated in place. @default [] */
  readonly replaces?: readonly string[];
  /** Whether the old resource must be gone before the new one is made. @default false */
  readonly deleteBeforeReplace?: boolean;
  /** Every changed property by its path, e.g. `spec.ports[0].port`; absent: the engine compares the inputs. */
  readonly detailedDiff?: Readonly<Record<string, PropertyChange>>;
}

/** Asks for a new resource. */
export interface CreateRequest extends ResourceRequest {
  readonly inputs: PropertyObject;
  /** True: change nothing, answer what would be as far as it is known. */
  readonly preview: boolean;
  /** From `customTimeouts`, in seconds; absent when not given. */
  readonly timeoutSeconds?: number;
}

/** The new resource. */
export interface CreateResult {
  /** Empty in a preview. */
  readonly id: string;
  readonly outputs: PropertyObject;
}

/** Asks for a resource's present state: refresh, import, or `.get()`. */
export interface ReadRequest extends ResourceRequest {
  readonly id: string;
  /** Empty for an import. */
  readonly oldInputs: PropertyObject;
  /** Empty for an import. */
  readonly oldOutputs: PropertyObject;
}

/** The present state. */
export interface ReadResult {
  readonly id: string;
  readonly inputs: PropertyObject;
  readonly outputs: PropertyObject;
}

/** Asks for a change in place. */
export interface UpdateRequest extends ResourceRequest {
  readonly id: string;
  readonly oldInputs: PropertyObject;
  readonly oldOutputs: PropertyObject;
  readonly newInputs: PropertyObject;
  readonly ignoreChanges: readonly string[];
  /** True: change nothing, answer what would be as far as it is known. */
  readonly preview: boolean;
  /** From `customTimeouts`, in seconds; absent when not given. */
  readonly timeoutSeconds?: number;
}

/** Asks for the end of a resource. */
export interface DeleteRequest extends ResourceRequest {
  readonly id: string;
  readonly inputs: PropertyObject;
  readonly outputs: PropertyObject;
  /** From `customTimeouts`, in seconds; absent when not given. */
  readonly timeoutSeconds?: number;
}

/** Asks for the answer of one of the package's functions. */
export interface InvokeRequest {
  /** The function's token, e.g. `aws:ec2/getAmi:getAmi`. */
  readonly token: string;
  readonly args: PropertyObject;
}

/** The function's answer, and what is wrong with its arguments. */
export interface InvokeResult {
  readonly result: PropertyObject;
  readonly failures?: readonly CheckFailure[];
}

/**
 * What a provider plug-in does. An error that a method throws becomes the operation's error with its message;
 * an `InitializationError` of create, read or update also saves the resource in the state.
 * A configuration with unknown values never arrives: the engine then previews without the plug-in.
 */
export interface ProviderImplementation {
  /** Pulumi's package name, e.g. `random`. */
  readonly name: string;
  /** Semantic version of the official plug-in that this one stands for. */
  readonly version: string;
  /** @default the inputs as they are */
  checkConfig?(request: CheckRequest): Promise<CheckResult>;
  /** @default changed when an input differs, never a replacement */
  diffConfig?(request: DiffRequest): Promise<DiffResult>;
  /** @default nothing to configure */
  configure?(request: ConfigureRequest): Promise<void>;
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): Promise<DiffResult>;
  create(request: CreateRequest): Promise<CreateResult>;
  /** Answers undefined when the resource is gone. */
  read(request: ReadRequest): Promise<ReadResult | undefined>;
  /** Answers the outputs. */
  update(request: UpdateRequest): Promise<PropertyObject>;
  delete(request: DeleteRequest): Promise<void>;
  /** @default every function is refused, naming the official plug-in */
  invoke?(request: InvokeRequest): Promise<InvokeResult>;
}
