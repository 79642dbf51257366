import { enginePort, offlineEnvironment, type EngineContainer, type ServedModel } from "./engine";

/**
 * HTTP threads of llama-server. An idle keep-alive connection holds one: with the default, bursts stalled for
 * 5 to 15 s until it was raised to 128.
 */
const httpThreads = 128;

/** How llama.cpp's server is started for `model`. */
export function llamacppContainer(model: ServedModel): EngineContainer {
  const embedding = model.task === "embed" ? ["--embeddings", "--pooling", "mean"] : ["--jinja"];
  const context = model.contextTokens === undefined ? [] : ["--ctx-size", String(model.contextTokens)];
  const gpuLayers = model.gpus > 0 ? ["--n-gpu-layers", "999"] : [];
  return {
    image: "llamacpp",
    command: ["/app/llama-server"],
    args: [
      ...["--model", model.weights],
      ...["--alias", model.name],
      ...["--host", "0.0.0.0", "--port", String(enginePort)],
      ...["--threads-http", String(httpThreads)],
      ...["--metrics", "--no-webui", "--offline"],
      ...embedding,
      ...context,
      ...gpuLayers,
    ],
    environment: { ...offlineEnvironment },
    writable: [{ name: "tmp", path: "/tmp", sizeLimit: "64Mi" }],
  };
}
