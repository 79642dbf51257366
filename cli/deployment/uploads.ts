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
  while (!signal.aborted) {
    for (const upload of uploads) {
      const labelSelector = `app.kubernetes.io/component=inference-server,app.kubernetes.io/instance=${upload.model}`;
      const { items } = await core.listNamespacedPod({ namespace, labelSelector });
      for (const pod of items.filter((item) => isWaitingFor(item, upload.name))) {
        await copy(config, namespace, pod.metadata?.name ?? "", upload, step);
      }
    }
    await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

/** Whether the pod's init container runs and waits for weights of this name: a pod of before may wait for others. */
function isWaitingFor({ metadata, spec, status }: V1Pod, name: string): boolean {
  const receiver = spec?.initContainers?.find((container) => container.name === receiverName);
  const state = status?.initContainerStatuses?.find((container) => container.name === receiverName)?.state;
  return (
    metadata?.deletionTimestamp === undefined &&
    receiver?.command?.at(-1) === `${weightsMount}/${name}` &&
    state?.running !== undefined
  );
}

/**
 * A name is a digest, so other names are weights of before; they go first, to make room. The new ones get their name
 * once they are complete, and the pod goes on.
 */
const receiveScript = 'cd "$1" && rm -f *.gguf *.part && head -c "$3" > "$2.part" && mv "$2.part" "$2"';

async function copy(
  config: KubeConfig,
  namespace: string,
  pod: string,
  { model, file, name }: Upload,
  step: Step,
): Promise<void> {
  const { size } = await stat(file);
  const command = ["sh", "-c", receiveScript, "sh", weightsMount, name, String(size)];
  const failure = await runWithInput(config, { namespace, pod, command, file }, (sent) => {
    step.detail(`copying the weights of '${model}': ${Math.floor((100 * sent) / size)} %`);
  });
  if (failure !== undefined) {
    throw new Error(`the weights of '${model}' could not be copied to pod '${pod}': ${failure}`);
  }
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
