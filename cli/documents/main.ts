import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localPaths } from "../../infra/local/paths";
import { cloudsDocument } from "./clouds";
import { documentText } from "./document";
import { policiesDocument } from "./policies";

/** Writes the documents anew that are made from templates and the code. */
async function main(): Promise<void> {
  const { root } = localPaths();
  for (const document of [policiesDocument, cloudsDocument]) {
    await writeFile(join(root, document.path), await documentText(document, root));
    console.log(document.path);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
