/** What a model does: answer in text, or turn text into vectors. */
export const tasks = ["generate", "embed"] as const;
export type Task = (typeof tasks)[number];

/** The engine programs that an inference server can run. */
export const engines = ["llamacpp", "vllm"] as const;
export type Engine = (typeof engines)[number];

/** The API paths, below the gateway's `/v1`, that a model offers. */
export type ModelPath = "chat/completions" | "completions" | "responses" | "embeddings";

/** What an engine needs to know to serve one model. */
export interface ServedModel {
  /** Its own name: the gateway asks for no other. */
  readonly name: string;
  readonly task: Task;
  /** Where the weights lie inside the container: a GGUF file for llama.cpp, a folder for vLLM. */
  readonly weights: string;
  /** GPUs of one replica; 0 computes on the CPU. */
  readonly gpus: number;
  /** Tokens that prompt and answer may have together; the model's own limit when absent. */
  readonly contextTokens: number | undefined;
}

/** The container that an engine runs in: how it is started and what it needs around it. */
export interface EngineContainer {
  /** The key of its image in the list of images. */
  readonly image: Engine;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folders that the engine writes to, each with the limit of its volume. */
  readonly writable: readonly WritableFolder[];
}

/** A folder on an emptyDir volume. */
export interface WritableFolder {
  readonly name: string;
  readonly path: string;
  /** A Kubernetes quantity. */
  readonly sizeLimit: string;
  /** Kept in memory, and so part of the container's memory limit. @default false */
  readonly inMemory?: boolean;
}

/** What the gateway does for an engine. */
export interface GatewayTraits {
  /**
   * Members that a request for a stream gets so that the engine tells what it has used: at the end, and before that with
   * each event, since a caller may go away. JSON without its braces.
   */
  readonly streamUsage: string;
  /** Whether it takes a salt for its prefix cache, `cache_salt`. */
  readonly saltedCache: boolean;
}

/** What the gateway does for each engine. */
export const gatewayTraits: Readonly<Record<Engine, GatewayTraits>> = {
  llamacpp: {
    streamUsage: '"stream_options":{"include_usage":true},"timings_per_token":true',
    saltedCache: false,
  },
  vllm: {
    streamUsage: '"stream_options":{"include_usage":true,"continuous_usage_stats":true}',
    saltedCache: true,
  },
};

/** The port that every engine listens on. */
export const enginePort = 8000;

/** Switches that keep engines and their libraries from calling home or fetching anything. */
export const offlineEnvironment: Readonly<Record<string, string>> = {
  DO_NOT_TRACK: "1",
  HF_HUB_DISABLE_TELEMETRY: "1",
  HF_HUB_OFFLINE: "1",
  TRANSFORMERS_OFFLINE: "1",
};

/** The API paths that a model of `task` offers with `engine`. */
export function modelPaths(task: Task): readonly ModelPath[] {
  return task === "embed" ? ["embeddings"] : ["chat/completions", "completions", "responses"];
}
