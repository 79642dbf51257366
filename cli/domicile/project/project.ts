import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { Mistake } from "../mistake";
import { isFields } from "../plainData";

/** A Pulumi project on disk. */
export interface Project {
  readonly name: string;
  /** The folder with Pulumi.yaml; absolute. */
  readonly root: string;
  /** The language that its programs are written in, e.g. `nodejs`. */
  readonly runtime: string;
  /** The folder that its program starts in; absolute. */
  readonly folder: string;
  /** The program's file in `folder`, or `.` for the package there. */
  readonly entry: string;
  /** The folder with the stack files; absolute. */
  readonly stackFolder: string;
  /** Settings of all stacks, as they stand in the project file. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The address of the backend that keeps the state; undefined where the project does not say it. */
  readonly backend: string | undefined;
  /** Kinds of plug-ins that the project file leads to programs of its own, e.g. `analyzers`. */
  readonly ownPlugins: readonly string[];
}

const projectFiles = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The form of stack files' names; the stack's name is what stands between. */
const stackFile = /^Pulumi\.(.+)\.(?:yaml|yml|json)$/;

/**
 * The project that `folder` belongs to: the nearest project file in it or above it.
 * @throws Mistake when there is none or it cannot be read
 */
export function findProject(folder: string): Project {
  const file = nearest(resolve(folder));
  if (file === undefined) {
    throw new Mistake([`no project here: there is no Pulumi.yaml in ${resolve(folder)} or above it`]);
  }
  const fields = readFields(file);
  const root = dirname(file);
  const { name } = fields;
  if (typeof name !== "string" || name === "")
    throw new Mistake([`${file}: 'name' is missing; name the project`]);
  const main = typeof fields["main"] === "string" ? resolve(root, fields["main"]) : root;
  const backend = isFields(fields["backend"]) ? fields["backend"]["url"] : undefined;
  return {
    name,
    root,
    runtime: runtimeOf(fields["runtime"]),
    ...(isFolder(main) ? { folder: main, entry: "." } : { folder: dirname(main), entry: basename(main) }),
    stackFolder: resolve(root, stackFolderOf(fields)),
    config: isFields(fields["config"]) ? fields["config"] : {},
    backend: typeof backend === "string" ? backend : undefined,
    ownPlugins: isFields(fields["plugins"]) ? Object.keys(fields["plugins"]) : [],
  };
}

/** The stacks that have a file, by name, each with its file's path. */
export function stackFilesOf({ stackFolder }: Project): ReadonlyMap<string, string> {
  let names: string[];
  try {
    names = readdirSync(stackFolder).toSorted();
  } catch {
    return new Map();
  }
  return new Map(
    names.flatMap((name): [string, string][] => {
      const [, stack] = stackFile.exec(name) ?? [];
      return stack === undefined ? [] : [[stack, join(stackFolder, name)]];
    }),
  );
}

function nearest(folder: string): string | undefined {
  const found = projectFiles.map((name) => join(folder, name)).find((file) => isFile(file));
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : nearest(parent));
}

function readFields(file: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (error !== undefined)
    throw new Mistake([`${file} is no valid YAML: ${error.message.split("\n", 1)[0] ?? ""}`]);
  const fields: unknown = document.toJS();
  if (!isFields(fields)) throw new Mistake([`${file} is no project file: it has no fields`]);
  return fields;
}

function runtimeOf(runtime: unknown): string {
  const name = isFields(runtime) ? runtime["name"] : runtime;
  return typeof name === "string" ? name : "";
}

/** `stackConfigDir`, which was once called `config`. */
function stackFolderOf(fields: Readonly<Record<string, unknown>>): string {
  const { stackConfigDir, config } = fields;
  if (typeof stackConfigDir === "string") return stackConfigDir;
  return typeof config === "string" ? config : ".";
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
