import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CommandError, runCommand } from "../../infra/local/command";

const root = resolve(__dirname, "../..");

let folder: string;
let files: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "domicile-package-"));
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
  const manifest: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const dependency of Object.keys(dependenciesOf(manifest))) {
    const target = join(folder, "node_modules", dependency);
    await mkdir(join(target, ".."), { recursive: true });
    await symlink(join(root, "node_modules", dependency), target);
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function dependenciesOf(manifest: unknown): object {
  if (typeof manifest === "object" && manifest !== null && "dependencies" in manifest) {
    if (typeof manifest.dependencies === "object" && manifest.dependencies !== null)
      return manifest.dependencies;
  }
  throw new Error("package.json has no dependencies");
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
  expect(files.filter((file) => /infra\/local|^test|^cli|(?<!\.d)\.ts$/.test(file))).toEqual([]);
});

it("gives its components to a plain JavaScript program, with its own dependencies only", async () => {
  const program = `
    const domicile = require("domicile");
    console.log(Object.keys(domicile).sort().join(" "));
  `;
  await writeFile(join(folder, "program.js"), program);
  const { stdout } = await runCommand(process.execPath, ["program.js"], { cwd: folder });
  expect(stdout.trim()).toBe(
    "Cluster ClusterLock Gateway InferenceServer ModelVolume SealedNamespace SovereignEndpoint UploadedWeights",
  );
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
