import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Bucket } from "@pulumi/aws/s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CommandError, runCommand } from "../../infra/local/command";
import { localPaths } from "../../infra/local/paths";
import manifest from "../../package.json";
import { policyEngine } from "../support/policyEngine";

const root = resolve(__dirname, "../..");

let folder: string;
let files: string[];

beforeAll(async () => {
  // Not in the checkout, where the temporary folder of tests lies: Node would find the checkout's packages from there.
  const { cache } = localPaths();
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, "package-"));
  const { stdout } = await runCommand("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root });
  const packed: unknown = JSON.parse(stdout.slice(stdout.indexOf("[")));
  const [name] = Array.isArray(packed) ? packed.map((entry: { filename: string }) => entry.filename) : [];
  const installed = join(folder, "node_modules", "domicile");
  await mkdir(installed, { recursive: true });
  await runCommand("tar", ["-xzf", join(folder, String(name)), "--strip-components=1"], { cwd: installed });
  const { stdout: list } = await runCommand("find", [".", "-type", "f", "-printf", "%P\\n"], {
    cwd: installed,
  });
  files = list.trim().split("\n");
  // What npm would install beside it.
  await install("dependencies");
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Puts packages that package.json names beside ours, as npm does. */
async function install(kind: "dependencies" | "peerDependencies"): Promise<void> {
  for (const name of Object.keys(manifest[kind])) {
    const target = join(folder, "node_modules", name);
    await mkdir(dirname(target), { recursive: true });
    await symlink(join(root, "node_modules", name), target);
  }
}

/** Runs Node in a folder where the package is installed. */
async function node(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  try {
    return { exitCode: 0, ...(await runCommand(process.execPath, args, { cwd: folder })) };
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode === undefined) throw error;
    return { exitCode: error.exitCode, stdout: error.stdout, stderr: error.stderr };
  }
}

it("has compiled JavaScript with its types, and nothing of the local toolchain", () => {
  expect(files).toEqual(
    expect.arrayContaining([
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "dist/components/index.js",
      "dist/components/index.d.ts",
    ]),
  );
  expect(files.filter((file) => /infra\/local|^test|generate|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  expect(files.filter((file) => file.startsWith("cli/"))).toEqual(["cli/domicile.mjs"]);
});

it("gives its components to a plain JavaScript program, with its own dependencies only", async () => {
  const program = `
    const domicile = require("domicile");
    console.log(Object.keys(domicile).sort().join(" "));
  `;
  const { stdout } = await node("--eval", program);
  expect(stdout.trim()).toBe(
    "CloudCluster Cluster ClusterLock EndpointMonitoring Gateway InferenceServer ModelVolume NodePool QuotaService SealedNamespace SovereignEndpoint UploadedWeights",
  );
});

it("has the command domicile, which judges the stacks of any project", async () => {
  const project = join(folder, "project");
  await mkdir(project);
  await writeFile(join(project, "Pulumi.yaml"), "name: site\nruntime: nodejs\n");
  await writeFile(join(project, "package.json"), JSON.stringify({ main: "index.ts" }));
  await writeFile(
    join(project, "Pulumi.de.yaml"),
    "config:\n  domicile:jurisdiction: DE\n  domicile:operators: US\n",
  );
  await writeFile(
    join(project, "index.ts"),
    `import { CustomResource } from "@pulumi/pulumi";
     new CustomResource("aws:s3/bucket:Bucket", "far", { region: "us-east-1" as string });`,
  );
  const command = join("node_modules", "domicile", manifest.bin.domicile);
  const { exitCode, stdout, stderr } = await node(command, "check", "--project", "project");
  expect(stderr).toBe("");
  expect(stdout).toContain("placed in us-east-1 (US) by 'region'; approved: DE");
  expect(exitCode).toBe(1);

  const sarif = await node(command, "check", "--project", "project", "--format", "sarif");
  expect(sarif.stdout).toContain(`"version": "${manifest.version}"`);
});

describe("the policy pack", () => {
  it("is run by the engine from the folder that npm installed", async () => {
    await expectBlocking(join(folder, "node_modules", "domicile", "dist", "policies"));
  });

  it("can be all that a pack of one's own takes in", async () => {
    const own = join(folder, "own-pack");
    await mkdir(own);
    await writeFile(join(own, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    await writeFile(join(own, "package.json"), JSON.stringify({ name: "own-pack", version: "1.0.0" }));
    await writeFile(join(own, "index.js"), `require("domicile/policies");\n`);
    await expectBlocking(own);
  });

  it("has types", () => {
    expect(files).toContain(manifest.exports["./policies"].types.replace("./", ""));
  });
});

async function expectBlocking(pack: string): Promise<void> {
  const engine = await policyEngine(pack);
  try {
    const run = await engine.preview({
      approval: "jurisdiction: [DE]\noperators: [US]\n",
      program: () => {
        new Bucket("far", { region: "us-east-1" });
        new Bucket("near", { region: "eu-central-1" });
        return Promise.resolve();
      },
    });
    const mandatory = run.violations.filter((line) => line.startsWith("[mandatory]"));
    expect(mandatory, run.output).toEqual([expect.stringContaining("'far': placed in us-east-1 (US)")]);
    expect(run.isBlocked).toBe(true);
  } finally {
    await engine.close();
  }
}

it("has a lock and an adapter for each cloud, which need that cloud's package only", async () => {
  const program = `
    console.log(Object.keys(require("domicile/locks/aws")), Object.keys(require("domicile/locks/azure")));
  `;
  const { stderr } = await node("--eval", program);
  expect(stderr).toContain("Cannot find module '@pulumi/aws/organizations'");
  await install("peerDependencies");
  const { stdout } = await node("--eval", program);
  expect(stdout.trim()).toBe("[ 'AwsRegionLock' ] [ 'AzureLocationLock' ]");
  const adapters = await node(
    "--eval",
    'console.log(Object.keys(require("domicile/clouds/aws")), Object.keys(require("domicile/clouds/azure")));',
  );
  expect(adapters.stdout.trim()).toBe("[ 'awsAdapter' ] [ 'azureAdapter' ]");
});

it.each([
  ["{ namespace: 'ai', models: [], clients: [], images: {} }", 0],
  ["{ namespace: 'ai', models: [], clients: [] }", 2],
])("has types against which a strict TypeScript program with %s is compiled", async (args, exitCode) => {
  const program = `
    import { SovereignEndpoint, type SovereignEndpointArgs } from "domicile";
    const args: SovereignEndpointArgs = ${args};
    export const keys = new SovereignEndpoint("here", args).clientKeys;
  `;
  await writeFile(join(folder, "program.ts"), program);
  const compilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: "nodenext", types: [] };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["program.ts"] }),
  );
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const outcome = await runCommand(process.execPath, [compiler, "--project", folder], { cwd: folder }).then(
    () => 0,
    (error: unknown) => (error instanceof CommandError ? error.exitCode : error),
  );
  expect(outcome).toBe(exitCode);
});
