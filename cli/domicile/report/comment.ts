import { counted } from "./words";

/** GitHub takes comments of up to 65,536 characters; GitLab and Forgejo take more. */
const commentLimit = 60_000;

/**
 * Parts of a comment, as many, and as many lines of them, as fit into one.
 * @param command what shows all of it
 */
export function commentOf(parts: readonly string[], command: string): string {
  const text = `${parts.filter((part) => part !== "").join("\n\n")}\n`;
  if (text.length <= commentLimit) return text;
  const kept = text.slice(0, text.lastIndexOf("\n", commentLimit));
  const open = kept.split("<details>").length > kept.split("</details>").length;
  const rest = text.slice(kept.length).split("\n- ").length - 1;
  return `${kept}${open ? "\n\n</details>" : ""}\n\n… and ${counted(rest, "line")} more: run \`${command}\` to see all.\n`;
}

/** Items of a list; empty without any. */
export function listOf(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** A part that is shown when it is asked for; empty without content. */
export function folded(summary: string, content: string): string {
  return content === "" ? "" : `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

/** A part under a line that says what it is; empty without content. */
export function titled(title: string, content: string): string {
  return content === "" ? "" : `${title}\n\n${content}`;
}
