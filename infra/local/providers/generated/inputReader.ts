import { hasUnknown, isPropertyList, isPropertyObject, reveal } from "../protocol";
import type { PropertyObject, PropertyValue } from "../protocol";

/**
 * Typed access to properties, secrets opened. A property that is absent, null or (in a preview) not wholly known reads
 * as undefined; one of another form throws, since checks let none through.
 */
export class InputReader {
  readonly #properties: PropertyObject;

  /** @param properties inputs, or a whole state */
  constructor(properties: PropertyObject) {
    this.#properties = properties;
  }

  /** Whether the property is given and wholly known. */
  has(name: string): boolean {
    return this.#known(name) !== undefined;
  }

  /** Whether the property is given, be it known or not. */
  given(name: string): boolean {
    return (this.#properties[name] ?? null) !== null;
  }

  string(name: string): string | undefined {
    const value = this.#known(name);
    if (value === undefined || typeof value === "string") return value;
    throw wrongForm(name, "a string");
  }

  integer(name: string): number | undefined {
    const value = this.#known(name);
    if (value === undefined || typeof value === "number") return value;
    throw wrongForm(name, "a number");
  }

  boolean(name: string): boolean | undefined {
    const value = this.#known(name);
    if (value === undefined || typeof value === "boolean") return value;
    throw wrongForm(name, "true or false");
  }

  /** The list's strings; an absent list is empty. */
  strings(name: string): readonly string[] {
    const value = this.#known(name) ?? [];
    if (!isPropertyList(value)) throw wrongForm(name, "a list of strings");
    return value.map((item) => {
      const text = reveal(item);
      if (typeof text === "string") return text;
      throw wrongForm(name, "a list of strings");
    });
  }

  /** The object's properties; an absent object is empty. */
  object(name: string): InputReader {
    const value = this.#known(name) ?? {};
    if (isPropertyObject(value)) return new InputReader(value);
    throw wrongForm(name, "an object");
  }

  /** `string`, which must be there. */
  requireString(name: string): string {
    return present(name, this.string(name));
  }

  /** `integer`, which must be there. */
  requireInteger(name: string): number {
    return present(name, this.integer(name));
  }

  #known(name: string): PropertyValue | undefined {
    const value = reveal(this.#properties[name] ?? null);
    return value === null || hasUnknown(value) ? undefined : value;
  }
}

function present<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`'${name}' is missing`);
  return value;
}

function wrongForm(name: string, wanted: string): Error {
  return new Error(`'${name}' must be ${wanted}`);
}
