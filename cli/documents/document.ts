import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";

/** A document that is written from a template and the code. */
export interface GeneratedDocument {
  /** Where it is, from the root of the checkout. */
  readonly path: string;
  /** Where its template is. */
  readonly template: string;
  /** What the template leaves to the code, by the name that it has there. */
  readonly parts: Readonly<Record<string, () => string>>;
}

const mark = /^<!-- generated: (.+) -->$/gm;

/**
 * The text of a document.
 * @param root the folder of the checkout
 * @throws Error when the template and what is generated do not fit
 */
export async function documentText(document: GeneratedDocument, root: string): Promise<string> {
  const template = await readFile(join(root, document.template), "utf8");
  const filepath = join(root, document.path);
  return format(filled(document, template), { ...(await resolveConfig(filepath)), filepath });
}

/** The template with every mark replaced. @throws Error for a mark that nothing is made for, or one that is missing */
export function filled({ path, parts }: GeneratedDocument, template: string): string {
  const named = [...template.matchAll(mark)].map(([, name = ""]) => name);
  const faults = [
    ...named.filter((name) => !Object.hasOwn(parts, name)).map((name) => `'${name}' is not generated`),
    ...Object.keys(parts)
      .filter((name) => !named.includes(name))
      .map((name) => `'${name}' is generated and stands nowhere`),
  ];
  if (faults.length > 0) throw new Error(`the template of ${path}: ${faults.join("; ")}`);
  return template.replace(mark, (_, name: string) => parts[name]?.() ?? "");
}
