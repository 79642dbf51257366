import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** The properties of an interface: name -> the text of its type. */
type Properties = ReadonlyMap<string, string>;

/**
 * Whether inputs at a dotted path are declared by an SDK's `.d.ts` files for the class in `file`. Unions are followed
 * along each of their members, as an object of one kind has other properties than one of another.
 */
export function isDeclared(root: string, file: string, path: string): boolean {
  const source = parse(file.replace(/\.js$/, ".d.ts"));
  const args = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text.endsWith("Args"),
  );
  if (args === undefined) return false;
  const nested = nestedInputs(root);
  let reached: readonly Properties[] = [propertiesOf(args)];
  for (const [index, step] of path.split(".").entries()) {
    const types = reached.flatMap((properties) => properties.get(step) ?? []);
    if (types.length === 0) return false;
    if (index === path.split(".").length - 1) return true;
    reached = types.flatMap((type) =>
      [...type.matchAll(/\binputs\.([\w.]+)/g)].flatMap(([, name = ""]) => nested.get(name) ?? []),
    );
  }
  return true;
}

const nestedByRoot = new Map<string, ReadonlyMap<string, Properties>>();

function nestedInputs(root: string): ReadonlyMap<string, Properties> {
  const known = nestedByRoot.get(root);
  if (known !== undefined) return known;
  const found = new Map<string, Properties>();
  collect(parse(join(root, "types", "input.d.ts")).statements, "", found);
  nestedByRoot.set(root, found);
  return found;
}

function collect(statements: Iterable<ts.Statement>, prefix: string, found: Map<string, Properties>): void {
  for (const statement of statements) {
    if (ts.isInterfaceDeclaration(statement))
      found.set(`${prefix}${statement.name.text}`, propertiesOf(statement));
    if (
      ts.isModuleDeclaration(statement) &&
      statement.body !== undefined &&
      ts.isModuleBlock(statement.body)
    ) {
      collect(statement.body.statements, `${prefix}${statement.name.text}.`, found);
    }
  }
}

function propertiesOf({ members }: ts.InterfaceDeclaration): Properties {
  return new Map(
    members.flatMap((member) =>
      ts.isPropertySignature(member) && ts.isIdentifier(member.name) && member.type !== undefined
        ? [[member.name.text, member.type.getText()] as const]
        : [],
    ),
  );
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}
