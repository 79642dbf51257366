import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { ApiClient } from "../../infra/local/providers/kubernetes/api/apiClient";
import type { Json } from "../../infra/local/providers/kubernetes/manifest/json";

/** How a request is answered. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that is no API server but answers as a test wants it. */
export interface FakeApiServer {
  readonly client: ApiClient;
  stop(): Promise<void>;
}

/** Starts a server on loopback that answers every request with `answer`. */
export async function startFakeApiServer(answer: Answer): Promise<FakeApiServer> {
  const server = createServer(answer);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    });
  });
  return {
    client: clientFor(`http://127.0.0.1:${port}`),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client of the server at `address`, with the token `t`. */
export function clientFor(address: string): ApiClient {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "c", server: address, skipTLSVerify: true }],
    users: [{ name: "u", token: "t" }],
    contexts: [{ name: "c", cluster: "c", user: "u" }],
    currentContext: "c",
  });
  return new ApiClient(config);
}

/** Answers with JSON. */
export function json(body: Json, status = 200, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}
