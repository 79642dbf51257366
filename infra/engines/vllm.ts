import { enginePort, offlineEnvironment, type EngineContainer, type ServedModel } from "./engine";

/** How vLLM is started for `model`: one process for all GPUs of the replica, tensor-parallel. */
export function vllmContainer(model: ServedModel): EngineContainer {
  const context = model.contextTokens === undefined ? [] : ["--max-model-len", String(model.contextTokens)];
  const pooling = model.task === "embed" ? ["--runner", "pooling"] : [];
  const parallel = model.gpus > 1 ? ["--tensor-parallel-size", String(model.gpus)] : [];
  return {
    image: "vllm",
    command: ["vllm"],
    args: [
      "serve",
      model.weights,
      ...["--served-model-name", model.name],
      ...["--host", "0.0.0.0", "--port", String(enginePort)],
      ...["--enable-prefix-caching"],
      ...pooling,
      ...context,
      ...parallel,
    ],
    environment: {
      ...offlineEnvironment,
      VLLM_NO_USAGE_STATS: "1",
      HOME: "/home/vllm",
      VLLM_CACHE_ROOT: "/home/vllm/.cache/vllm",
      TRITON_CACHE_DIR: "/home/vllm/.cache/triton",
    },
    writable: [
      { name: "tmp", path: "/tmp", sizeLimit: "4Gi" },
      { name: "home", path: "/home/vllm", sizeLimit: "16Gi" },
      { name: "shm", path: "/dev/shm", sizeLimit: "2Gi", inMemory: true },
    ],
  };
}
