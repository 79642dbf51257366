import { connect } from "node:net";
import { readAnswers, type ReadAnswers } from "./answers";
import type { FuzzSession } from "./sessions";

/** How long a session may take before it counts as hung, in seconds: more than all of the gateway's own limits together. */
const patience = 30;

/** What came of a session. */
export interface SessionOutcome extends ReadAnswers {
  /** Why it ended: all answers were there, the gateway closed, the caller went away, or nothing of it in time. */
  readonly end: "answered" | "closed" | "left" | "hung";
  /** Requests that were sent: in turns, none after the gateway has closed. */
  readonly sent: number;
}

/** Sends a session to the loopback's `port` and reads the answers. */
export function runSession(session: FuzzSession, port: number): Promise<SessionOutcome> {
  const { requests, writes, pause, kind, inTurns, number } = session;
  const methods = requests.map(({ method }) => method);
  return new Promise((resolve) => {
    // From many addresses, since each has a bounded number of ports, which stay taken for a minute.
    const socket = connect({
      port,
      host: "127.0.0.1",
      localAddress: `127.9.${number % 200}.${1 + (number % 7)}`,
    });
    let bytes = Buffer.alloc(0);
    let written = 0;
    let read: ReadAnswers = { answers: [], rest: bytes };
    const finish = (end: SessionOutcome["end"]) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...read, end, sent: inTurns ? written : requests.length });
    };
    const timer = setTimeout(() => {
      finish("hung");
    }, patience * 1_000);
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      read = readAnswers(bytes, methods);
      const isDone = read.answers.length >= requests.length && (kind === "clean" || kind === "broken");
      // The bytes go on for a second after an answer that says so.
      const isClosing = read.answers.at(-1)?.headers.get("connection") === "close";
      if (isDone || isClosing || read.fault !== undefined) finish("answered");
      else if (inTurns && written < writes.length && read.answers.length >= written) write(written);
    });
    socket.on("close", () => {
      finish("closed");
    });
    // A gateway that closes while bytes are still coming resets the connection, which is its right.
    socket.on("error", () => {
      finish("closed");
    });
    const write = (index: number) => {
      const next = writes[index];
      if (next === undefined) {
        if (kind === "cut") finish("left");
        return;
      }
      written = index + 1;
      socket.write(next, () => {
        // In turns, the next is written when the answer to this one is there.
        if (!inTurns || written === writes.length) setTimeout(write, pause, written);
      });
    };
    socket.setNoDelay(true);
    socket.once("connect", () => {
      write(0);
    });
  });
}
