import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SdkType } from "./sdk";

/** The properties of every interface in an SDK's declarations of nested inputs: `rds.Name` -> property -> type text. */
type NestedInputs = ReadonlyMap<string, ReadonlyMap<string, string>>;

const cache = new Map<string, NestedInputs>();

/** Whether `path`, e.g. `nodes.region`, leads through inputs that the SDK in `root` declares for `type`. */
export function declares(root: string, type: SdkType, path: string): boolean {
  const [first = "", ...rest] = path.split(".");
  if (!type.inputs.includes(first)) return false;
  if (rest.length === 0) return true;
  const declared = readFileSync(type.file.replace(/\.js$/, ".d.ts"), "utf8");
  const args = declared.slice(declared.search(/^export interface \w+Args \{/m));
  let text = propertiesIn(args.split("\n"), 4).get(first);
  for (const step of rest) {
    const name = /\binputs\.([\w.]+)/.exec(text ?? "")?.[1];
    text = name === undefined ? undefined : nestedInputs(root).get(name)?.get(step);
    if (text === undefined) return false;
  }
  return true;
}

function nestedInputs(root: string): NestedInputs {
  const known = cache.get(root);
  if (known) return known;
  const found = parseNestedInputs(readFileSync(join(root, "types", "input.d.ts"), "utf8"));
  cache.set(root, found);
  return found;
}

/** Declarations are generated, so that one line a property and the indentation tell their structure. */
function parseNestedInputs(text: string): NestedInputs {
  const found = new Map<string, ReadonlyMap<string, string>>();
  const lines = text.split("\n");
  let namespaces: string[] = [];
  lines.forEach((line, at) => {
    const [, indent = "", kind, name = ""] =
      /^(\s*)(?:export )?(?:declare )?(namespace|interface) (\w+) \{/.exec(line) ?? [];
    const depth = indent.length / 4;
    if (kind === "namespace") namespaces = [...namespaces.slice(0, depth), name];
    if (kind === "interface") {
      const path = [...namespaces.slice(0, depth), name].join(".");
      found.set(path, propertiesIn(lines.slice(at, closingLine(lines, at, indent)), indent.length + 4));
    }
  });
  return found;
}

function closingLine(lines: readonly string[], from: number, indent: string): number {
  const at = lines.indexOf(`${indent}}`, from);
  return at < 0 ? lines.length : at;
}

function propertiesIn(lines: readonly string[], indent: number): ReadonlyMap<string, string> {
  const pattern = new RegExp(`^ {${String(indent)}}(\\w+)\\??: (.*)$`);
  return new Map(
    lines.flatMap((line) => {
      const [, name, type] = pattern.exec(line) ?? [];
      return name !== undefined && type !== undefined ? [[name, type] as const] : [];
    }),
  );
}
