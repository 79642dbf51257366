import { constants, createReadStream, createWriteStream } from "node:fs";
import { chmod, copyFile, mkdir, rename, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Images } from "../../infra/clouds/connection";
import type { LocalImage, LocalImageName } from "../../infra/local/images";
import type { LocalModels } from "../../infra/local/models";
import { isErrno } from "../../infra/local/errno";
import { interruption } from "../../infra/local/interruption";
import type { LocalPaths } from "../../infra/local/paths";
import { ggufMistake } from "./mistakes/modelFile";
import type { OwnModel } from "./settings";

/** The port of the host's loopback address that is tried first. */
export const preferredPort = 8080;

/** Writes the references of the images that the embedded cluster runs, where the stack's program reads them. */
export async function writeImageList(
  file: string,
  images: Readonly<Record<LocalImageName, LocalImage>>,
): Promise<void> {
  const { gateway, llamacpp, quotaCounter, quotaStore } = images;
  const list: Images = {
    gateway: gateway.reference,
    llamacpp: llamacpp.reference,
    quotaCounter: quotaCounter.reference,
    quotaStore: quotaStore.reference,
  };
  await writeFile(file, `${JSON.stringify(list, undefined, 2)}\n`);
}

/** Puts the models where the embedded cluster's pods find them: the files are copied once and readable by all. */
export async function placeModels(paths: LocalPaths, models: LocalModels): Promise<void> {
  for (const name of ["chat", "embedding", "tool"] as const) {
    await placeFile(models[name], join(await modelFolder(paths), `${name}.gguf`));
  }
}

/**
 * Puts a user's own GGUF file beside the models.
 * @throws Error when it cannot be read or is no GGUF file
 */
export async function placeOwnModel(paths: LocalPaths, file: string): Promise<OwnModel> {
  const source = resolve(file);
  const mistake = await ggufMistake(file);
  if (mistake !== undefined) throw new Error(mistake);
  const stored = join(await modelFolder(paths), "own.gguf");
  await placeFile(source, stored);
  return { file, stored, bytes: (await stat(stored)).size };
}

/**
 * The port for the gateway: the one asked for, else 8080, else any free one.
 * @throws Error when the one asked for is taken
 */
export async function choosePort(asked: number | undefined): Promise<number> {
  if (asked === undefined) return (await tryPort(preferredPort)) ?? (await tryPort(0)) ?? preferredPort;
  if ((await tryPort(asked)) === undefined) {
    throw new Error(`port ${asked} of 127.0.0.1 is taken; give another one with '--port PORT'`);
  }
  return asked;
}

/** What a start knows of the port for the gateway. */
export interface PortChoice {
  readonly asked: number | undefined;
  /** The one that an earlier start took. */
  readonly kept: number | undefined;
  /** Whether what this checkout runs may listen there: its cluster, or a forwarder to another one. */
  readonly isRunning: boolean;
}

/**
 * The port of an earlier start, unless another one is asked for or another program has it now.
 * @throws Error when the one asked for is taken
 */
export async function portFor({ asked, kept, isRunning }: PortChoice): Promise<number> {
  if (kept === undefined || (asked !== undefined && asked !== kept)) return choosePort(asked);
  if (isRunning || (await tryPort(kept)) !== undefined) return kept;
  return choosePort(asked);
}

async function modelFolder(paths: LocalPaths): Promise<string> {
  const folder = join(paths.state, "models");
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Copies a file unless it is there already with the same size and a later time. */
async function placeFile(from: string, to: string): Promise<void> {
  const [source, placed] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (placed?.size === source.size && placed.mtimeMs >= source.mtimeMs) return;
  // One name for every run, so that what a kill leaves is overwritten: models are large.
  const next = `${to}.part`;
  await copy(from, next);
  await chmod(next, 0o644);
  await rename(next, to);
}

/** Copies a file: by reference where the file system can, else in pieces, which an interruption ends. */
async function copy(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
  } catch (error) {
    if (!isErrno(error, "ENOTSUP", "EXDEV", "EINVAL", "ENOSYS", "ENOTTY", "EOPNOTSUPP")) throw error;
    const pieces = { highWaterMark: 2 ** 20 };
    await pipeline(createReadStream(from, pieces), createWriteStream(to), { signal: interruption() });
  }
}

/** The port when it can be listened on (0 gives a free one), else undefined. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once("error", () => {
      settle(undefined);
    });
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        settle(typeof address === "string" ? undefined : address?.port);
      });
    });
  });
}
