import ts from "typescript";
import type { ObjectShape, PropertyShape, Shape } from "./shape";

/** Finds what the name of a type stands for; undefined: nobody declares it. */
export type ResolveName = (name: string) => Shape | undefined;

/** The source file in `text`; documentation comments are left out, which makes up most of an SDK's declarations. */
export function parseDeclarations(file: string, text: string): ts.SourceFile {
  const options = {
    languageVersion: ts.ScriptTarget.Latest,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  };
  return ts.createSourceFile(file, text, options, false);
}

/** An object whose members are the properties among `members`. */
export function objectOf(
  name: string,
  members: readonly (ts.TypeElement | ts.ClassElement)[],
  resolve: ResolveName,
): ObjectShape {
  let properties: ReadonlyMap<string, PropertyShape> | undefined;
  return {
    name,
    get properties() {
      properties ??= new Map(members.flatMap((member) => propertyOf(member, resolve)));
      return properties;
    },
  };
}

function propertyOf(
  member: ts.TypeElement | ts.ClassElement,
  resolve: ResolveName,
): readonly (readonly [string, PropertyShape])[] {
  if (!ts.isPropertySignature(member) && !ts.isPropertyDeclaration(member)) return [];
  const name = member.name;
  if (member.type === undefined || !(ts.isIdentifier(name) || ts.isStringLiteral(name))) return [];
  const { shape, isOptional } = readType(member.type, resolve);
  return [[name.text, { shape, isOptional: isOptional || member.questionToken !== undefined }]];
}

/** The shape that a type's syntax tells. @throws Error for syntax that no SDK was seen to use */
export function readType(type: ts.TypeNode, resolve: ResolveName): PropertyShape {
  if (ts.isParenthesizedTypeNode(type)) return readType(type.type, resolve);
  if (ts.isUnionTypeNode(type)) return readUnion(type, resolve);
  if (ts.isArrayTypeNode(type)) return required({ kind: "list", item: itemOf(type.elementType, resolve) });
  if (ts.isLiteralTypeNode(type)) return readLiteral(type);
  if (ts.isTypeLiteralNode(type)) return required(readTypeLiteral(type, resolve));
  if (ts.isTypeReferenceNode(type)) return readReference(type, resolve);
  return required(readKeyword(type));
}

function itemOf(type: ts.TypeNode, resolve: ResolveName): Shape {
  return readType(type, resolve).shape;
}

function required(shape: Shape): PropertyShape {
  return { shape, isOptional: false };
}

function readKeyword(type: ts.TypeNode): Shape {
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { kind: "text" };
    case ts.SyntaxKind.NumberKeyword:
      return { kind: "number" };
    case ts.SyntaxKind.BooleanKeyword:
      return { kind: "boolean" };
    case ts.SyntaxKind.AnyKeyword:
    case ts.SyntaxKind.UnknownKeyword:
      return { kind: "anything" };
    default:
      throw new Error(`a declaration has a type that is not understood: ${ts.SyntaxKind[type.kind]}`);
  }
}

function readUnion({ types }: ts.UnionTypeNode, resolve: ResolveName): PropertyShape {
  const present = types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
  const read = present.map((type) => readType(type, resolve));
  const [only] = read;
  const shape: Shape =
    read.length === 1 && only !== undefined
      ? only.shape
      : { kind: "union", members: read.map((member) => member.shape) };
  return {
    shape,
    isOptional: present.length < types.length || read.some(({ isOptional }) => isOptional),
  };
}

function readLiteral({ literal }: ts.LiteralTypeNode): PropertyShape {
  if (ts.isStringLiteral(literal)) return required({ kind: "literal", value: literal.text });
  if (ts.isNumericLiteral(literal)) return required({ kind: "literal", value: Number(literal.text) });
  if (literal.kind === ts.SyntaxKind.NullKeyword) return { shape: { kind: "anything" }, isOptional: true };
  return required({ kind: "literal", value: literal.kind === ts.SyntaxKind.TrueKeyword });
}

function readTypeLiteral({ members }: ts.TypeLiteralNode, resolve: ResolveName): Shape {
  const index = members.find((member) => ts.isIndexSignatureDeclaration(member));
  return index === undefined
    ? { kind: "object", object: objectOf("object", members, resolve) }
    : { kind: "map", value: itemOf(index.type, resolve) };
}

/** Wrappers that say nothing about the value. */
const wrappers = ["pulumi.Input", "pulumi.Output", "Promise"];

/** Types of Pulumi itself, by name. */
const known: Readonly<Record<string, Shape>> = {
  "pulumi.ID": { kind: "text" },
  "pulumi.asset.Asset": { kind: "asset" },
  "pulumi.asset.Archive": { kind: "asset" },
};

function readReference(type: ts.TypeReferenceNode, resolve: ResolveName): PropertyShape {
  const name = nameOf(type.typeName);
  const argument = type.typeArguments?.[0];
  if (wrappers.includes(name) && argument !== undefined) return readType(argument, resolve);
  if (name === "Array" && argument !== undefined) {
    return required({ kind: "list", item: itemOf(argument, resolve) });
  }
  const shape = known[name] ?? resolve(name);
  if (shape === undefined) throw new Error(`a declaration names '${name}', which nothing declares`);
  return required(shape);
}

function nameOf(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${nameOf(name.left)}.${name.right.text}`;
}
