import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cachedEntry, cacheEntry } from "../cache";
import { runCommand } from "../command";
import type { LocalPaths } from "../paths";
import type { Progress } from "../progress";
import type { Toolchain } from "../toolchain";

/** The models that the local stack serves: paths of GGUF files in the cache. */
export interface LocalModels {
  /**
   * A hand-made network of 2.5 MB that answers every prompt with the same two sentences, in milliseconds; a last user
   * message that begins with `count` is answered by `1, 2, 3, …` without end (up to max_tokens or the context).
   */
  readonly chat: string;
  /** all-MiniLM-L6-v2: real sentence embeddings of 384 numbers, up to 512 tokens a text. */
  readonly embedding: string;
  /** Like `chat`, and calls `get_weather(city)` when it is offered; repeats a tool's result of up to 63 bytes. */
  readonly tool: string;
}

/** Time for the scripts together; they take 3 s on one core. */
const timeoutSeconds = 120;

/**
 * Makes the local stack's models once per version of the scripts, their templates and requirements; every run makes
 * the same bytes.
 * @throws when a script fails, with its last lines
 */
export async function ensureModels(options: {
  readonly paths: LocalPaths;
  readonly tools: Pick<Toolchain, "python">;
  readonly progress: Progress;
}): Promise<LocalModels> {
  const { paths, tools, progress } = options;
  const sources = await modelSources(__dirname);
  const key = `models/${modelsKey(sources)}`;
  const folder =
    (await cachedEntry(paths.cache, key)) ??
    (await progress.step("models of the local stack", (step) =>
      cacheEntry(
        paths.cache,
        key,
        async (target) => {
          for (const script of ["text_models.py", "embedding_model.py"]) {
            // -B: no compiled files in the checkout.
            await runCommand(tools.python, ["-B", join(__dirname, script), target], { timeoutSeconds });
          }
        },
        {
          onWait: () => {
            step.detail("another run is making them, waiting");
          },
        },
      ),
    ));
  return {
    chat: join(folder, "chat.gguf"),
    embedding: join(folder, "embedding.gguf"),
    tool: join(folder, "tool.gguf"),
  };
}

/** Everything that decides what is in the models: file name to content. */
export type ModelSources = Readonly<Record<string, string>>;

/** Reads the scripts, templates and requirements in `folder`. */
export async function modelSources(folder: string): Promise<ModelSources> {
  const names = (await readdir(folder)).filter((name) => /\.(py|jinja|txt)$/.test(name)).sort();
  const files = names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const);
  return Object.fromEntries(await Promise.all(files));
}

/** Sixteen hex digits that change when a source changes, is renamed, added or removed; the order does not count. */
export function modelsKey(sources: ModelSources): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(sources).sort()) {
    hash.update(JSON.stringify([name, sources[name]]));
  }
  return hash.digest("hex").slice(0, 16);
}
