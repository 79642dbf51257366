import { readFileSync } from "node:fs";
import ts from "typescript";
import type { Shape } from "./shape";
import { objectOf, parseDeclarations, readType, type ResolveName } from "./typeReader";

/** What a file declares under a name. */
type Declared = ts.InterfaceDeclaration | ts.ClassDeclaration | ts.VariableDeclaration;

/** A `.d.ts` file; it is read when first asked for, and each declaration in it when that one is. */
export class DeclarationFile {
  readonly #path: string;
  readonly #resolve: ResolveName;
  readonly #shapes = new Map<string, Shape>();
  #declared: ReadonlyMap<string, Declared> | undefined;

  /** @param resolve finds what names mean that stand in the file's types */
  constructor(path: string, resolve: ResolveName) {
    this.#path = path;
    this.#resolve = resolve;
  }

  /** Names of what the file declares, those inside of namespaces with dots, in the file's order. */
  get names(): readonly string[] {
    return [...this.#all().keys()];
  }

  /** What `name` stands for: an interface, a class (its properties), or the values of an enum. */
  shape(name: string): Shape | undefined {
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    const declared = this.#all().get(name);
    if (declared === undefined) return undefined;
    const shape = this.#read(name, declared);
    this.#shapes.set(name, shape);
    return shape;
  }

  #read(name: string, declared: Declared): Shape {
    const shortName = name.slice(name.lastIndexOf(".") + 1);
    if (ts.isInterfaceDeclaration(declared) || ts.isClassDeclaration(declared)) {
      return { kind: "object", object: objectOf(shortName, [...declared.members], this.#resolve) };
    }
    if (declared.type === undefined) throw new Error(`'${name}' in ${this.#path} has no type`);
    const { shape } = readType(declared.type, this.#resolve);
    return valuesOf(shape);
  }

  #all(): ReadonlyMap<string, Declared> {
    if (this.#declared === undefined) {
      const { statements } = parseDeclarations(this.#path, readFileSync(this.#path, "utf8"));
      this.#declared = new Map(declaredBy(statements, ""));
    }
    return this.#declared;
  }
}

/** An enum is an object of its values by their names. */
function valuesOf(shape: Shape): Shape {
  if (shape.kind !== "object") return shape;
  return { kind: "union", members: [...shape.object.properties.values()].map((property) => property.shape) };
}

function* declaredBy(statements: Iterable<ts.Statement>, prefix: string): Generator<[string, Declared]> {
  for (const statement of statements) {
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        if (ts.isIdentifier(declaration.name)) yield [`${prefix}${declaration.name.text}`, declaration];
      }
    } else if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name !== undefined) yield [`${prefix}${statement.name.text}`, statement];
    } else if (ts.isModuleDeclaration(statement)) {
      const { body } = statement;
      if (body !== undefined && ts.isModuleBlock(body)) {
        yield* declaredBy(body.statements, `${prefix}${statement.name.text}.`);
      }
    }
  }
}
