import { isCollection, parseDocument, visit, type Document } from "yaml";
import { checkApproval, type CheckedApproval } from "./checkApproval";

/**
 * Reads an approval's YAML, by version 1.2 whatever the text says of itself: NO is text, and so is a day.
 * Repeated keys, tags of one's own and a second document are mistakes.
 */
export function parseApproval(text: string): CheckedApproval {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    uniqueKeys: true,
    stringKeys: true,
    prettyErrors: true,
  });
  const mistakes = [...document.errors, ...document.warnings].map(({ message }) => firstLine(message));
  if (hasNestedAliases(document)) mistakes.push("an alias stands within what another alias repeats");
  if (mistakes.length > 0) return { problems: mistakes.map((mistake) => `is no valid YAML: ${mistake}`) };
  if (document.contents === null) return { problems: ["is empty"] };
  try {
    const value: unknown = document.toJS();
    return checkApproval(value);
  } catch (error) {
    return {
      problems: [`is no valid YAML: ${error instanceof Error ? firstLine(error.message) : String(error)}`],
    };
  }
}

/** A few such lines of text stand for more data than any machine holds. */
function hasNestedAliases(document: Document.Parsed): boolean {
  let isNested = false;
  visit(document, {
    Alias: (_key, _alias, path) => {
      isNested = path.some((parent) => isCollection(parent) && parent.anchor !== undefined);
      return isNested ? visit.BREAK : undefined;
    },
  });
  return isNested;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.replace(/:$/, "") ?? "";
}
