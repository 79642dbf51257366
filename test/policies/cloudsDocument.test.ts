import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { cloudsDocument } from "../../cli/documents/clouds";
import { documentText } from "../../cli/documents/document";
import { cloudNames, gpuMachineTypes, locationsOf } from "../../infra/catalogue";

const root = resolve(__dirname, "../..");
const committed = readFileSync(join(root, cloudsDocument.path), "utf8");

/** The rows of the tables below a heading, each as its cells. */
function rowsBelow(heading: string): string[][] {
  const [, rest = ""] = committed.split(`\n${heading}\n`);
  const [section = ""] = rest.split(/\n#{2,3} /);
  return [...section.matchAll(/^\| (.+) \|$/gm)]
    .map(([, row = ""]) => row.split(" | ").map((cell) => cell.trim()))
    .filter(([first]) => first !== undefined && !first.startsWith("---"));
}

describe("docs/clouds.md", () => {
  it("is what the template and the code give: npm run generate:docs", async () => {
    expect(committed).toBe(await documentText(cloudsDocument, root));
  });

  it("names every location and every machine type", () => {
    const missing = [
      ...cloudNames.flatMap((cloud) => locationsOf(cloud).map(({ code }) => code)),
      ...gpuMachineTypes.map(({ name }) => name),
    ].filter((name) => !committed.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });

  it("puts each country below its group, and each place of a machine type in its country", () => {
    const union = rowsBelow("### European Union");
    expect(union.find(([country]) => country === "SE")?.[1]).toBe(
      "upcloud `se-sto1`; aws `eu-north-1`; azure `swedencentral`, `swedensouth` (unverified); gcp `europe-north2` (unverified)",
    );
    expect(union.map(([country]) => country)).not.toContain("NO");
    expect(rowsBelow("### Countries with a decision of adequacy").map(([country]) => country)).toEqual(
      expect.arrayContaining(["CH", "GB", "JP"]),
    );
    const h200 = rowsBelow("### aws").find(([, , types]) => types === "`p5en.48xlarge` 8");
    expect(h200?.at(-1)).toMatch(/ES `eu-south-2`.*SE `eu-north-1`/);
  });
});
