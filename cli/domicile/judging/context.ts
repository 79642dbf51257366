/** What judging depends on beside what is judged. */
export interface CheckContext {
  /** The path of the organisation's approval; undefined when none is named. */
  readonly approvalFile: string | undefined;
  /** Decides which exceptions still hold. */
  readonly now: Date;
  /** The address of the backend that keeps the state, where the environment says it. */
  readonly backend: string | undefined;
  /** The folder to which paths are told; absolute. */
  readonly workingFolder: string;
  /** Milliseconds that a program may take. @default 120,000 */
  readonly timeout?: number;
}
