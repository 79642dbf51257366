/** Plain data from elsewhere that is not of the shape that it should have. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

/** Reads one value. @throws ShapeError when it is not of its shape */
export type Read<Result> = (value: unknown, path: string) => Result;

/** The fields of a group of plain data, each read by its shape. Fields that are not asked for are left out. */
export class Fields {
  private readonly fields: Readonly<Record<string, unknown>>;

  /** @throws ShapeError when `value` is no group of fields */
  constructor(
    value: unknown,
    private readonly path: string,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ShapeError(`${path || "it"} is no group of fields`);
    }
    this.fields = Object.fromEntries(Object.entries(value));
  }

  /** A field, read by `of`. */
  field<Result>(name: string, of: Read<Result>): Result {
    const value = Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
    return of(value, this.path === "" ? name : `${this.path}.${name}`);
  }

  text(name: string): string {
    return this.field(name, text);
  }

  /** Text, or null. */
  textOrNull(name: string): string | null {
    return this.field(name, (value, path) => (value === null ? null : text(value, path)));
  }

  /** A line of a file. */
  line(name: string): number {
    return this.field(name, (value, path) => {
      if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
      throw new ShapeError(`${path} is no line`);
    });
  }

  oneOf<Name extends string>(name: string, allowed: readonly Name[]): Name {
    return this.field(name, (value, path) => {
      const found = allowed.find((one) => one === value);
      if (found !== undefined) return found;
      throw new ShapeError(`${path} is none of ${allowed.join(", ")}`);
    });
  }

  list<Item>(name: string, of: Read<Item>): readonly Item[] {
    return this.field(name, (value, path) => listOf(value, path, of));
  }

  texts(name: string): readonly string[] {
    return this.list(name, text);
  }
}

/** A text. @throws ShapeError when it is none */
export function text(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  throw new ShapeError(`${path} is no text`);
}

function listOf<Item>(value: unknown, path: string, of: Read<Item>): readonly Item[] {
  if (!Array.isArray(value)) throw new ShapeError(`${path} is no list`);
  return value.map((item: unknown, index) => of(item, `${path}[${index}]`));
}
