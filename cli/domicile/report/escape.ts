import { oneLine } from "./words";

/** What starts a mention or a reference on GitHub, GitLab or Forgejo when a word follows. */
const references = /[@#!~%$&^](?=[\p{L}\p{N}_"])/gu;

/**
 * Text without meaning to Markdown, HTML and forges, in one line: no markup, no links, no end of a table's cell, nobody
 * mentioned. A character of no width parts what would be a reference, since forges look for them in what is rendered.
 */
export function escaped(text: string): string {
  return oneLine(text)
    .replace(references, "$&\u200b")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/:\/\//g, "&#58;//")
    .replace(/\bwww\./gi, (start) => start.replace(".", "&#46;"))
    .replace(/[\\`*_{}[\]()!|~]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
