import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterFolders } from "./folders";
import { parseFailure } from "./plan";
import { isErrno } from "../errno";
import { readIfPresent } from "../privateFiles";
import { findSandbox } from "./sandboxProcess";
import type { SandboxProcess } from "./sandboxProcess";
import { pause } from "../interruption";

/** Lines of a program's log that an error repeats. */
const quotedLines = 12;
const pollMilliseconds = 100;

/** Watches over one start of the cluster: waits for what has to come up, and says which program does not. */
export class StartUp {
  readonly #folders: ClusterFolders;
  readonly #id: string;
  readonly #sandbox: SandboxProcess;

  constructor(folders: ClusterFolders, id: string, sandbox: SandboxProcess) {
    this.#folders = folders;
    this.#id = id;
    this.#sandbox = sandbox;
  }

  /**
   * Waits until `isReady` says so.
   * @param what named in the error, e.g. `the node did not become ready`
   * @param program the program whose log an error quotes when time runs out
   * @param seconds time limit
   * @throws when a program does not stay up, the sandbox ends, or time runs out
   */
  async until(
    what: string,
    program: string,
    seconds: number,
    isReady: () => Promise<boolean>,
  ): Promise<void> {
    const deadline = Date.now() + seconds * 1_000;
    while (!(await isReady())) {
      await this.check();
      if (Date.now() > deadline) throw await this.#failure(`${what} within ${seconds} s`, program);
      await pause(pollMilliseconds);
    }
  }

  /** Throws when a program does not stay up, or when the whole sandbox has ended. */
  async check(): Promise<void> {
    const failed = await readIfPresent(this.#folders.failure);
    if (failed !== undefined) {
      const { program, ending } = parseFailure(failed);
      throw await this.#failure(`${program} does not stay up (${ending})`, program);
    }
    const sandbox = await findSandbox(this.#id);
    if (sandbox?.pid !== this.#sandbox.pid || sandbox.startTicks !== this.#sandbox.startTicks) {
      throw await this.#failure("the cluster's supervisor has ended", "supervisor");
    }
  }

  async #failure(what: string, program: string): Promise<Error> {
    const log = join(this.#folders.logs, `${program}.log`);
    const lines = await lastLines(log);
    const quoted = lines === "" ? "its log is empty" : `the last lines of its log:\n${lines}`;
    return new Error(`the cluster did not start: ${what}; ${quoted}\nwhole log: ${log}`);
  }
}

async function lastLines(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).trimEnd().split("\n").slice(-quotedLines).join("\n");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return "";
    throw error;
  }
}
