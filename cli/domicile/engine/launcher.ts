// Runs a program on the engine that the environment names, as the launcher of Pulumi's SDK does, which also prepares what
// only updates need. Arguments: the folder that the program starts in, and its file there, or `.`.
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isFields, parseJson } from "../plainData";
import { hideEncryptedSettings } from "./encryptedSettings";
import { endMessage } from "./endMessage";
import { loadSdk } from "./sdk";

const [, , folder = ".", entry = "."] = process.argv;
const sdk = loadSdk(folder);
const reported = new Set<unknown>();

process.on("uncaughtException", report);
process.on("unhandledRejection", report);
// Comes when nothing is left to do, and never when the program ends itself, with resources still to be registered.
process.on("beforeExit", () => process.send?.(endMessage));
hideEncryptedSettings(sdk);
// Of every step the SDK tells the engine, which is not interested.
Reflect.set(sdk.log, "debug", () => Promise.resolve());
void sdk.runtime.runInPulumiStack(run).catch(report);

/** Loads the program; a function that it exports is the program itself. */
async function run(): Promise<Record<string, unknown> | undefined> {
  const program = await load(entry === "." ? `${folder}/` : join(folder, entry));
  const outputs: unknown =
    typeof program === "function" ? await Reflect.apply(program, undefined, []) : program;
  return isFields(outputs) ? outputs : undefined;
}

async function load(path: string): Promise<unknown> {
  const require = createRequire(join(folder, "program.js"));
  const file = require.resolve(path);
  if (!isModule(file)) return require(file) as unknown;
  const exported: unknown = await import(pathToFileURL(file).href);
  return isFields(exported) && "default" in exported ? exported["default"] : exported;
}

/** Whether Node takes a file as an ES module: by its ending, else by the nearest package. */
function isModule(file: string): boolean {
  if ([".mjs", ".mts"].includes(extname(file))) return true;
  if ([".cjs", ".cts"].includes(extname(file))) return false;
  const manifest = nearestManifest(dirname(file));
  const fields = manifest === undefined ? undefined : parseJson(readFileSync(manifest, "utf8"));
  return isFields(fields) && fields["type"] === "module";
}

function nearestManifest(from: string): string | undefined {
  const file = join(from, "package.json");
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return file;
  return dirname(from) === from ? undefined : nearestManifest(dirname(from));
}

/** Tells the engine of an error, once: it may come from several promises. */
function report(error: unknown): void {
  process.exitCode = 1;
  if (reported.has(error)) return;
  reported.add(error);
  void sdk.log.error(messageOf(error));
}

/** What people are meant to read says so itself; the rest is told with the kind of error that it is. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isMeant = [sdk.RunError, sdk.ResourceError].some((kind) => kind.isInstance(error));
  return isMeant ? error.message : `${error.name}: ${error.message}`;
}
