/** The form of a value as a declaration in TypeScript tells it, without `Input` and `Output`. */
export type Shape =
  | { readonly kind: "text" | "number" | "boolean" | "asset" | "anything" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "list"; readonly item: Shape }
  | { readonly kind: "map"; readonly value: Shape }
  | { readonly kind: "object"; readonly object: ObjectShape }
  | { readonly kind: "union"; readonly members: readonly Shape[] };

/** An interface, or the properties of a class. */
export interface ObjectShape {
  /** The name of its declaration, e.g. `LaunchTemplatePlacement`. */
  readonly name: string;
  /** By name; read when first asked for, as declarations refer to each other. */
  readonly properties: ReadonlyMap<string, PropertyShape>;
}

/** A declared property. */
export interface PropertyShape {
  readonly shape: Shape;
  /** Whether it may be left out: `name?:`, or `undefined` is a part of its type. */
  readonly isOptional: boolean;
}

/** The shape in words, for `it must be …`. */
export function described(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return "a string";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "asset":
      return "an asset or archive";
    case "anything":
      return "any value";
    case "literal":
      return JSON.stringify(shape.value);
    case "list":
      return "a list";
    case "map":
      return "an object";
    case "object":
      return `an object (${shape.object.name})`;
    case "union":
      return [...new Set(shape.members.map(described))].join(" or ");
  }
}

/**
 * Whether `object` declares a property at a dotted path. Lists and maps are looked into, and unions along each of their
 * members, as an object of one kind has other properties than one of another.
 */
export function declaresPath(object: ObjectShape, path: string): boolean {
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  const holders = steps.reduce<readonly ObjectShape[]>(
    (reached, step) =>
      reached.flatMap(({ properties }) => {
        const property = properties.get(step);
        return property === undefined ? [] : objectsWithin(property.shape);
      }),
    [object],
  );
  return holders.some(({ properties }) => properties.has(last));
}

function objectsWithin(shape: Shape): readonly ObjectShape[] {
  switch (shape.kind) {
    case "object":
      return [shape.object];
    case "list":
      return objectsWithin(shape.item);
    case "map":
      return objectsWithin(shape.value);
    case "union":
      return shape.members.flatMap(objectsWithin);
    default:
      return [];
  }
}
