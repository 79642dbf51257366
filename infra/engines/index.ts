import type { Engine, EngineContainer, ServedModel } from "./engine";
import { llamacppContainer } from "./llamacpp";
import { vllmContainer } from "./vllm";

const containers: Readonly<Record<Engine, (model: ServedModel) => EngineContainer>> = {
  llamacpp: llamacppContainer,
  vllm: vllmContainer,
};

/** How `engine` is started for `model`. */
export function engineContainer(engine: Engine, model: ServedModel): EngineContainer {
  return containers[engine](model);
}

export * from "./engine";
