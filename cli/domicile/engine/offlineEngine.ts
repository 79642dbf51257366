import { Server, ServerCredentials, status, type handleUnaryCall } from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  GetRootResourceResponse,
  LogSeverity,
  RequirePulumiVersionResponse,
  SetRootResourceResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService, type IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  DeploymentInfo,
  ExistsResourceResponse,
  ReadResourceResponse,
  RegisterPackageResponse,
  RegisterResourceResponse,
  ResourceInvokeResponse,
  ResourceMonitorFeature as Feature,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Monitor, type StackIdentity } from "./monitor";
import type { Recording } from "./recording";
import type { WireObject } from "./wire";

/** The engine's own limit for one message, in bytes: sdk/go/common/util/rpcutil of pulumi/pulumi. */
const messageLimit = 400 * 1024 * 1024;

/** What programs may rely on: all that decides what is registered. */
const features = [
  Feature.RESOURCE_MONITOR_FEATURE_SECRETS,
  Feature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  Feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  Feature.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
  Feature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  Feature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  Feature.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
  Feature.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
  Feature.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
  Feature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
  Feature.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
  Feature.RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS,
];

/** The names of features that older SDKs ask for one by one. */
const featureNames: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
]);

/** An engine that takes a program's registrations. */
export interface OfflineEngine {
  /** host:port, for the program's monitor and its engine. */
  readonly address: string;
  readonly recording: () => Recording;
  readonly stop: () => void;
}

/**
 * Starts an engine that only listens: it makes nothing, runs no plug-ins, and holds no state. It speaks the protocol of
 * the Pulumi engine, so that a program runs as in `pulumi preview`.
 */
export async function startOfflineEngine(identity: StackIdentity): Promise<OfflineEngine> {
  const server = new Server({
    "grpc.max_receive_message_length": messageLimit,
    "grpc.max_send_message_length": messageLimit,
  });
  const monitor = new Monitor(identity);
  server.addService(ResourceMonitorService, monitorService(monitor));
  server.addService(EngineService, engineService(monitor));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    recording: () => monitor.recording,
    stop: () => {
      monitor.transforms.close();
      server.forceShutdown();
    },
  };
}

function monitorService(monitor: Monitor): IResourceMonitorServer {
  const failed = (message: string): void => {
    monitor.report(message);
  };
  return {
    getDeploymentInfo: unary(() => {
      const info = new DeploymentInfo();
      info.setSupportedfeaturesList(features);
      return info;
    }),
    supportsFeature: unary((request) => {
      const response = new SupportsFeatureResponse();
      response.setHassupport(featureNames.has(request.getId()));
      return response;
    }),
    invoke: unary((request) => {
      const response = new ResourceInvokeResponse();
      response.setReturn(struct(monitor.invoke(request)));
      return response;
    }),
    call: unary((request) => monitor.refuse(request.getTok())),
    readResource: unary((request) => {
      const { urn, outputs } = monitor.read(request);
      const response = new ReadResourceResponse();
      response.setUrn(urn);
      response.setProperties(struct(outputs));
      return response;
    }, failed),
    existsResource: unary(() => {
      const response = new ExistsResourceResponse();
      response.setUnknown(true);
      return response;
    }),
    registerResource: unary(async (request) => {
      const { urn, outputs } = await monitor.register(request);
      const response = new RegisterResourceResponse();
      response.setUrn(urn);
      response.setObject(struct(outputs));
      return response;
    }, failed),
    registerResourceOutputs: unary(() => new Empty()),
    registerStackTransform: unary((request) => {
      monitor.transforms.addToStack(request);
      return new Empty();
    }),
    registerStackInvokeTransform: unary(() => new Empty()),
    registerResourceHook: unary(() => new Empty()),
    registerErrorHook: unary(() => new Empty()),
    registerPackage: unary((request) => {
      const response = new RegisterPackageResponse();
      response.setRef(request.getName());
      return response;
    }),
    signalAndWaitForShutdown: unary(() => new Empty()),
  };
}

function engineService(monitor: Monitor): IEngineServer {
  let root = "";
  return {
    log: unary((request) => {
      if (request.getSeverity() === LogSeverity.ERROR) monitor.report(request.getMessage());
      return new Empty();
    }),
    getRootResource: unary(() => {
      const response = new GetRootResourceResponse();
      response.setUrn(root);
      return response;
    }),
    setRootResource: unary((request) => {
      root = request.getUrn();
      return new SetRootResourceResponse();
    }),
    startDebugging: unary(() => new Empty()),
    requirePulumiVersion: unary(() => new RequirePulumiVersionResponse()),
  };
}

function struct(properties: WireObject): Struct {
  return Struct.fromJavaScript({ ...properties });
}

/** @param onError is told of what the program is told, which it may swallow */
function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
  onError: (message: string) => void = () => undefined,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    new Promise<Response>((resolve) => {
      resolve(answer(call.request));
    }).then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        const details = error instanceof Error ? error.message : String(error);
        onError(details);
        callback({ code: status.UNKNOWN, details });
      },
    );
  };
}
