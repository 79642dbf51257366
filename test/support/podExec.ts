import { Writable } from "node:stream";
import { Exec, type KubeConfig } from "@kubernetes/client-node";

/** What a command in a pod wrote and how it ended. */
export interface PodCommandResult {
  readonly isSuccess: boolean;
  readonly output: string;
}

/** Runs a command in a container of a pod. */
export async function podExec(
  config: KubeConfig,
  {
    namespace,
    pod,
    container,
  }: { readonly namespace: string; readonly pod: string; readonly container: string },
  command: string[],
): Promise<PodCommandResult> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const isSuccess = await new Promise<boolean>((resolve, reject) => {
    new Exec(config)
      .exec(namespace, pod, container, command, output, output, null, false, (status) => {
        resolve(status.status === "Success");
      })
      .catch(reject);
  });
  return { isSuccess, output: Buffer.concat(chunks).toString() };
}
