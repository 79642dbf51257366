import { Metadata, status } from "@grpc/grpc-js";
import type { StatusObject } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { InitializationError } from "./initializationError";
import { encodeProperties } from "./propertyValue";

/** The answer of a method that this plug-in does not have. */
export function unimplemented(what: string): StatusObject {
  return { code: status.UNIMPLEMENTED, details: what, metadata: new Metadata() };
}

/** `error` as gRPC carries it to the engine; an InitializationError takes the resource along. */
export function rpcError(error: unknown): StatusObject {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new Metadata();
  if (error instanceof InitializationError) {
    const carrier = new Status();
    carrier.setCode(status.UNKNOWN);
    carrier.setMessage(message);
    carrier.addDetails(initializationDetail(error));
    metadata.add("grpc-status-details-bin", Buffer.from(carrier.serializeBinary()));
  }
  return { code: status.UNKNOWN, details: message, metadata };
}

function initializationDetail({ resource }: InitializationError): Any {
  const detail = new ErrorResourceInitFailed();
  detail.setId(resource.id);
  detail.setProperties(encodeProperties(resource.outputs));
  detail.setReasonsList([...resource.reasons]);
  if (resource.inputs !== undefined) detail.setInputs(encodeProperties(resource.inputs));
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  return any;
}
