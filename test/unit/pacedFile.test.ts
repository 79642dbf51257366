import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pacedFile, type SendingSocket } from "../../cli/deployment/pacedFile";
import { temporaryFolder } from "../support/temporaryFolder";

const piece = 2 ** 18;
const full = 8 * 2 ** 20 + 1;

async function fileOf(bytes: number): Promise<string> {
  const file = join(await temporaryFolder(), "weights.gguf");
  await writeFile(file, Buffer.alloc(bytes, 7));
  return file;
}

/** Sends the file through `socket`. @returns the sizes of its pieces, and the last bytes that were reported */
async function send(
  socket: SendingSocket,
  file: string,
  onPiece: (count: number) => void = () => undefined,
): Promise<{ sizes: number[]; sent: number }> {
  const sizes: number[] = [];
  let sent = 0;
  const onSent = (bytes: number) => (sent = bytes);
  for await (const part of pacedFile(file, Promise.resolve(socket), { onSent, stalledMilliseconds: 300 })) {
    sizes.push(part.length);
    onPiece(sizes.length);
  }
  return { sizes, sent };
}

describe("a paced file", () => {
  it("comes in pieces and tells how far it is", async () => {
    const file = await fileOf(2 * piece + 10);
    const socket = { bufferedAmount: 0, readyState: 1 };
    expect(await send(socket, file)).toEqual({ sizes: [piece, piece, 10], sent: 2 * piece + 10 });
  });

  it("waits while the socket has enough to send", async () => {
    const file = await fileOf(2 * piece);
    const socket = { bufferedAmount: full, readyState: 1 };
    const began = Date.now();
    setTimeout(() => (socket.bufferedAmount = 0), 200);
    expect((await send(socket, file)).sizes).toEqual([piece, piece]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(190);
  });

  it("ends with an error when the socket is closed while it has enough to send", async () => {
    const file = await fileOf(2 * piece);
    const socket = { bufferedAmount: full, readyState: 1 };
    setTimeout(() => (socket.readyState = 3), 100);
    await expect(send(socket, file)).rejects.toThrow("the connection was closed before all was sent");
  });

  it("ends with an error when the socket is closed between two pieces", async () => {
    const file = await fileOf(3 * piece);
    const socket = { bufferedAmount: 0, readyState: 1 };
    const sending = send(socket, file, (count) => {
      if (count === 2) socket.readyState = 2;
    });
    await expect(sending).rejects.toThrow("the connection was closed before all was sent");
  });

  it("ends with an error when an open socket takes nothing any more", async () => {
    const file = await fileOf(2 * piece);
    const socket = { bufferedAmount: full, readyState: 1 };
    await expect(send(socket, file)).rejects.toThrow("the connection took nothing for 0.3 s");
  });

  it("ends with the reason when the file is gone", async () => {
    const socket = { bufferedAmount: 0, readyState: 1 };
    await expect(send(socket, "/nowhere/weights.gguf")).rejects.toThrow(/^ENOENT/);
  });
});
