import { readIfPresent } from "../privateFiles";
import type { ClusterFolders } from "./folders";
import type { SandboxProcess } from "./sandboxProcess";

/** What the last complete start was made with. */
export interface ClusterRecord {
  readonly sandbox: SandboxProcess;
  /** Everything that a running cluster cannot change, as text: a start with other settings restarts it. */
  readonly settings: string;
  /** The node's address on the link. */
  readonly nodeAddress: string;
  readonly gatewayPort: number;
  readonly gatewayNodePort: number;
}

/** The record of the last complete start, when there was one; another version's counts as none. */
export async function readRecord(folders: ClusterFolders): Promise<ClusterRecord | undefined> {
  const text = await readIfPresent(folders.record);
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : undefined;
}

// Only this program writes it, so its outline is enough to check.
function isRecord(value: unknown): value is ClusterRecord {
  return (
    typeof value === "object" &&
    value !== null &&
    ["sandbox", "settings", "nodeAddress", "gatewayPort", "gatewayNodePort"].every((key) => key in value)
  );
}

/** Whether a record tells of this very sandbox, and not of one before it. */
export function isOf(record: ClusterRecord, sandbox: SandboxProcess | undefined): boolean {
  if (sandbox === undefined) return false;
  return record.sandbox.pid === sandbox.pid && record.sandbox.startTicks === sandbox.startTicks;
}
