import { createReadStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A WebSocket, as far as pacing looks at it. */
export interface SendingSocket {
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number;
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
}

/** What may wait to be sent, in bytes: without a limit a large file would fill the memory of this machine. */
const bufferedBytes = 8 * 2 ** 20;
const pieceBytes = 2 ** 18;
const pollMilliseconds = 10;

/** A connection that takes nothing for this long is given up, in milliseconds: a network that is gone says nothing. */
const stalledMilliseconds = 60_000;

/** How a file is paced. */
export interface Pacing {
  /** Called after each piece with the bytes so far. */
  readonly onSent?: (bytes: number) => void;
  /** @default a minute */
  readonly stalledMilliseconds?: number;
}

/**
 * The pieces of a file, no faster than the socket takes them.
 * @throws Error when the socket is closed before the end, or takes nothing any more
 */
export async function* pacedFile(
  file: string,
  opened: Promise<SendingSocket>,
  pacing: Pacing = {},
): AsyncGenerator<Buffer> {
  const socket = await opened;
  let sent = 0;
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
    if (!Buffer.isBuffer(piece)) throw new TypeError("a stream without an encoding gave text");
    await untilTaken(socket, pacing.stalledMilliseconds ?? stalledMilliseconds);
    yield piece;
    sent += piece.length;
    pacing.onSent?.(sent);
  }
}

async function untilTaken(socket: SendingSocket, patience: number): Promise<void> {
  let least = socket.bufferedAmount;
  let since = Date.now();
  for (;;) {
    if (socket.readyState > 1) throw new Error("the connection was closed before all was sent");
    if (socket.bufferedAmount <= bufferedBytes) return;
    if (socket.bufferedAmount < least) [least, since] = [socket.bufferedAmount, Date.now()];
    if (Date.now() - since > patience)
      throw new Error(`the connection took nothing for ${patience / 1_000} s`);
    await sleep(pollMilliseconds);
  }
}
