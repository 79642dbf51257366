/** What a machine and an account are. */
export interface Platform {
  /** As Node names it: `linux`, `darwin`, `win32`, … */
  readonly platform: string;
  /** The account's number, 0 for root; `undefined` where accounts have none. */
  readonly uid: number | undefined;
  /** Whether the distribution installs packages with apt-get. */
  readonly hasApt: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export declare function currentPlatform(): Platform;
export declare function cacheFolder(environment: Environment): string;
export declare function machineProblems(call: {
  readonly command: string;
  readonly args: readonly string[];
  readonly root: string;
  readonly environment: Environment;
  readonly platform: Platform;
}): string[];
export declare function machineNotes(environment: Environment): string[];
export declare function platformProblem(
  command: string,
  args: readonly string[],
  environment: Environment,
  platform: Platform,
): string | undefined;
export declare function folderProblems(root: string, environment: Environment): string[];
export declare function folderProblem(folder: string): string | undefined;
export declare function gigabytes(bytes: number): string;
export declare function nearest(folder: string): string;
export declare function roomProblem(folder: string, bytes: number): string | undefined;
