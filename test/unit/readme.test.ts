import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { parseApproval } from "../../policies/approval/parseApproval";
import { checkStackConfig } from "../../stacks/config";

const root = join(__dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

const [approval = "", stack = ""] = [...readme.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text);

it("has an example of an approval without mistakes", () => {
  expect(parseApproval(approval)).toHaveProperty("approval.exceptions.length", 1);
});

it("has an example of a stack file without mistakes", () => {
  const file = parse(stack) as { config: Record<string, unknown> };
  expect(checkStackConfig(file.config["domicile:stack"])).toHaveProperty("config");
});

it("names commands that package.json has", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/^npm (?:run )?([a-z]+)/gm)].map(([, name = ""]) => name);
  expect(named).toEqual(expect.arrayContaining(["start", "down", "test", "lint", "bench"]));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

it("links to files that are there", () => {
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = ""]) => target);
  expect(links.length).toBeGreaterThan(5);
  for (const target of links) expect(() => readFileSync(join(root, target))).not.toThrow();
});
