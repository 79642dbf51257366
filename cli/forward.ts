import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { KubeConfig, PortForward } from "@kubernetes/client-node";
import { parseForwarding, type Forwarding } from "./deployment/forwarder";

// Runs in the background after `npm start -- --kubeconfig`: node forward.ts FILE. Leads a port of this machine's
// loopback to the gateway through the cluster's API server, as `kubectl port-forward` does, but to a pod that is there:
// a connection of its own for each client, so that a pod that went away costs no later one.

/** The port on which the gateway's pods take requests. */
const gatewayPort = 8080;
const checkMilliseconds = 500;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("which forwarding? usage: forward FILE");
const text = readFileSync(file, "utf8");
serve(parseForwarding(text));

// Whoever wants it to end removes the file, or writes another one.
setInterval(() => {
  if (read() !== text) process.exit(0);
}, checkMilliseconds);

function serve({ kubeconfig, context, namespace, port }: Forwarding): void {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  config.setCurrentContext(context);
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    forward(config, namespace, socket).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      socket.destroy();
    });
  });
  server.listen(port, "127.0.0.1");
}

async function forward(config: KubeConfig, namespace: string, socket: Socket): Promise<void> {
  socket.once("error", () => socket.destroy());
  const connection = await new PortForward(config).portForwardService(
    namespace,
    "gateway",
    [gatewayPort],
    socket,
    null,
    socket,
  );
  if (typeof connection === "function") return;
  connection.onclose = () => socket.end();
  socket.once("close", () => {
    connection.close();
  });
}

function read(): string | undefined {
  try {
    return readFileSync(String(file), "utf8");
  } catch {
    return undefined;
  }
}
