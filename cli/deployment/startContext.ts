import type { LocalPaths } from "../../infra/local/paths";
import type { TerminalProgress } from "../../infra/local/terminalProgress";
import type { StartOptions } from "../options";

/** What a start works with. */
export interface StartContext {
  readonly paths: LocalPaths;
  readonly options: StartOptions;
  readonly progress: TerminalProgress;
  /** Aborted when a person interrupts. */
  readonly signal: AbortSignal;
}
