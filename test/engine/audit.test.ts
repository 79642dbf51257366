import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as aws from "@pulumi/aws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDomicile, type CommandResult } from "../../cli/domicile/command";
import { writeAnalyzer } from "../../infra/local/toolchain/analyzer";
import { driftVariable } from "../support/driftingProvider";
import {
  checkout,
  freshBackend,
  temporaryFolder,
  writePlugins,
  type Backend,
  type TemporaryFolder,
} from "../support/engine";

/** A bucket in Frankfurt and one elsewhere, as somebody deployed them without the pack. */
function program(): Promise<void> {
  const provider = new aws.Provider("home", { region: "eu-central-1" });
  new aws.s3.Bucket("near", {}, { provider });
  new aws.s3.Bucket("far", { region: "us-east-1" }, { provider });
  return Promise.resolve();
}

describe("domicile audit and preview with the Pulumi CLI", () => {
  let folder: TemporaryFolder;
  let backend: Backend;
  let environment: Readonly<Record<string, string | undefined>>;
  beforeAll(async () => {
    folder = await temporaryFolder("audit");
    const plugins = join(folder.path, "plugins");
    await writePlugins(plugins, { aws: "test/support/driftingProvider.ts" });
    await writeAnalyzer({ root: checkout, state: folder.path });
    const drift = join(folder.path, "drift");
    backend = await freshBackend({ pluginFolders: [plugins], environment: { [driftVariable]: drift } });
    await (await backend.stack(program)).up();
    environment = {
      ...process.env,
      [driftVariable]: drift,
      PATH: [plugins, join(backend.folder, "cli/bin"), process.env["PATH"] ?? ""].join(delimiter),
      PULUMI_BACKEND_URL: pathToFileURL(join(backend.folder, "state")).href,
      PULUMI_HOME: join(backend.folder, "home"),
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    const files = {
      "Pulumi.yaml": "name: test\nruntime: nodejs\n",
      "Pulumi.test.yaml": "",
      "approval.yaml": "jurisdiction: [DE]\noperators: any\nlocations: { aws: [eu-central-1] }\n",
      "wide.yaml": "jurisdiction: [DE, US]\noperators: any\n",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
  });
  afterAll(async () => {
    await backend.close();
    await folder.remove();
  });

  const run = (...args: readonly string[]): Promise<CommandResult> =>
    runDomicile(args, { environment, workingFolder: folder.path, now: new Date() });

  const far =
    "aws:s3/bucket:Bucket 'far': placed in us-east-1 (US) by 'region'; approved: DE (aws: eu-central-1) - set region or add an exception [placement]";

  it("judge the state and find no drift", async () => {
    const clean = await run("audit", "--approval", "wide.yaml");
    expect(clean).toMatchObject({ exitCode: 0, complaint: "" });
    expect(clean.output).toMatch(/^test: clean \(2 resources; .*\n[^]*\ntest: 0 resources drifted\n$/);

    const violated = await run("audit", "--approval", "approval.yaml");
    expect(violated.exitCode).toBe(1);
    expect(violated.output).toContain(`  violation  state of test:1  ${far}\n`);
    expect(violated.output).toMatch(/\ntest: 0 resources drifted\n$/);
  });

  it("find what somebody has changed by hand", async () => {
    await writeFile(join(folder.path, "drift"), "");
    const { exitCode, output } = await run("audit", "--approval", "wide.yaml");
    expect(exitCode).toBe(1);
    expect(output).toContain(
      "\ntest: 2 resources drifted\n  drift      update  urn:pulumi:test::test::aws:s3/bucket:Bucket::",
    );
  });

  it("cannot judge a stack that is not there", async () => {
    const { exitCode, output } = await run("audit", "--approval", "wide.yaml", "--stack", "other");
    expect(exitCode).toBe(2);
    expect(output).toContain("its state cannot be exported: error: no stack named 'other' found");
  });

  it("block a preview that the CLI cannot make", async () => {
    const pack = join(checkout, "policies");
    const { exitCode, output } = await run("preview", "--pack", pack, "--approval", "wide.yaml");
    expect(exitCode).toBe(2);
    // There is no program on disk, and here no language host that could run one.
    expect(output).toMatch(/^test: could not be judged .*\n {2}problem {4}the preview failed: /);
  });
});
