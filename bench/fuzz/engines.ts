import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { FuzzModel } from "./parties";
import { tagHeader } from "./requests";

/** A request as an engine got it. */
export interface EngineRequest {
  readonly model: FuzzModel;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Starts an engine of `model` that tells `told` of each request, and answers with the request's tag. */
export async function startEngine(model: FuzzModel, told: (request: EngineRequest) => void) {
  const answer: RequestListener = (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      if (url === "/health") {
        response.writeHead(200).end();
        return;
      }
      told({ model, method, url, headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { "content-type": "application/json", connection: "keep-alive" });
      response.end(JSON.stringify({ tag: headers[tagHeader], engine: model.name, model: model.name }));
    });
  };
  // Nothing is refused here: what gets this far is judged.
  const server = createServer({ maxHeaderSize: 1 << 20 }, answer).on("checkExpectation", answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string")
    throw new Error(`the engine of '${model.name}' has no port`);
  return {
    endpoint: { address: "127.0.0.1", port: bound.port },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
