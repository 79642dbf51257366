import { writeFileSync } from "node:fs";
import { packageRules } from "./rules";
import { makeTable } from "./table";

/** Writes the tables in `policies/placement/tables` anew from the installed SDKs. Run it from the repository's root. */
async function main(): Promise<void> {
  for (const rules of packageRules) {
    const path = `policies/placement/tables/${rules.package}.json`;
    writeFileSync(path, await makeTable(rules, path));
    console.log(path);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
