import { afterEach, describe, expect, it } from "vitest";
import { unknownText } from "../../cli/domicile/engine/wire";
import { lineOfProperty, lineOfSetting } from "../../cli/domicile/project/lines";
import { findProject, stackFilesOf } from "../../cli/domicile/project/project";
import { readStackSettings } from "../../cli/domicile/project/stackSettings";
import type { Inputs } from "../../policies/values";
import { checkProject, type CheckProject } from "../support/checkProject";
import { providerOf, resourceOf } from "../support/policies";

let project: CheckProject | undefined;
afterEach(() => project?.remove());

/** Reads one stack file of a project. */
async function settingsOf(stack: string, projectConfig = "") {
  project = await checkProject({
    "Pulumi.yaml": `name: test\nruntime: nodejs\n${projectConfig}`,
    "Pulumi.dev.yaml": stack,
  });
  return readStackSettings(findProject(project.folder), `${project.folder}/Pulumi.dev.yaml`);
}

describe("a project on disk", () => {
  it("is found from below, with its program, its stack files and its backend", async () => {
    project = await checkProject({
      "Pulumi.yaml":
        "name: endpoints\nruntime: { name: nodejs }\nmain: stacks/index.ts\nstackConfigDir: stacks\nbackend: { url: file://~ }\nconfig: { aws:region: eu-central-1 }\n",
      "stacks/index.ts": "",
      "stacks/deep/note.txt": "",
      "stacks/Pulumi.b.yaml": "",
      "stacks/Pulumi.a.c.yml": "",
      "stacks/Pulumi.yaml.orig": "",
      "stacks/other.yaml": "",
    });
    const { folder } = project;
    const found = findProject(`${folder}/stacks`);
    expect(found).toEqual({
      name: "endpoints",
      root: folder,
      runtime: "nodejs",
      folder: `${folder}/stacks`,
      entry: "index.ts",
      stackFolder: `${folder}/stacks`,
      config: { "aws:region": "eu-central-1" },
      backend: "file://~",
      ownPlugins: [],
    });
    expect([...stackFilesOf(found)]).toEqual([
      ["a.c", `${folder}/stacks/Pulumi.a.c.yml`],
      ["b", `${folder}/stacks/Pulumi.b.yaml`],
    ]);
  });

  it.each([
    ["runtime: nodejs\n", "'name' is missing; name the project"],
    ["name: [\n", "is no valid YAML: "],
    ["", "is no project file: it has no fields"],
  ])("is refused when its file is %j", async (text, problem) => {
    project = await checkProject({ "Pulumi.yaml": text });
    const { folder } = project;
    expect(() => findProject(folder)).toThrow(problem);
  });

  it("complains about stacks without a file, and about no stack at all", async () => {
    project = await checkProject({ "Pulumi.yaml": "name: test\nruntime: nodejs\n" });
    expect(await project.check()).toEqual({
      exitCode: 2,
      output: "",
      complaint: `there is no stack file in ${project.folder}; write one as Pulumi.<stack>.yaml\n`,
    });
    await project.write("Pulumi.dev.yaml", "");
    expect(await project.check(["--stack", "dev", "--stack", "prod", "--stack", "test"])).toEqual({
      exitCode: 2,
      output: "",
      complaint:
        "the stack 'prod' has no stack file; there are: dev\nthe stack 'test' has no stack file; there are: dev\n",
    });
  });

  it("says what cannot be judged without running anything", async () => {
    project = await checkProject({
      "Pulumi.yaml": "name: test\nruntime: python\n",
      "Pulumi.esc.yaml": "environment: [prod]\n",
      "Pulumi.secret.yaml": "config:\n  domicile:jurisdiction: { secure: abc }\n",
      "Pulumi.syntax.yaml": "config: [\n",
      "approval.yaml": "jurisdiction: [XX]\noperators: any\n",
    });
    const { exitCode, output } = await project.check(["--approval", "approval.yaml"]);
    expect(exitCode).toBe(2);
    expect(output.split("\n").filter((line) => line.startsWith("  problem"))).toEqual([
      "  problem    Pulumi.esc.yaml:1  its settings come from 'environment' too, which only Pulumi's service can open; write them into 'config'",
      expect.stringContaining(
        `Pulumi.esc.yaml:1  the approval (${project.folder}/approval.yaml) cannot be used, so nothing is approved: jurisdiction[0]: "XX" is no country or group;`,
      ),
      "  problem    Pulumi.esc.yaml:1  its program is written for the runtime 'python'; programs for 'nodejs' can be judged",
      "  problem    Pulumi.secret.yaml:1  'domicile:jurisdiction' says where the stack may be and is encrypted - write it in plain",
      "  problem    Pulumi.secret.yaml:1  its program is written for the runtime 'python'; programs for 'nodejs' can be judged",
      expect.stringContaining("Pulumi.syntax.yaml:1  the stack file is no valid YAML: "),
      expect.stringContaining("Pulumi.syntax.yaml:1  the approval ("),
      "  problem    Pulumi.syntax.yaml:1  its program is written for the runtime 'python'; programs for 'nodejs' can be judged",
    ]);
  });
});

describe("a stack's settings", () => {
  it("are texts by full key, groups and lists as JSON", async () => {
    const { texts, encrypted, problems } = await settingsOf(
      `config:
  aws:region: eu-central-1
  count: 3
  test:isOn: true
  test:country: NO
  test:none:
  test:list: [1, a]
`,
    );
    expect(texts).toEqual({
      "aws:region": "eu-central-1",
      "test:count": "3",
      "test:isOn": "true",
      "test:country": "NO",
      "test:list": '[1,"a"]',
    });
    expect({ encrypted, problems }).toEqual({ encrypted: [], problems: [] });
  });

  it("are unknown where they are encrypted, as a whole or in part", async () => {
    const { texts, encrypted } = await settingsOf(
      `config:
  test:token: { secure: v1:abc }
  test:keys: { one: { secure: v1:abc }, two: plain, three: [{ secure: v1:abc }] }
  test:looks: { secure: v1:abc, like: one }
`,
    );
    expect(texts).toEqual({
      "test:token": unknownText,
      "test:keys": JSON.stringify({ one: unknownText, two: "plain", three: [unknownText] }),
      "test:looks": JSON.stringify({ secure: "v1:abc", like: "one" }),
    });
    expect(encrypted).toEqual(["test:token", "test:keys"]);
  });

  it("have the project's as defaults", async () => {
    const { texts } = await settingsOf(
      "config:\n  test:size: 2\n",
      `config:
  size: { type: integer, default: 1 }
  name: { default: logs }
  must: { type: string }
  aws:region: { value: eu-central-1 }
  pulumi:disable-default-providers: ["*"]
`,
    );
    expect(texts).toEqual({
      "test:size": "2",
      "test:name": "logs",
      "aws:region": "eu-central-1",
      "pulumi:disable-default-providers": '["*"]',
    });
  });

  it("are told to come from elsewhere too", async () => {
    expect((await settingsOf("environment:\n  - prod\n")).problems).toEqual([
      "its settings come from 'environment' too, which only Pulumi's service can open; write them into 'config'",
    ]);
  });
});

describe("the line of a setting", () => {
  const text = `# A stack.
config:
  aws:region: us-east-1
  domicile:stack:
    jurisdiction: [DE]
    sites:
      - { name: here, cloud: hetzner, location: hil }
      - name: there
        cloud: existing
        country: US
    note: hil
`;

  it.each<readonly [path: (string | number)[], line: number | undefined]>([
    [["config", "aws:region"], 3],
    [["config", "domicile:stack"], 4],
    [["config", "domicile:stack", "jurisdiction"], 5],
    [["config", "domicile:stack", "sites", 1, "country"], 10],
    [["config", "domicile:stack", "sites", 1, "controller"], 8],
    [["config", "domicile:stack", "gateway", "host"], 4],
    [["other"], undefined],
  ])("of %j is %s", async (path, line) => {
    expect(lineOfSetting((await settingsOf(text)).file, path)).toBe(line);
  });

  it.each<
    readonly [what: string, inputs: Inputs, provider: Inputs, property: string, line: number | undefined]
  >([
    ["under the same name", { region: "us-east-1" }, {}, "region", 3],
    ["of the provider", {}, { region: "us-east-1" }, "region", 3],
    ["under a name for places, before others", { zone: "hil" }, {}, "zone", 7],
    [
      "that our own name of the cluster is made from",
      {},
      { clusterIdentifier: "domicile:existing/US" },
      "kubeconfig",
      10,
    ],
    ["that stands there once", { what: "existing" }, {}, "what", 9],
    ["inside a list", { rules: [{ region: "us-east-1" }] }, {}, "rules[0].region", 3],
    ["that is not there", { region: "us-west-2" }, {}, "region", undefined],
  ])("with the value at fault is found %s", async (_, inputs, provider, property, line) => {
    const resource = resourceOf("aws:s3/bucket:Bucket", inputs, providerOf("aws", provider));
    expect(lineOfProperty((await settingsOf(text)).file, resource, property)).toBe(line);
  });
});
