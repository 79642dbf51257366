import { ensureModels, type LocalModels } from "../../infra/local/models";
import { type LocalPaths, localPaths } from "../../infra/local/paths";
import type { Progress } from "../../infra/local/progress";
import { ensureTools, type Toolchain } from "../../infra/local/toolchain";

/** What tests of the local models need. */
export interface ModelContext {
  readonly paths: LocalPaths;
  readonly progress: Progress;
  readonly tools: Pick<Toolchain, "python" | "llamacpp">;
  readonly models: LocalModels;
}

/** Time for {@link modelContext} on a machine that has to build llama.cpp first. */
export const modelContextMilliseconds = 3_600_000;

/** The local models and the programs to make and serve them, from the cache or made now. */
export async function modelContext(): Promise<ModelContext> {
  const paths = localPaths();
  const progress: Progress = { step: (_, work) => work({ detail: () => undefined }), note: () => undefined };
  const tools = await ensureTools(["python", "llamacpp"], { paths, progress });
  return { paths, progress, tools, models: await ensureModels({ paths, tools, progress }) };
}
