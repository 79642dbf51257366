import type { KubeConfig } from "@kubernetes/client-node";
import type { OpMap, Stack } from "@pulumi/pulumi/automation";
import type { LocalPaths } from "../../infra/local/paths";
import { InterruptedError, toItsEnd } from "../../infra/local/interruption";
import type { Step } from "../../infra/local/progress";
import { EngineWatcher } from "./engineWatcher";
import { findIn } from "./interrupted/clusterObjects";
import { settleInterrupted } from "./interrupted/settle";
import { noteBeginning, noteEnd, unfinishedSince } from "./interrupted/unfinished";

/** What an update did: number of resources by kind of change (`create`, `update`, `same`, …). */
export type Changes = OpMap;

/** What an update works on. The caller holds the checkout's command lock, so that nobody else does. */
export interface Update {
  readonly stack: Stack;
  readonly paths: LocalPaths;
  /** The cluster that the stack is on, by its current context. */
  readonly cluster: KubeConfig;
  readonly step: Step;
  readonly signal: AbortSignal;
}

/**
 * Brings the stack to what its program says. What an interrupted run left is settled first.
 * @throws DeploymentError with the engine's error messages
 */
export async function applyStack(update: Update): Promise<Changes> {
  await begin(update);
  const result = await watched(update, "pulumi up", (options) => update.stack.up(options));
  await noteEnd(update.paths);
  return result.summary.resourceChanges ?? {};
}

/**
 * Removes everything that the stack made. What an interrupted run left is settled first.
 * @throws DeploymentError with the engine's error messages
 */
export async function destroyStack(update: Update): Promise<void> {
  await begin(update);
  await watched(update, "pulumi destroy", (options) => update.stack.destroy(options));
  await noteEnd(update.paths);
}

async function begin(update: Update): Promise<void> {
  const { paths, stack, cluster, step, signal } = update;
  const began = await unfinishedSince(paths);
  if (began !== undefined) {
    step.detail("an earlier run was interrupted: reading what is there");
    const refresh = async () => {
      await watched(update, "pulumi refresh", (options) => stack.refresh(options));
    };
    await settleInterrupted({ stack, find: findIn(cluster), began, refresh, signal });
  }
  await noteBeginning(paths);
}

type Options = Pick<EngineWatcher, "onEvent"> & { readonly color: "never"; readonly signal: AbortSignal };

async function watched<T>(
  { step, signal }: Update,
  command: string,
  work: (options: Options) => Promise<T>,
): Promise<T> {
  const watcher = new EngineWatcher(step);
  try {
    // An update that is cut off leaves resources whose state nobody knows: it is told to end, and waited for.
    return await toItsEnd(() => work({ color: "never", onEvent: watcher.onEvent, signal }));
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    throw watcher.failure(command, error);
  }
}
