import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { cachedEntry, cacheEntry } from "../cache";
import type { LocalPaths } from "../paths";
import type { Progress } from "../progress";
import type { Toolchain } from "../toolchain";
import { writeArchive } from "./archive";
import { contentHash, type ImageRecipe, imageReference, imageTag } from "./recipe";
import { allRecipes } from "./recipes";

/** A container image made on this machine. */
export interface LocalImage {
  /** The name that pods use, e.g. `localhost/domicile/gateway:1.40.0-3f2a5c0b9d1e`. */
  readonly reference: string;
  /** OCI archive in the cache, for `ctr --namespace k8s.io images import`. */
  readonly archive: string;
}

/** None but `shell` has a shell; it is for tests from inside the cluster. */
export type LocalImageName =
  "gateway" | "llamacpp" | "pause" | "shell" | "coredns" | "quotaCounter" | "quotaStore";

/**
 * Builds the embedded cluster's images from the toolchain's programs, each once per content.
 * @throws when a program, a shared library of it or buildah is missing
 */
export async function buildImages(options: {
  readonly paths: LocalPaths;
  readonly tools: Pick<Toolchain, "envoy" | "llamacpp" | "coredns" | "ratelimit">;
  readonly progress: Progress;
}): Promise<Record<LocalImageName, LocalImage>> {
  const { paths, tools, progress } = options;
  const recipes = await allRecipes(paths, tools);
  return {
    gateway: await buildImage(paths, recipes.gateway, progress),
    llamacpp: await buildImage(paths, recipes.llamacpp, progress),
    pause: await buildImage(paths, recipes.pause, progress),
    shell: await buildImage(paths, recipes.shell, progress),
    coredns: await buildImage(paths, recipes.coredns, progress),
    quotaCounter: await buildImage(paths, recipes.quotaCounter, progress),
    quotaStore: await buildImage(paths, recipes.quotaStore, progress),
  };
}

/** One image: from the cache, or built, which is shown as a step. */
export async function buildImage(
  paths: LocalPaths,
  recipe: ImageRecipe,
  progress: Progress,
): Promise<LocalImage> {
  const sources = recipe.files.flatMap((file) => (file.kind === "copy" ? [file.source] : []));
  const digests = new Map<string, string>();
  for (const source of sources) digests.set(source, await fileDigest(source));
  const hash = contentHash(recipe, digests);
  const key = `images/${recipe.name}/${imageTag(recipe, hash)}`;
  const folder =
    (await cachedEntry(paths.cache, key)) ??
    (await progress.step(`image ${recipe.name}`, (step) =>
      cacheEntry(paths.cache, key, (target) => writeArchive(recipe, hash, target), {
        onWait: () => {
          step.detail("another run is building it, waiting");
        },
      }),
    ));
  return { reference: imageReference(recipe, hash), archive: join(folder, "image.tar") };
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
