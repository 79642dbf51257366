import { listed, type Entry, type Thread } from "./forge";
import { ask, askOnce, repeat, type Api } from "./http";

/** What was done with an entry. */
export type Upserted = "created" | "updated" | "unchanged";

/** An entry as it is to be. */
export interface Wanted {
  /** The first line of its text, by which it is found. */
  readonly mark: string;
  readonly text: string;
  /** The account that writes it: a text with the mark that someone else wrote is not ours. */
  readonly author: string;
  /** What the forge takes. */
  readonly body: object;
}

/**
 * Makes an entry, or updates the one that is there. When the forge does not answer to the making of one, the entries are
 * read again before it is tried again: it may have been made.
 * @throws Mistake when the forge refuses, or does not answer
 */
export function upsert(api: Api, thread: Thread, wanted: Wanted): Promise<Upserted> {
  const { noun } = thread;
  return repeat(api, `write the ${noun}`, async () => {
    const found = await findOwn(api, thread, wanted);
    if (found === undefined) {
      const { addPath } = thread;
      await askOnce(api, { method: "POST", path: addPath, body: wanted.body, purpose: `write the ${noun}` });
      return "created";
    }
    if (isSame(found.body, wanted.text)) return "unchanged";
    await change(api, thread, found, wanted.body);
    return "updated";
  });
}

/** Changes an entry. */
export async function change(api: Api, thread: Thread, { id }: Entry, body: object): Promise<void> {
  const { noun, changeMethod, changePath } = thread;
  await ask(api, { method: changeMethod, path: changePath(id), body, purpose: `update the ${noun}` });
}

/** The first entry with the mark that the account wrote. */
export async function findOwn(
  api: Api,
  { noun, path, read }: Thread,
  { mark, author }: Pick<Wanted, "mark" | "author">,
): Promise<Entry | undefined> {
  for await (const value of listed(api, path, `read the ${noun}s`)) {
    const entry = read(value);
    if (entry?.author === author && markOf(entry.body) === mark) return entry;
  }
  return undefined;
}

/** The mark at the beginning of a text; undefined when it has none. */
export function markOf(text: string): string | undefined {
  const [line = ""] = text.trimStart().split("\n", 1);
  return /^<!-- domicile [\w -]+ -->$/.test(line.trim()) ? line.trim() : undefined;
}

/** Forges change the ends of lines and of texts. */
function isSame(one: string, other: string): boolean {
  return one.replaceAll("\r\n", "\n").trim() === other.replaceAll("\r\n", "\n").trim();
}
