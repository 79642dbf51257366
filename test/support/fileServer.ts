import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** What a test's server answers for a path: a content, or a function that answers itself. */
export type Answer = string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void);

/** An HTTP server on the loopback that ends with the running test. */
export interface FileServer {
  /** Address without a slash at the end. */
  readonly base: string;
  /** Method and path of every request, in order. */
  readonly requests: readonly string[];
}

/** Serves `answers` by path; everything else is 404. */
export async function serveFiles(answers: Readonly<Record<string, Answer>>): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(`${request.method ?? ""} ${path}`);
    const answer = answers[path];
    if (answer === undefined) response.writeHead(404).end("not here");
    else if (typeof answer === "function") answer(request, response);
    else response.end(request.method === "HEAD" ? undefined : answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { base: `http://127.0.0.1:${address.port}`, requests };
}

/** An address of the loopback on which nothing listens. */
export async function silentAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}`;
}
