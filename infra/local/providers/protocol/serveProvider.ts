import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "./engineLog";
import type { ProviderImplementation } from "./providerImplementation";
import { providerService } from "./providerService";

/** The engine's own limit for one message, in bytes: sdk/go/common/util/rpcutil of pulumi/pulumi. */
const messageLimit = 400 * 1024 * 1024;

/** A plug-in that takes calls. */
export interface StartedProvider {
  readonly port: number;
  /** Drops all connections. */
  readonly stop: () => void;
}

/**
 * Serves `implementation` as a plug-in of the Pulumi engine: listens on a free port of 127.0.0.1 and prints it as the
 * first line of the standard output, as the engine expects. The engine's address is the first argument that is no
 * option, or comes with its first call. The process ends when the engine does.
 */
export async function serveProvider(
  implementation: ProviderImplementation,
  commandLine: readonly string[] = process.argv.slice(2),
): Promise<void> {
  const address = commandLine.find((argument) => !argument.startsWith("-"));
  const { port } = await startProvider(implementation, address);
  process.stdout.write(`${port}\n`);
  if (address === undefined) return;
  // The engine holds the other end of this pipe: it closes even when the engine is killed.
  process.stdin.on("close", () => process.exit(0)).on("error", () => process.exit(0));
  process.stdin.resume();
}

/**
 * Listens for calls of the engine, without a word.
 * @param address host:port of the engine, absent until the engine tells it
 */
export async function startProvider(
  implementation: ProviderImplementation,
  address: string | undefined,
): Promise<StartedProvider> {
  const server = new Server({
    "grpc.max_receive_message_length": messageLimit,
    "grpc.max_send_message_length": messageLimit,
  });
  const cancellation = new AbortController();
  server.addService(
    ResourceProviderService,
    providerService(implementation, new EngineLog(address), {
      signal: cancellation.signal,
      abort: () => {
        cancellation.abort(new Error("cancelled"));
      },
    }),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    stop: () => {
      server.forceShutdown();
    },
  };
}
