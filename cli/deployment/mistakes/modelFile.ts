import { open, readdir, stat } from "node:fs/promises";
import { totalmem } from "node:os";
import { basename, join, resolve } from "node:path";
import { isErrno } from "../../../infra/local/errno";
import { gigabytes } from "../../machine.mjs";
import { memoryFor } from "../settings";

/** Where a model is to run. */
export type Target = "embedded" | "existing";

/** The versions of the format that llama.cpp reads. */
const newestVersion = 3;

/**
 * What is wrong with a file that is to be served as a model by llama.cpp; undefined where nothing is.
 * @param file as the user named it
 */
export async function ggufMistake(file: string): Promise<string | undefined> {
  const path = resolve(file);
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return `'${file}' is a folder; give ${await filesIn(path)}`;
    if (!stats.isFile()) return `'${file}' is no file; give the path of a GGUF file`;
    const begin = await beginOf(path);
    if (begin.length === 0) return `'${file}' is empty; download it again`;
    return formMistake(file, begin);
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR"))
      return `'${file}' is not there (looked for ${path}); give the path of a GGUF file`;
    const reason = error instanceof Error ? error.message : String(error);
    return `'${file}' cannot be read: ${reason}; give the path of a GGUF file`;
  }
}

/** Why a file with this beginning is no model that can be served. */
function formMistake(file: string, begin: Buffer): string | undefined {
  if (begin.subarray(0, 4).toString("latin1") !== "GGUF") {
    return `'${file}' is no GGUF file: it does not begin with the letters GGUF; convert the model to GGUF first`;
  }
  const version = begin.length < 8 ? 0 : begin.readUInt32LE(4);
  if (version < 1 || version > newestVersion) {
    return `'${file}' is no GGUF file that can be read: its version is ${version}; allowed: 1 to ${newestVersion}, little-endian`;
  }
  const [, part, parts] = /-(\d{5})-of-(\d{5})\.gguf$/i.exec(file) ?? [];
  if (part !== undefined && parts !== undefined && Number(parts) > 1) {
    return (
      `'${file}' is part ${Number(part)} of ${Number(parts)}, and one file is served; ` +
      "merge the parts first: llama-gguf-split --merge FIRST_PART WHOLE.gguf"
    );
  }
  return undefined;
}

/** Why a model of this size cannot run on this machine; undefined where it can. @param memory of the machine, in bytes */
export function memoryMistake(file: string, bytes: number, memory: number = totalmem()): string | undefined {
  const needed = memoryFor(bytes);
  if (needed <= memory) return undefined;
  return (
    `'${file}' needs ${gigabytes(needed)} of memory, and this machine has ${gigabytes(memory)}; ` +
    "choose a smaller model or quantization, or a larger machine"
  );
}

async function beginOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function filesIn(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /\.gguf$/i.test(name)).sort();
  if (names.length === 0) return "the path of a GGUF file; there is none in it";
  const shown = names.slice(0, 3).map((name) => join(basename(folder), name));
  return `the path of a file, for example one of these: ${shown.join(", ")}`;
}
