import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync, statSync, type BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/** Weights that are copied into the cluster, as the cluster knows them. */
export interface UploadedFile {
  readonly kind: "upload";
  /** The name inside the volume. It changes with the content, so that a changed file is copied and served anew. */
  readonly name: string;
  readonly bytes: number;
}

/** Read at once, in bytes: a file of weights does not fit into memory. */
const chunkBytes = 4 * 2 ** 20;

/** SHA-256 digests that this process knows, by path and state of the file: weights are large, and read only once. */
const digests = new Map<string, string>();

/**
 * What a file is called in the cluster. It is read to its end, which takes a second for each gigabyte or two, unless
 * this process has read it already.
 * @throws Error with the reason when the file cannot be read
 */
export function uploadedFile(path: string): UploadedFile {
  try {
    const stats = statSync(path, { bigint: true });
    return described(stats, remembered(path, stats) ?? remember(path, stats, sha256Of(path)));
  } catch (error) {
    throw unreadable(error);
  }
}

/** As `uploadedFile`, but the process goes on with other things while the file is read. */
export async function readUploadedFile(path: string): Promise<UploadedFile> {
  try {
    const stats = await stat(path, { bigint: true });
    return described(stats, remembered(path, stats) ?? remember(path, stats, await streamedSha256Of(path)));
  } catch (error) {
    throw unreadable(error);
  }
}

function described(stats: BigIntStats, digest: string): UploadedFile {
  return { kind: "upload", name: `${digest.slice(0, 16)}.gguf`, bytes: Number(stats.size) };
}

function remembered(path: string, stats: BigIntStats): string | undefined {
  return digests.get(keyOf(path, stats));
}

function remember(path: string, stats: BigIntStats, digest: string): string {
  digests.set(keyOf(path, stats), digest);
  return digest;
}

function keyOf(path: string, { ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [path, ino, size, mtimeNs, ctimeNs].join(" ");
}

function unreadable(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`cannot read the weights: ${reason}; give the path of a GGUF file`, { cause: error });
}

async function streamedSha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: chunkBytes }), hash);
  return hash.digest("hex");
}

function sha256Of(path: string): string {
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(chunkBytes);
  const file = openSync(path, "r");
  try {
    for (;;) {
      const count = readSync(file, chunk);
      if (count === 0) return hash.digest("hex");
      hash.update(chunk.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}
