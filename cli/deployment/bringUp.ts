import type { KubeConfig } from "@kubernetes/client-node";
import type { LocalPaths } from "../../infra/local/paths";
import type { Step } from "../../infra/local/progress";
import type { TerminalProgress } from "../../infra/local/terminalProgress";
import type { Toolchain } from "../../infra/local/toolchain";
import { applyStack } from "./applyStack";
import { writeEndpointFile } from "./endpointFile";
import { firstAnswer } from "./firstAnswer";
import { openLocalStack } from "./localStack";
import { clientKeysOf, endpointModels } from "./outputs";
import { describeChanges, startReport } from "./report";
import type { StackSettings } from "./settings";

/** What is brought up, and where it is reached. */
export interface BringUp {
  readonly paths: LocalPaths;
  readonly tools: Pick<Toolchain, "pulumi" | "plugins">;
  readonly progress: TerminalProgress;
  readonly signal: AbortSignal;
  readonly settings: StackSettings;
  /** The size of the weights of the model that is asked first. */
  readonly bytes: number;
  readonly baseUrl: string;
  /** The path of a kubeconfig, and the cluster by its current context. */
  readonly kubeconfig: string;
  readonly cluster: KubeConfig;
  /** What goes on while the stack is brought up; it ends when its signal is aborted. @default nothing */
  readonly meanwhile?: (step: Step, signal: AbortSignal) => Promise<void>;
  /** What the way to the gateway needs once it runs. @default nothing */
  readonly openWay?: () => Promise<void>;
}

/**
 * Runs `pulumi up`, asks the first question and tells a person what there is now.
 * @throws Error when the update fails or no answer arrives
 */
export async function bringUp(up: BringUp): Promise<void> {
  const { paths, tools, progress, settings, baseUrl } = up;
  const stack = await openLocalStack(paths, tools, settings);
  const changes = await progress.step("pulumi up", (step) =>
    alongside(
      up.signal,
      (signal) => applyStack({ stack, paths, cluster: up.cluster, step, signal }),
      (signal) => up.meanwhile?.(step, signal),
    ),
  );
  const keys = clientKeysOf(await stack.outputs(), siteOf(settings));
  const models = endpointModels(settings);
  await up.openWay?.();
  const answer = await progress.step("first answer", () =>
    firstAnswer({ baseURL: baseUrl, apiKey: keys("default"), model: models.chat, bytes: up.bytes }),
  );
  await writeEndpointFile(paths, {
    baseUrl,
    apiKey: keys("default"),
    models,
    clients: { limited: { apiKey: keys("limited") }, metered: { apiKey: keys("metered") } },
    kubeconfig: up.kubeconfig,
  });
  const report = { baseUrl, apiKey: keys("default"), model: models.alias, answer };
  console.log(
    startReport({
      ...report,
      phases: progress.phases,
      changes: describeChanges(changes),
      plugins: tools.plugins.kind,
    }),
  );
}

/** Runs `work` and what goes on beside it. When that fails, the work is ended; when the work has ended, that is. */
async function alongside<T>(
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  beside: (signal: AbortSignal) => Promise<void> | undefined,
): Promise<T> {
  const ended = new AbortController();
  const signal = AbortSignal.any([outer, ended.signal]);
  const end = () => {
    ended.abort();
  };
  const other = Promise.resolve(beside(signal));
  const [done, failed] = await Promise.allSettled([
    work(signal).finally(end),
    other.catch(rethrowAfter(end)),
  ]);
  // What went wrong beside is the cause: the work was only interrupted by it.
  if (failed.status === "rejected") throw asError(failed.reason);
  if (done.status === "rejected") throw asError(done.reason);
  return done.value;
}

function rethrowAfter(end: () => void): (error: unknown) => never {
  return (error) => {
    end();
    throw asError(error);
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function siteOf({ sites }: StackSettings): string {
  const name = sites[0]?.["name"];
  if (typeof name !== "string") throw new Error("stacks/Pulumi.local.yaml has no site with a name");
  return name;
}
