import type { Json } from "../../../components/gateway/json";
import { modelName } from "../target";

/** Where aigw is told to listen, in a network of its own. */
export const aigwPort = 1975;

const gateway = "aigw-run";
const engine = "engine";
const namespace = "default";

/**
 * The configuration of `aigw run`: one model, told by the request's body, at one engine, and tokens metered into the
 * access log. As the one that it makes by itself for OpenAI, with an engine on this machine instead.
 */
export function aigwConfig(enginePort: number, envoyVersion: string): string {
  const documents = [
    object("gateway.networking.k8s.io/v1", "GatewayClass", gateway, {
      controllerName: "gateway.envoyproxy.io/gatewayclass-controller",
    }),
    object("gateway.networking.k8s.io/v1", "Gateway", gateway, {
      gatewayClassName: gateway,
      listeners: [{ name: "http", protocol: "HTTP", port: aigwPort }],
      infrastructure: {
        parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: gateway },
      },
    }),
    object("gateway.envoyproxy.io/v1alpha1", "EnvoyProxy", gateway, {
      provider: { type: "Host", host: { envoyVersion } },
      logging: { level: { default: "error" } },
      telemetry: { accessLog: { settings: [accessLog] } },
    }),
    object("aigateway.envoyproxy.io/v1beta1", "AIGatewayRoute", gateway, {
      parentRefs: [{ name: gateway, kind: "Gateway", group: "gateway.networking.k8s.io" }],
      rules: [
        {
          matches: [{ headers: [{ type: "Exact", name: "x-ai-eg-model", value: modelName(0) }] }],
          backendRefs: [{ name: engine, namespace }],
          timeouts: { request: "120s" },
        },
      ],
      llmRequestCosts: [
        { metadataKey: "llm_input_token", type: "InputToken" },
        { metadataKey: "llm_output_token", type: "OutputToken" },
      ],
    }),
    object("gateway.envoyproxy.io/v1alpha1", "Backend", engine, {
      endpoints: [{ ip: { address: "127.0.0.1", port: enginePort } }],
    }),
    object("aigateway.envoyproxy.io/v1beta1", "AIServiceBackend", engine, {
      schema: { name: "OpenAI" },
      backendRef: { name: engine, kind: "Backend", group: "gateway.envoyproxy.io", namespace },
    }),
    object("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy", gateway, {
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway }],
      connection: { bufferLimit: "50Mi" },
    }),
  ];
  // What is JSON is YAML as well.
  return documents.map((document) => JSON.stringify(document)).join("\n---\n");
}

const metadata = (key: string): string => `%DYNAMIC_METADATA(io.envoy.ai_gateway:${key})%`;

const accessLog = {
  sinks: [{ type: "File", file: { path: "/dev/stdout" } }],
  format: {
    type: "JSON",
    json: {
      start_time: "%START_TIME%",
      "request.path": "%REQ(:PATH)%",
      response_code: "%RESPONSE_CODE%",
      duration: "%DURATION%",
      "gen_ai.request.model": "%REQ(X-AI-EG-MODEL)%",
      "gen_ai.usage.input_tokens": metadata("llm_input_token"),
      "gen_ai.usage.output_tokens": metadata("llm_output_token"),
    },
  },
};

function object(apiVersion: string, kind: string, name: string, spec: Readonly<Record<string, Json>>): Json {
  const isOfCluster = kind === "GatewayClass";
  return { apiVersion, kind, metadata: { name, ...(isOfCluster ? {} : { namespace }) }, spec };
}
