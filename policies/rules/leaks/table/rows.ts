import type { Judge, Leak, Plain, When } from "../leak";

/** A row of a table before its source is added. */
export type Row = Omit<Leak, "source">;

type Options<Kind extends Judge["kind"]> = Omit<Extract<Judge, { readonly kind: Kind }>, "kind" | "safe"> & {
  readonly when?: When;
};

/** Rows that one publication vouches for. */
export function documented(source: string, rows: readonly Row[]): readonly Leak[] {
  return rows.map((row) => ({ ...row, source }));
}

/** The same rows for types that share their properties. */
export function forEach(types: readonly string[], rows: (type: string) => readonly Row[]): readonly Row[] {
  return types.flatMap(rows);
}

/** Names a location. */
export function location(
  type: string,
  path: string,
  does: string,
  { when, ...rest }: Options<"location"> = {},
): Row {
  return { type, path, does, judge: { kind: "location", ...rest }, ...(when && { when }) };
}

/** Names a zone of AWS. */
export function zone(type: string, path: string, does: string, { when }: Options<"zone"> = {}): Row {
  return { type, path, does, judge: { kind: "zone" }, ...(when && { when }) };
}

/** Names a target by its ARN. */
export function arn(type: string, path: string, does: string, { when, ...rest }: Options<"arn"> = {}): Row {
  return { type, path, does, judge: { kind: "arn", ...rest }, ...(when && { when }) };
}

/** Names a target by an identifier that tells no location. */
export function identifier(
  type: string,
  path: string,
  does: string,
  { when }: Options<"identifier"> = {},
): Row {
  return { type, path, does, judge: { kind: "identifier" }, ...(when && { when }) };
}

/** Leaks whenever it is there; without a path, the type does. */
export function presence(type: string, path: string, does: string, { when }: Options<"presence"> = {}): Row {
  return { type, path, does, judge: { kind: "presence" }, ...(when && { when }) };
}

/** Is one of few words, of which `safe` keep data where it is. */
export function mode(
  type: string,
  path: string,
  does: string,
  safe: readonly Plain[],
  { when, ...rest }: Options<"mode"> = {},
): Row {
  return { type, path, does, judge: { kind: "mode", safe, ...rest }, ...(when && { when }) };
}

/** Azure: copies to the pair of the location. */
export function pair(type: string, path: string, does: string, { when, ...rest }: Options<"pair">): Row {
  return { type, path, does, judge: { kind: "pair", ...rest }, ...(when && { when }) };
}

/** Names an address that data goes to. */
export function address(
  type: string,
  path: string,
  does: string,
  { when, ...rest }: Options<"address"> = {},
): Row {
  return { type, path, does, judge: { kind: "address", ...rest }, ...(when && { when }) };
}

/** Names a model of Bedrock. */
export function model(type: string, path: string, does: string): Row {
  return { type, path, does, judge: { kind: "model" } };
}

/** Names an image. */
export function image(type: string, path: string): Row {
  return { type, path, does: "runs an image from", judge: { kind: "image" } };
}

/** Holds a text in JSON that names images. */
export function imagesIn(type: string, path: string): Row {
  return { type, path, does: "runs an image from", judge: { kind: "image", isText: true } };
}

/** Names a registry. */
export function registry(type: string, path: string, does: string): Row {
  return { type, path, does, judge: { kind: "registry" } };
}
