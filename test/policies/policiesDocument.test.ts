import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { documentText, filled } from "../../cli/documents/document";
import { policiesDocument } from "../../cli/documents/policies";
import { table } from "../../cli/documents/table";
import { describedRules } from "../../cli/domicile/report/rules";
import { approvalKeys } from "../../policies/approval/checkApproval";
import { placementCounts, placementOf } from "../../policies/placement";
import { leakGroups } from "../../policies/rules/leaks";

const root = resolve(__dirname, "../..");
const committed = readFileSync(join(root, policiesDocument.path), "utf8");

describe("docs/policies.md", () => {
  it("is what the template and the code give: npm run generate:docs", async () => {
    expect(committed).toBe(await documentText(policiesDocument, root));
  });

  it("describes every rule once, with its level and its fix", () => {
    const described = [
      ...committed.matchAll(/^#### `(.+)`\n\n\*\*(.+)\*\* \((.+?)\)\. (.+)\n\n_Fix:_ (.+)$/gm),
    ];
    expect(described.map(([, id, title, levels, why, fix]) => ({ id, title, levels, why, fix }))).toEqual(
      describedRules()
        .map(({ id, title, levels, why, fix }) => ({ id, title, levels: levels.join(", "), why, fix }))
        // In the order of the document, whose sections decide it.
        .toSorted((one, other) => positionOf(one.id) - positionOf(other.id)),
    );
  });

  it("has a line for every key of the approval", () => {
    for (const key of approvalKeys) expect(committed).toMatch(new RegExp(`^\\| \`${key}\` +\\|.+\\|$`, "m"));
  });

  it("counts every type and every way out", () => {
    const types = [...placementCounts().values()].flatMap((counts) => Object.values(counts));
    const all = types.reduce((total, count) => total + count, 0);
    expect(committed).toMatch(new RegExp(`^\\| \\*\\*all\\*\\* .*\\| ${all} +\\|$`, "m"));
    const leaks = leakGroups.reduce((total, group) => total + group.leaks.length, 0);
    expect(committed).toMatch(new RegExp(`^\\| \\*\\*all\\*\\* .*\\| ${leaks} +\\|$`, "m"));
    const listed = [...committed.matchAll(/^- `([a-z-]+:[\w./]+:\w+)`: /gm)].map(([, type = ""]) => type);
    expect(new Set(listed)).toEqual(
      new Set(leakGroups.flatMap((group) => group.leaks.map(({ type }) => type))),
    );
    expect(listed.filter((type) => placementOf(type) === undefined)).toEqual([]);
  });

  it("links to files and headings that are there", () => {
    const targets = [...committed.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
    const headings = [...committed.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    expect(targets.length).toBeGreaterThan(50);
    expect(
      targets.filter((target) =>
        target.startsWith("#")
          ? !headings.includes(target.slice(1))
          : !existsSync(join(root, dirname(policiesDocument.path), target)),
      ),
    ).toEqual([]);
  });
});

describe("the template", () => {
  it("may name nothing that is not made, and leave nothing out", () => {
    expect(() =>
      filled(policiesDocument, "<!-- generated: rules -->\n<!-- generated: weather -->\n"),
    ).toThrow(
      new Error(
        "the template of docs/policies.md: 'weather' is not generated; 'approval keys' is generated and stands nowhere; 'placement counts' is generated and stands nowhere; 'leak counts' is generated and stands nowhere; 'leaks' is generated and stands nowhere; 'AWS exemptions' is generated and stands nowhere",
      ),
    );
  });
});

describe("a table", () => {
  it("keeps its cells apart, whatever stands in them", () => {
    expect(table(["a", "b"], [["x|y", "1\n2"]])).toBe("| a | b |\n| --- | --- |\n| x\\|y | 1 2 |");
  });
});

/** Where a rule stands in the document. */
function positionOf(id: string): number {
  return committed.indexOf(`#### \`${id}\``);
}
