import { appendFileSync, closeSync, fstatSync, openSync, readSync } from "node:fs";
import { Cloud } from "./cloud";
import type { CloudEvent } from "./cloudEvent";

/**
 * A file that all providers of a run, and the tests, share: one line of JSON for each event of a pretended cloud, in the
 * order in which they came. Lines are only ever appended, each by one write.
 */
export class CloudFile {
  readonly #path: string;
  readonly #cloud = new Cloud();
  #offset = 0;

  /** @param path a file that is there, perhaps empty */
  constructor(path: string) {
    this.#path = path;
  }

  append(event: CloudEvent): void {
    appendFileSync(this.#path, `${JSON.stringify(event)}\n`);
  }

  /** The cloud as all events so far have made it. */
  cloud(): Cloud {
    const text = this.#unread();
    const end = text.lastIndexOf("\n") + 1;
    for (const line of text.slice(0, end).split("\n")) {
      if (line !== "") this.#cloud.apply(eventIn(line));
    }
    this.#offset += Buffer.byteLength(text.slice(0, end));
    return this.#cloud;
  }

  #unread(): string {
    const file = openSync(this.#path, "r");
    try {
      const buffer = Buffer.alloc(fstatSync(file).size - this.#offset);
      const length = readSync(file, buffer, 0, buffer.length, this.#offset);
      return buffer.toString("utf8", 0, length);
    } finally {
      closeSync(file);
    }
  }
}

function eventIn(line: string): CloudEvent {
  const event: unknown = JSON.parse(line);
  if (isEvent(event)) return event;
  throw new Error(`no event of a cloud: ${line}`);
}

/** Only this class writes the file. */
function isEvent(value: unknown): value is CloudEvent {
  return typeof value === "object" && value !== null && "call" in value;
}
