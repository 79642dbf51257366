import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isErrno } from "../../infra/local/errno";
import type { LocalPaths } from "../../infra/local/paths";

/** What the state file of `npm start` says. */
export interface StartedState {
  readonly resources: readonly { readonly urn: string; readonly type: string; readonly delete?: boolean }[];
  /** Types of the resources whose creation, update or removal has no recorded end. */
  readonly pending: readonly string[];
}

const empty: StartedState = { resources: [], pending: [] };

interface StateFile {
  readonly checkpoint: {
    readonly latest?: {
      readonly resources?: StartedState["resources"];
      readonly pending_operations?: readonly { readonly resource: { readonly type: string } }[];
    };
  };
}

/** Reads the state as it lies on disk, also while the engine works; nothing when there is none yet. */
export async function startedState({ state }: LocalPaths): Promise<StartedState> {
  const stacks = join(state, "pulumi", "backend", ".pulumi", "stacks", "domicile");
  try {
    if (!(await readdir(stacks)).includes("local.json")) return empty;
    const { checkpoint } = JSON.parse(await readFile(join(stacks, "local.json"), "utf8")) as StateFile;
    const { resources = [], pending_operations: pending = [] } = checkpoint.latest ?? {};
    return { resources, pending: pending.map(({ resource }) => resource.type) };
  } catch (error) {
    if (isErrno(error, "ENOENT")) return empty;
    throw error;
  }
}
