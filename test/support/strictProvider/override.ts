import { isPropertyObject, Unknown } from "../../../infra/local/providers/protocol";
import type { PropertyObject, PropertyValue } from "../../../infra/local/providers/protocol";

/**
 * What a test says of a type beyond its declaration, as plain JSON. Texts may hold the placeholders `{name}`, `{id}`,
 * `{count}`, `{number}` and `{inputs.a.b}` (see TemplateValues).
 */
export interface TypeOverride {
  /** The shape of ids. @default "{name}-{count}" */
  readonly id?: string;
  /** Outputs, over those that the declaration tells; objects are merged. @default none */
  readonly outputs?: PropertyObject;
  /** Dotted paths of the inputs whose change replaces: SDKs do not tell them. @default none */
  readonly replaceOn?: readonly string[];
  /**
   * The inputs that together tell things of the type apart; the cloud refuses a second thing with the same ones.
   * @default inputs that are no outputs (Azure's path parameters), else `name` where there is one
   */
  readonly identity?: readonly string[];
}

/** By type token, or by a package's name for all of its types that say nothing of their own. */
export type Overrides = Readonly<Record<string, TypeOverride>>;

/** Facts about clouds as a whole: Hetzner's ids are numbers. */
const ofPackages: Overrides = { hcloud: { id: "{number}" } };

/** What is said of a type; what is said of its package holds where the type says nothing. */
export function overrideOf(overrides: Overrides, type: string): TypeOverride {
  const [pkg = ""] = type.split(":");
  return { ...ofPackages[pkg], ...overrides[pkg], ...overrides[type] };
}

/** `base` with `over` laid over it, objects merged at any depth. */
export function merged(base: PropertyObject, over: PropertyObject): PropertyObject {
  const laid = Object.entries(over).map(([name, value]): [string, PropertyValue] => {
    const below = base[name];
    return [name, isPropertyObject(value) && isPropertyObject(below) ? merged(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(laid) };
}

/** `value` with everything in it but the objects unknown: what a preview may say of it. */
export function unknownIn(value: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      isPropertyObject(part) ? unknownIn(part) : Unknown.value,
    ]),
  );
}
