import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkout } from "./checkProject";

/** What a script came to. */
export interface ScriptRun {
  readonly exitCode: number;
  readonly output: string;
}

/** A git repository with a stack, whose first commit is what changes start from. */
export interface SampleRepository {
  readonly folder: string;
  /** The commit that changes start from. */
  readonly base: string;
  /** Writes files and commits them. @returns the commit */
  readonly commit: (files: Readonly<Record<string, string>>) => Promise<string>;
  /** Runs a script of `ci/scripts` of the checkout in it. */
  readonly run: (
    script: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ) => Promise<ScriptRun>;
  /** Reads a file of it. */
  readonly read: (name: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** What the sample's program makes: a bucket in the region that its stack file names. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { Bucket } = require("@pulumi/aws/s3/bucket");
const { Provider } = require("@pulumi/aws/provider");
const config = new pulumi.Config();
const provider = new Provider("home", { region: "eu-central-1" });
new Bucket("logs", { region: config.require("region") }, { provider });
for (const name of config.getObject("more") ?? []) new Bucket(name, {}, { provider });
`;

/** Makes the repository; `approval.yaml` in it permits AWS in Frankfurt alone. */
export async function sampleRepository(): Promise<SampleRepository> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "domicile-sample-")));
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  };
  const git = async (...args: readonly string[]): Promise<string> => {
    const who = ["-c", "user.name=Test", "-c", "user.email=test@example.de", "-c", "commit.gpgsign=false"];
    const { exitCode, output } = await started("git", [...who, ...args], folder, {});
    if (exitCode !== 0) throw new Error(output);
    return output.trim();
  };
  const commit = async (files: Readonly<Record<string, string>>): Promise<string> => {
    for (const [name, text] of Object.entries(files)) await write(name, text);
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "change");
    return git("rev-parse", "HEAD");
  };
  await git("init", "--quiet");
  await symlink(join(checkout, "node_modules"), join(folder, "node_modules"));
  await cp(join(checkout, "package-lock.json"), join(folder, "package-lock.json"));
  const base = await commit({
    ".gitignore": "node_modules\nreports\n",
    "approval.yaml": "jurisdiction: [DE]\noperators: [US]\nlocations: { aws: [eu-central-1] }\n",
    "Pulumi.yaml": "name: sample\nruntime: nodejs\nmain: index.js\n",
    "Pulumi.dev.yaml": "config:\n  sample:region: eu-central-1\n",
    "index.js": program,
  });
  return {
    folder,
    base,
    commit,
    run: (script, args, environment = {}) =>
      started("sh", [join(checkout, "ci/scripts", script), ...args], folder, environment),
    read: (name) => readFile(join(folder, name), "utf8"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Runs a program to its end; what it says on both streams comes back. */
function started(
  name: string,
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<ScriptRun> {
  return new Promise((resolve) => {
    const child = execFile(
      name,
      args,
      { cwd: folder, env: { ...process.env, GITHUB_STEP_SUMMARY: "", ...environment } },
      (_, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? 255, output: stdout + stderr });
      },
    );
  });
}
