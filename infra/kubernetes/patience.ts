/** Weights that are read more slowly than this are of no use, in bytes a second: a volume on a slow network. */
const readingRate = 10e6;

/** Weights are hardly copied more slowly than this, in bytes a second: a way over the internet. */
const copyingRate = 5e6;

/** Time for all that does not grow with the weights, in seconds: a volume, and an image of many gigabytes. */
const placementSeconds = 600;

/** What an engine gets to load weights that are not known, or small, in seconds. */
const usualStartupSeconds = 1_800;

/** What is known of the start of a replica. */
export interface ReplicaStart {
  /** The size of the weights; undefined where it is not known. */
  readonly bytes: number | undefined;
  /** Whether the weights are copied into the cluster first. */
  readonly isCopied: boolean;
  /** Seconds that loading the weights may take. @default by their size */
  readonly startupSeconds: number | undefined;
}

/** How long loading weights may take before the engine is started anew, in seconds: 30 minutes, or more if they are large. */
export function startupSecondsFor(bytes: number | undefined): number {
  return Math.max(usualStartupSeconds, placementSeconds + (bytes ?? 0) / readingRate);
}

/** How long to wait for a replica to be ready, in seconds; whole minutes, so that a slightly larger file changes little. */
export function readySecondsFor({ bytes, isCopied, startupSeconds }: ReplicaStart): number {
  const loading = startupSeconds ?? (bytes === undefined ? usualStartupSeconds : bytes / readingRate);
  const copying = isCopied ? (bytes ?? 0) / copyingRate : 0;
  return 60 * Math.ceil((placementSeconds + loading + copying) / 60);
}
