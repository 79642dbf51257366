import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { StackSettings } from "../../cli/deployment/settings";
import { writeStackSettings } from "../../cli/deployment/stackSettingsFile";
import { temporaryFolder } from "../support/temporaryFolder";

const settings: StackSettings = { sites: [], models: [], gateway: { replicas: 1 } };
const config = { "domicile:stack": settings };

async function written(before: string | undefined): Promise<unknown> {
  const folder = await temporaryFolder();
  const file = join(folder, "Pulumi.local.yaml");
  if (before !== undefined) await writeFile(file, before);
  await writeStackSettings(folder, "local", settings);
  expect(await readdir(folder)).toEqual(["Pulumi.local.yaml"]);
  return parse(await readFile(file, "utf8"));
}

it("the settings of a stack keep the salt that Pulumi has put beside them", async () => {
  const before = "config:\n  domicile:stack: { sites: [] }\n  domicile:old: 1\nencryptionsalt: v1:abc\n";
  expect(await written(before)).toEqual({ encryptionsalt: "v1:abc", config });
});

it.each([
  ["there is none", undefined],
  ["it is empty", ""],
  ["it was cut short", "config:\n  domicile:stack:\n    sites:\n      - name: here\n        aliases: [gpt-"],
  ["it is no mapping", "- a"],
])("the settings of a stack are written when %s", async (_what, before) => {
  expect(await written(before)).toEqual({ config });
});
