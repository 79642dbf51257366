import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localPaths } from "../../infra/local/paths";
import { policiesDocument, policiesDocumentPath } from "./document";

/** Writes docs/policies.md anew from its template and the code. */
async function main(): Promise<void> {
  const { root } = localPaths();
  await writeFile(join(root, policiesDocumentPath), await policiesDocument(root));
  console.log(policiesDocumentPath);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
