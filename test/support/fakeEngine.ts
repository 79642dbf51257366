import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** A request as an engine got it. */
export interface EngineRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Whether the request's connection was gone before the answer was whole; settles when either happened. */
  readonly aborted: Promise<boolean>;
}

/** How an engine answers an API request. */
export type EngineAnswer = (response: ServerResponse, request: EngineRequest) => void | Promise<void>;

/** An HTTP server on loopback that stands for an engine. */
export interface FakeEngine {
  readonly address: string;
  readonly port: number;
  /** The API requests so far, without health checks. */
  readonly requests: EngineRequest[];
  /** Waits for the request number `index`, from 0. */
  request(index: number): Promise<EngineRequest>;
  /** What `/health` says from now on. @default 200 */
  health(status: number): void;
  /** Ends the server and all its connections, as a killed process does. */
  readonly close: () => Promise<void>;
}

/** Starts an engine on `port`, or on a free one; without `answer` it says a chat completion that names `name`. */
export async function startFakeEngine(
  name: string,
  answer: EngineAnswer = completion(name),
  port = 0,
): Promise<FakeEngine> {
  const requests: EngineRequest[] = [];
  const waiting: (() => void)[] = [];
  const sockets = new Set<Socket>();
  let health = 200;

  const server = createServer((incoming, response) => {
    if (incoming.url === "/health") {
      response.writeHead(health).end();
      return;
    }
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request: EngineRequest = {
        method: incoming.method ?? "",
        url: incoming.url ?? "",
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
        aborted: new Promise((resolve) => {
          response.on("close", () => {
            resolve(!response.writableFinished);
          });
        }),
      };
      requests.push(request);
      for (const wake of waiting.splice(0)) wake();
      void answer(response, request);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the fake engine has no port");

  return {
    address: "127.0.0.1",
    port: bound.port,
    requests,
    async request(index) {
      for (;;) {
        const request = requests[index];
        if (request !== undefined) return request;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    health(status) {
      health = status;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers any API request with a chat completion whose text is `text`. */
export function completion(text: string): EngineAnswer {
  return (response) => {
    const message = { role: "assistant", content: text };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        id: "chatcmpl-1",
        object: "chat.completion",
        created: 1,
        model: "engine",
        choices: [{ index: 0, message, finish_reason: "stop" }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    );
  };
}

/** Answers with `words` as a stream of chat chunks; before each word it waits for `step`. */
export function stream(words: readonly string[], step: (index: number) => Promise<void>): EngineAnswer {
  return async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const [index, content] of words.entries()) {
      await step(index);
      if (response.destroyed) return;
      const choices = [{ index: 0, delta: { content }, finish_reason: null }];
      const chunk = {
        id: "chatcmpl-1",
        object: "chat.completion.chunk",
        created: 1,
        model: "engine",
        choices,
      };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    }
    response.end("data: [DONE]\n\n");
  };
}

/**
 * Answers with pieces of text that arrive one by one.
 * @param length whether the answer's length is told before, as engines do where it is no stream
 */
export function pieces(
  type: string,
  texts: readonly string[],
  { length = false }: { length?: boolean } = {},
): EngineAnswer {
  return async (response) => {
    const told = length ? { "content-length": Buffer.byteLength(texts.join("")) } : {};
    response.writeHead(200, { "content-type": type, ...told });
    for (const text of texts) {
      response.write(text);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    response.end();
  };
}
