import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { decodeProperties, encodeProperties } from "./propertyValue";
import type {
  Autonaming,
  CheckFailure,
  CheckRequest,
  CheckResult,
  CreateRequest,
  CreateResult,
  DeleteRequest,
  DiffRequest,
  DiffResult,
  InvokeRequest,
  InvokeResult,
  PropertyChange,
  ReadRequest,
  ReadResult,
  ResourceRequest,
  UpdateRequest,
} from "./providerImplementation";

const { AutonamingOptions } = proto.CheckRequest;
const { DiffChanges } = proto.DiffResponse;
const { Kind } = proto.PropertyDiff;

/** A check as the implementation sees it. */
export function checkRequest(message: proto.CheckRequest, resource: ResourceRequest): CheckRequest {
  const oldInputs = decodeProperties(message.getOlds());
  const autonaming = autonamingOf(message.getAutonaming());
  return {
    ...resource,
    // The engine sends an empty object for "none", so nothing else can be told from a resource without inputs.
    ...(Object.keys(oldInputs).length === 0 ? {} : { oldInputs }),
    newInputs: decodeProperties(message.getNews()),
    randomSeed: bytes(message.getRandomseed()),
    ...(autonaming === undefined ? {} : { autonaming }),
  };
}

function autonamingOf(options: proto.CheckRequest.AutonamingOptions | undefined): Autonaming | undefined {
  if (options === undefined) return undefined;
  const modes = {
    [AutonamingOptions.Mode.PROPOSE]: "propose",
    [AutonamingOptions.Mode.ENFORCE]: "enforce",
    [AutonamingOptions.Mode.DISABLE]: "disable",
  } as const;
  return { mode: modes[options.getMode()], proposedName: options.getProposedName() };
}

function bytes(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? Buffer.from(value, "base64") : value;
}

/** The answer to a check. */
export function checkResponse(result: CheckResult): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(encodeProperties(result.inputs));
  for (const failure of result.failures ?? []) response.addFailures(checkFailure(failure));
  return response;
}

function checkFailure({ property, reason }: CheckFailure): proto.CheckFailure {
  const failure = new proto.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

/** A diff as the implementation sees it. */
export function diffRequest(message: proto.DiffRequest, resource: ResourceRequest): DiffRequest {
  return {
    ...resource,
    id: message.getId(),
    oldInputs: decodeProperties(message.getOldInputs()),
    oldOutputs: decodeProperties(message.getOlds()),
    newInputs: decodeProperties(message.getNews()),
    ignoreChanges: message.getIgnorechangesList(),
  };
}

const kinds: Readonly<Record<PropertyChange, proto.PropertyDiff.Kind>> = {
  add: Kind.ADD,
  "add-replace": Kind.ADD_REPLACE,
  delete: Kind.DELETE,
  "delete-replace": Kind.DELETE_REPLACE,
  update: Kind.UPDATE,
  "update-replace": Kind.UPDATE_REPLACE,
};

/** The answer to a diff. */
export function diffResponse(result: DiffResult): proto.DiffResponse {
  const response = new proto.DiffResponse();
  response.setChanges(result.changes ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setReplacesList([...(result.replaces ?? [])]);
  response.setDeletebeforereplace(result.deleteBeforeReplace ?? false);
  if (result.detailedDiff === undefined) return response;
  response.setHasdetaileddiff(true);
  for (const [path, change] of Object.entries(result.detailedDiff)) {
    const difference = new proto.PropertyDiff();
    difference.setKind(kinds[change]);
    response.getDetaileddiffMap().set(path, difference);
  }
  response.setDiffsList(Object.keys(result.detailedDiff));
  return response;
}

/** A creation as the implementation sees it. */
export function createRequest(message: proto.CreateRequest, resource: ResourceRequest): CreateRequest {
  return {
    ...resource,
    inputs: decodeProperties(message.getProperties()),
    preview: message.getPreview(),
    ...timeout(message.getTimeout()),
  };
}

// The engine sends 0 for "no timeout given".
function timeout(seconds: number): { readonly timeoutSeconds?: number } {
  return seconds > 0 ? { timeoutSeconds: seconds } : {};
}

/** The answer to a creation. */
export function createResponse(result: CreateResult): proto.CreateResponse {
  const response = new proto.CreateResponse();
  response.setId(result.id);
  response.setProperties(encodeProperties(result.outputs));
  return response;
}

/** A read as the implementation sees it. */
export function readRequest(message: proto.ReadRequest, resource: ResourceRequest): ReadRequest {
  return {
    ...resource,
    id: message.getId(),
    oldInputs: decodeProperties(message.getInputs()),
    oldOutputs: decodeProperties(message.getProperties()),
  };
}

/** The answer to a read; without an id the engine takes the resource as gone. */
export function readResponse(result: ReadResult | undefined): proto.ReadResponse {
  const response = new proto.ReadResponse();
  if (result === undefined) return response;
  response.setId(result.id);
  response.setInputs(encodeProperties(result.inputs));
  response.setProperties(encodeProperties(result.outputs));
  return response;
}

/** An update as the implementation sees it. */
export function updateRequest(message: proto.UpdateRequest, resource: ResourceRequest): UpdateRequest {
  return {
    ...resource,
    id: message.getId(),
    oldInputs: decodeProperties(message.getOldInputs()),
    oldOutputs: decodeProperties(message.getOlds()),
    newInputs: decodeProperties(message.getNews()),
    ignoreChanges: message.getIgnorechangesList(),
    preview: message.getPreview(),
    ...timeout(message.getTimeout()),
  };
}

/** A deletion as the implementation sees it. */
export function deleteRequest(message: proto.DeleteRequest, resource: ResourceRequest): DeleteRequest {
  return {
    ...resource,
    id: message.getId(),
    inputs: decodeProperties(message.getOldInputs()),
    outputs: decodeProperties(message.getProperties()),
    ...timeout(message.getTimeout()),
  };
}

/** A call of a function as the implementation sees it. */
export function invokeRequest(message: proto.InvokeRequest): InvokeRequest {
  return { token: message.getTok(), args: decodeProperties(message.getArgs()) };
}

/** The answer of a function. */
export function invokeResponse(result: InvokeResult): proto.InvokeResponse {
  const response = new proto.InvokeResponse();
  response.setReturn(encodeProperties(result.result));
  for (const failure of result.failures ?? []) response.addFailures(checkFailure(failure));
  return response;
}
