import { describe, expect, it } from "vitest";
import { engineContainer, modelPaths, type ServedModel } from "../../infra/engines";

const model: ServedModel = {
  name: "chat",
  task: "generate",
  weights: "/models/chat.gguf",
  gpus: 0,
  contextTokens: undefined,
};

describe("llama.cpp's server", () => {
  it("serves a chat model on the CPU", () => {
    const container = engineContainer("llamacpp", model);
    expect(container.command).toEqual(["/app/llama-server"]);
    expect(container.args.join(" ")).toBe(
      "--model /models/chat.gguf --alias chat --host 0.0.0.0 --port 8000 --threads-http 128 --metrics --no-webui --offline --jinja",
    );
  });

  it("serves an embedding model with a context limit on GPUs", () => {
    const { args } = engineContainer("llamacpp", { ...model, task: "embed", gpus: 1, contextTokens: 512 });
    expect(args.join(" ")).toContain("--embeddings --pooling mean --ctx-size 512 --n-gpu-layers 999");
    expect(args).not.toContain("--jinja");
  });
});

describe("vLLM", () => {
  it("answers to its own name, over all GPUs of the replica", () => {
    const container = engineContainer("vllm", {
      ...model,
      weights: "/models/qwen",
      gpus: 4,
      contextTokens: 32768,
    });
    expect([...container.command, ...container.args].join(" ")).toBe(
      "vllm serve /models/qwen --served-model-name chat --host 0.0.0.0 --port 8000 --enable-prefix-caching " +
        "--max-model-len 32768 --tensor-parallel-size 4",
    );
    expect(container.writable.find(({ path }) => path === "/dev/shm")?.inMemory).toBe(true);
  });

  it("reports nothing to its makers", () => {
    expect(engineContainer("vllm", model).environment).toMatchObject({
      VLLM_NO_USAGE_STATS: "1",
      DO_NOT_TRACK: "1",
    });
  });
});

it.each(["llamacpp", "vllm"] as const)("%s fetches nothing from a model hub", (engine) => {
  expect(engineContainer(engine, model).environment).toMatchObject({
    HF_HUB_OFFLINE: "1",
    TRANSFORMERS_OFFLINE: "1",
  });
});

it("offers the paths of a model's task", () => {
  expect(modelPaths("embed")).toEqual(["embeddings"]);
  expect(modelPaths("generate")).toEqual(["chat/completions", "completions", "responses"]);
});
