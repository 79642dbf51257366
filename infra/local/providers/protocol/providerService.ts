import type {
  handleServerStreamingCall,
  handleUnaryCall,
  ServerUnaryCall,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckResponse,
  ConfigureResponse,
  GetMappingResponse,
  GetMappingsResponse,
  ProviderHandshakeResponse,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { EngineLog } from "./engineLog";
import {
  checkRequest,
  checkResponse,
  createRequest,
  createResponse,
  deleteRequest,
  diffRequest,
  diffResponse,
  invokeRequest,
  invokeResponse,
  readRequest,
  readResponse,
  updateRequest,
} from "./messages";
import { configDiff } from "./configDiff";
import { decodeProperties, encodeProperties } from "./propertyValue";
import type { ProviderImplementation, ResourceRequest } from "./providerImplementation";
import { rpcError, unimplemented } from "./rpcError";

interface ResourceMessage {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

/** What ends requests early: cancelled by the engine as a whole. */
export interface Cancellation {
  readonly signal: AbortSignal;
  abort(): void;
}

/**
 * The gRPC service of `implementation`. Components, schema and parameters are answered with a clear "not supported", and
 * so are functions where the implementation has none, since resources are what these plug-ins are for.
 */
export function providerService(
  implementation: ProviderImplementation,
  engine: EngineLog,
  cancellation: Cancellation,
): UntypedServiceImplementation {
  const resource = (call: ServerUnaryCall<ResourceMessage, unknown>): ResourceRequest => ({
    urn: call.request.getUrn(),
    // Engines before 3.140 send the URN only.
    name: call.request.getName() || (call.request.getUrn().split("::").at(3) ?? ""),
    type: call.request.getType() || (call.request.getUrn().split("::").at(2)?.split("$").at(-1) ?? ""),
    signal: cancellation.signal,
    log: engine.forResource(call.request.getUrn()),
  });
  const invoke = implementation.invoke?.bind(implementation);
  const service: IResourceProviderServer = {
    handshake: unary((call) => {
      engine.attach(call.request.getEngineAddress());
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    attach: unary((call: ServerUnaryCall<PluginAttach, Empty>) => {
      engine.attach(call.request.getAddress());
      return new Empty();
    }),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(implementation.version);
      return info;
    }),
    cancel: unary(() => {
      cancellation.abort();
      return new Empty();
    }),
    checkConfig: unary(async (call) => {
      const request = checkRequest(call.request, resource(call));
      if (implementation.checkConfig) return checkResponse(await implementation.checkConfig(request));
      const response = new CheckResponse();
      response.setInputs(call.request.getNews());
      return response;
    }),
    diffConfig: unary(async (call) => {
      const request = diffRequest(call.request, resource(call));
      return diffResponse(await (implementation.diffConfig?.(request) ?? configDiff(request)));
    }),
    configure: unary(async (call) => {
      const urn = call.request.getUrn() ?? "";
      const config = decodeProperties(call.request.getArgs());
      await implementation.configure?.({ urn, config, log: engine.forResource(urn) });
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    }),
    check: unary(async (call) =>
      checkResponse(await implementation.check(checkRequest(call.request, resource(call)))),
    ),
    diff: unary(async (call) =>
      diffResponse(await implementation.diff(diffRequest(call.request, resource(call)))),
    ),
    create: unary(async (call) =>
      createResponse(await implementation.create(createRequest(call.request, resource(call)))),
    ),
    read: unary(async (call) =>
      readResponse(await implementation.read(readRequest(call.request, resource(call)))),
    ),
    update: unary(async (call) => {
      const response = new UpdateResponse();
      response.setProperties(
        encodeProperties(await implementation.update(updateRequest(call.request, resource(call)))),
      );
      return response;
    }),
    delete: unary(async (call) => {
      await implementation.delete(deleteRequest(call.request, resource(call)));
      return new Empty();
    }),
    getMapping: unary(() => new GetMappingResponse()),
    getMappings: unary(() => new GetMappingsResponse()),
    invoke:
      invoke === undefined
        ? refused((call) => `the function ${call.request.getTok()}`)
        : unary(async (call) => invokeResponse(await invoke(invokeRequest(call.request)))),
    call: refused((call) => `the method ${call.request.getTok()}`),
    construct: refused((call) => `the component ${call.request.getType()}`),
    getSchema: refused(() => "a schema"),
    parameterize: refused(() => "parameters"),
    list: refusedStream(),
  };
  return service;

  function refused<Request, Response>(
    what: (call: ServerUnaryCall<Request, Response>) => string,
  ): handleUnaryCall<Request, Response> {
    return (call, callback) => {
      callback(unimplemented(refusal(what(call))));
    };
  }

  function refusedStream<Request, Response>(): handleServerStreamingCall<Request, Response> {
    return (call) => {
      call.emit("error", unimplemented(refusal("listing")));
    };
  }

  function refusal(what: string): string {
    const { name, version } = implementation;
    return `${what} is not supported by this stand-in for pulumi-resource-${name} ${version}, install the official plug-in`;
  }
}

function unary<Request, Response>(
  handle: (call: ServerUnaryCall<Request, Response>) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const answer = async (): Promise<Response> => handle(call);
    answer().then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(rpcError(error));
      },
    );
  };
}
