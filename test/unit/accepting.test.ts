import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isAccepting, isPortAccepting } from "../../infra/local/accepting";
import { temporaryFolder } from "../support/temporaryFolder";

function isTcp(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

it("tells whether something accepts connections at a port", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (!isTcp(address)) throw new Error("the server has no port");
  expect(await isPortAccepting(address.port)).toBe(true);
  server.close();
  await once(server, "close");
  expect(await isPortAccepting(address.port)).toBe(false);
});

it("tells whether something accepts connections at a unix socket", async () => {
  const path = join(await temporaryFolder(), "socket");
  expect(await isAccepting({ path })).toBe(false);
  const server = createServer((socket) => socket.destroy()).listen(path);
  await once(server, "listening");
  expect(await isAccepting({ path })).toBe(true);
  server.close();
});
