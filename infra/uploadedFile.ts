import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";

/** Weights that are copied into the cluster, as the cluster knows them. */
export interface UploadedFile {
  readonly kind: "upload";
  /** The name inside the volume. It changes with the content, so that a changed file is copied and served anew. */
  readonly name: string;
  readonly bytes: number;
}

/** Read at once, in bytes: a file of weights does not fit into memory. */
const chunkBytes = 4 * 2 ** 20;

/**
 * What a file is called in the cluster. It is read to its end, which takes a second for each gigabyte or two.
 * @throws Error with the reason when the file cannot be read
 */
export function uploadedFile(path: string): UploadedFile {
  try {
    return { kind: "upload", name: `${sha256Of(path).slice(0, 16)}.gguf`, bytes: statSync(path).size };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot read the weights: ${reason}; give the path of a GGUF file`, { cause: error });
  }
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
