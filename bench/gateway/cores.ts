import { availableParallelism } from "node:os";

/**
 * The processors that a measurement runs on: a gateway has one for itself. What sends to it and what it sends to share
 * another, so that neither takes the gateway's time.
 */
export const cores = { gateway: 0, load: 1 } as const;

/**
 * The command that runs a program on one processor.
 * @param enter what a command begins with that runs in another network. @default this one
 */
export function pinned(
  core: number,
  program: string,
  args: readonly string[],
  enter: readonly string[] = [],
): [string, string[]] {
  const [first = "", ...rest] = [...enter, "taskset", "--cpu-list", String(core), program, ...args];
  return [first, rest];
}

/** @throws Error where the figures would be none: on one processor, or where processes cannot be kept on one */
export function requireCores(platform = process.platform, count = availableParallelism()): void {
  if (platform === "linux" && count >= 2) return;
  throw new Error(
    `this benchmark needs Linux with two processors or more, one for the gateway and one for the load; ` +
      `this is ${platform} with ${count}`,
  );
}
