import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { approvalKeyTable } from "./approvalKeys";
import { exemptionList } from "./exemptions";
import { leakCountTable, leakLists } from "./leaks";
import { placementCountTable } from "./placement";
import { ruleSections } from "./rules";

/** Where the document is, from the root of the checkout. */
export const policiesDocumentPath = "docs/policies.md";

/** What the template leaves to the code, by the name that it has there. */
const generated: Readonly<Record<string, () => string>> = {
  "approval keys": approvalKeyTable,
  rules: ruleSections,
  "placement counts": placementCountTable,
  "leak counts": leakCountTable,
  leaks: leakLists,
  "AWS exemptions": exemptionList,
};

const mark = /^<!-- generated: (.+) -->$/gm;

/**
 * The text of docs/policies.md.
 * @param root the folder of the checkout
 * @throws Error when the template and what is generated do not fit
 */
export async function policiesDocument(root: string): Promise<string> {
  const template = await readFile(join(root, "cli/policiesDocument/template.md"), "utf8");
  const filepath = join(root, policiesDocumentPath);
  return format(filled(template), { ...(await resolveConfig(filepath)), filepath });
}

/** The template with every mark replaced. @throws Error for a mark that nothing is made for, or one that is missing */
export function filled(template: string): string {
  const named = [...template.matchAll(mark)].map(([, name = ""]) => name);
  const faults = [
    ...named.filter((name) => !Object.hasOwn(generated, name)).map((name) => `'${name}' is not generated`),
    ...Object.keys(generated)
      .filter((name) => !named.includes(name))
      .map((name) => `'${name}' is generated and stands nowhere`),
  ];
  if (faults.length > 0) throw new Error(`the template of ${policiesDocumentPath}: ${faults.join("; ")}`);
  return template.replace(mark, (_, name: string) => generated[name]?.() ?? "");
}
