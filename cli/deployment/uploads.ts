import { stat } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, Exec, type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { receiverName, weightsMount } from "../../infra/kubernetes/inferencePod";
import type { Step } from "../../infra/local/progress";
import { pacedFile, type SendingSocket } from "./pacedFile";

/** Weights to copy into the cluster. */
export interface Upload {
  /** The model's name. */
  readonly model: string;
  /** The file on this machine. */
  readonly file: string;
  /** Its name inside the model's volume. */
  readonly name: string;
}

const pollMilliseconds = 1_000;

/**
 * Copies weights to the pods that wait for them, until `signal` is aborted: pods appear while the stack is brought up.
 * A pod whose weights are there already does not wait, and nothing is copied to it.
 * @throws Error that names the model and what the cluster said
 */
export async function serveUploads(
  config: KubeConfig,
  namespace: string,
  uploads: readonly Upload[],
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  const waiting = async ({ model, name }: Upload): Promise<readonly Receiver[]> => {
    const labelSelector = `app.kubernetes.io/component=inference-server,app.kubernetes.io/instance=${model}`;
    const { items } = await core.listNamespacedPod({ namespace, labelSelector });
    return items.flatMap((pod) => receiverOf(pod, name));
  };
  // A container that has got its weights ends, and is still told as running for a moment.
  const served = new Set<string>();
  while (!signal.aborted) {
    for (const upload of uploads) {
      for (const { pod, container } of await waiting(upload)) {
        if (served.has(container)) continue;
        const failure = await copy(config, namespace, pod, upload, step);
        // One that has gone meanwhile, with its pod or for a new container, wants nothing any more.
        const isThere = (await waiting(upload)).some((other) => other.container === container);
        if (failure !== undefined && isThere) {
          throw new Error(`the weights of '${upload.model}' could not be copied to pod '${pod}': ${failure}`);
        }
        served.add(container);
      }
    }
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** An init container that waits for weights. */
export interface Receiver {
  /** The pod's name. */
  readonly pod: string;
  /** The container's ID, which is another one after a restart. */
  readonly container: string;
}

/** The pod's init container when it runs and waits for weights of this name: a pod of before may wait for others. */
export function receiverOf({ metadata, spec, status }: V1Pod, name: string): readonly Receiver[] {
  const declared = spec?.initContainers?.find((container) => container.name === receiverName);
  const running = status?.initContainerStatuses?.find((container) => container.name === receiverName);
  const isWaiting =
    metadata?.deletionTimestamp === undefined &&
    declared?.command?.at(-1) === `${weightsMount}/${name}` &&
    running?.state?.running !== undefined;
  if (!isWaiting || metadata?.name === undefined || running.containerID === undefined) return [];
  return [{ pod: metadata.name, container: running.containerID }];
}

/**
 * A name is a digest, so what bears it is right, and other names are weights of before; they go first, to make room. The
 * new ones get their name once they are complete, and the pod goes on.
 */
const receiveScript =
  'cd "$1" && { [ -e "$2" ] || { rm -f *.gguf *.part && head -c "$3" > "$2.part" && mv "$2.part" "$2"; }; }';

/** @returns what went wrong, or undefined */
async function copy(
  config: KubeConfig,
  namespace: string,
  pod: string,
  { model, file, name }: Upload,
  step: Step,
): Promise<string | undefined> {
  const { size } = await stat(file);
  const command = ["sh", "-c", receiveScript, "sh", weightsMount, name, String(size)];
  return runWithInput(config, { namespace, pod, command, file }, (sent) => {
    step.detail(`copying the weights of '${model}': ${Math.floor((100 * sent) / size)} %`);
  });
}

interface RemoteCommand {
  readonly namespace: string;
  readonly pod: string;
  readonly command: string[];
  /** The file that the command reads on its standard input. */
  readonly file: string;
}

/** Runs a command in the container that waits. @returns what went wrong, or undefined */
async function runWithInput(
  config: KubeConfig,
  { namespace, pod, command, file }: RemoteCommand,
  onSent: (bytes: number) => void,
): Promise<string | undefined> {
  const messages = new PassThrough();
  const said: string[] = [];
  messages.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const outcome = Promise.withResolvers<string | undefined>();
  const opened = Promise.withResolvers<SendingSocket>();
  const input = Readable.from(pacedFile(file, opened.promise, { onSent }));
  input.once("error", ({ message }) => {
    outcome.resolve(message);
  });
  try {
    const connection = await new Exec(config).exec(
      ...([namespace, pod, receiverName, command, null, messages, input, false] as const),
      ({ status, message }) => {
        const reason = said.join("").trim() || (message ?? "it gave no reason");
        outcome.resolve(status === "Success" ? undefined : reason);
      },
    );
    connection.onclose = () => {
      outcome.resolve("the connection was closed");
    };
    opened.resolve(connection);
  } catch (error) {
    return reasonOf(error);
  }
  return outcome.promise;
}

/** A WebSocket that does not open fails with an event of its own kind. */
function reasonOf(error: unknown): string {
  const hasMessage = typeof error === "object" && error !== null && "message" in error;
  return hasMessage && typeof error.message === "string" ? error.message : String(error);
}
