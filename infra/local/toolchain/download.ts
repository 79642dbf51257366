import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { interruption, InterruptedError, unlessInterrupted } from "../interruption";
import type { Progress } from "../progress";

/** A checksum that a downloaded file must have. */
export interface Checksum {
  readonly algorithm: "sha256" | "sha512";
  /** Hexadecimal. */
  readonly digest: string;
}

/** How long a download host may take. All in seconds. */
export interface DownloadLimits {
  /** Until the first byte of the answer. @default 5 */
  readonly answer: number;
  /** Between two pieces of the answer. @default 10 */
  readonly pause: number;
  /** For a whole file; the largest has about 110 MB. @default 600 */
  readonly whole: number;
}

const defaultLimits: DownloadLimits = { answer: 5, pause: 10, whole: 600 };

/** A download that did not work, for a reason that lies with the host or the network. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";

  constructor(
    message: string,
    /** Whether this repeats an earlier outcome that has been told. */
    readonly isRepeated = false,
  ) {
    super(message);
  }
}

/**
 * Downloads of official releases. Every host is tried once: one that does not answer, or not in time, is not asked
 * again by the same object.
 */
export class Downloads {
  readonly #limits: DownloadLimits;
  readonly #silentHosts = new Set<string>();

  constructor(limits: Partial<DownloadLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /**
   * The text at `url`, at most 1 MiB of it.
   * @throws {@link DownloadError}
   */
  async text(url: string): Promise<string> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    await this.#receive(url, async (body) => {
      for await (const piece of body) {
        size += piece.length;
        if (size > 1_048_576)
          throw new DownloadError(`${url} is larger than 1 MiB, which no checksum file is`);
        pieces.push(piece);
      }
    });
    return Buffer.concat(pieces).toString("utf8");
  }

  /**
   * Streams `url` into the file `destination`, which does not stay when the download fails or its checksum differs.
   * @throws {@link DownloadError}; other errors (a full disk) pass through
   */
  async file(url: string, destination: string, expected: Checksum): Promise<void> {
    const hash = createHash(expected.algorithm);
    const hashing = new Transform({
      transform(piece: Buffer, _encoding, done) {
        hash.update(piece);
        done(null, piece);
      },
    });
    try {
      await this.#receive(url, (body) => pipeline(body, hashing, createWriteStream(destination)));
      const digest = hash.digest("hex");
      if (digest !== expected.digest.toLowerCase()) {
        throw new DownloadError(
          `${url} has the ${expected.algorithm} checksum ${digest} instead of ${expected.digest}`,
        );
      }
    } catch (error) {
      await rm(destination, { force: true });
      throw error;
    }
  }

  /**
   * Whether the host of `url` answers a HEAD request for it with success or a redirection.
   * @throws {@link DownloadError} that says why not
   */
  async probe(url: string): Promise<void> {
    const guard = new Guard(this.#limits);
    try {
      await this.#ask(url, guard, "HEAD");
    } finally {
      guard.end();
    }
  }

  async #receive(url: string, use: (body: AsyncIterable<Uint8Array>) => Promise<void>): Promise<void> {
    const guard = new Guard(this.#limits);
    try {
      const response = await this.#ask(url, guard, "GET");
      if (response.body === null) throw new DownloadError(`${url} has no content`);
      await use(guard.watched(response.body));
    } catch (error) {
      if (interruption()?.aborted === true) throw new InterruptedError();
      if (guard.expired !== undefined) throw this.#silent(url, guard.expired);
      // What fetch reports when the connection breaks during the answer; errors of the file system have a code.
      if (error instanceof TypeError) throw this.#silent(url, reason(error));
      throw error;
    } finally {
      guard.end();
    }
  }

  async #ask(url: string, guard: Guard, method: "GET" | "HEAD"): Promise<Response> {
    const { host } = new URL(url);
    if (this.#silentHosts.has(host)) {
      throw new DownloadError(`${host} did not answer before and is not asked again`, true);
    }
    const response = await unlessInterrupted(fetch(url, { method, signal: guard.signal })).catch(
      (error: unknown) => {
        if (error instanceof InterruptedError) throw error;
        throw this.#silent(url, guard.expired ?? reason(error));
      },
    );
    if (!response.ok) {
      await response.body?.cancel();
      throw new DownloadError(`${host} answered ${response.status} for ${new URL(url).pathname}`);
    }
    return response;
  }

  #silent(url: string, why: string): DownloadError {
    const { host } = new URL(url);
    this.#silentHosts.add(host);
    return new DownloadError(`${host} cannot be reached (${why})`);
  }
}

/** The time limits of one request. */
class Guard {
  readonly #abort = new AbortController();
  readonly #limits: DownloadLimits;
  readonly #whole: NodeJS.Timeout;
  #next: NodeJS.Timeout;
  /** What took too long, once something has. */
  expired: string | undefined;

  constructor(limits: DownloadLimits) {
    this.#limits = limits;
    this.#next = this.#after(limits.answer, `no answer within ${limits.answer} s`);
    this.#whole = this.#after(limits.whole, `not finished within ${limits.whole} s`);
  }

  get signal(): AbortSignal {
    const wish = interruption();
    return wish === undefined ? this.#abort.signal : AbortSignal.any([wish, this.#abort.signal]);
  }

  /** `body`, ended when the next piece takes too long. */
  async *watched(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    this.#expectPiece();
    for await (const piece of body) {
      yield piece;
      this.#expectPiece();
    }
    clearTimeout(this.#next);
  }

  end(): void {
    clearTimeout(this.#next);
    clearTimeout(this.#whole);
  }

  #expectPiece(): void {
    clearTimeout(this.#next);
    this.#next = this.#after(this.#limits.pause, `nothing came for ${this.#limits.pause} s`);
  }

  #after(seconds: number, what: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.expired ??= what;
      this.#abort.abort();
    }, seconds * 1_000);
  }
}

/**
 * The digest of `fileName` in the text of a checksum file: lines of digest and name as sha256sum writes them, or one
 * digest alone.
 * @throws {@link DownloadError} when it is not there
 */
export function digestOf(fileName: string, checksums: string): string {
  const lines = checksums.trim().split("\n");
  for (const line of lines) {
    const [digest, name] = line.trim().split(/\s+\*?/);
    const isMatch = name === fileName || (name === undefined && lines.length === 1);
    if (digest !== undefined && /^([0-9a-f]{64}|[0-9a-f]{128})$/i.test(digest) && isMatch) return digest;
  }
  throw new DownloadError(`the published checksums do not name ${fileName}`);
}

/**
 * Tries to get an official release and says the outcome in one line.
 * @param tool what is downloaded, e.g. `Pulumi CLI 3.259.0`
 * @returns whether it is there now
 * @throws errors that do not lie with the host or the network
 */
export async function tryOfficialRelease(
  tool: string,
  progress: Progress,
  download: () => Promise<void>,
): Promise<boolean> {
  try {
    await download();
    progress.note(`${tool}: official release, checksum verified`);
    return true;
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    if (!error.isRepeated) progress.note(`${tool}: no official release, ${error.message}`);
    return false;
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) return "code" in cause ? String(cause.code) : cause.message;
  return error instanceof Error ? error.message : String(error);
}
