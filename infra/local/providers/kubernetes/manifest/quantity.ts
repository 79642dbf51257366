/** Decimal and binary suffixes of Kubernetes quantities with their exponents of ten and two. */
const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const quantity = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** A quantity's size in units of 10⁻⁹, the finest that Kubernetes keeps; undefined when `text` is no quantity. */
export function nanoUnits(text: string): bigint | undefined {
  const match = quantity.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent, suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(whole + fraction);
  const binary = binarySuffixes[suffix];
  const tens =
    9 -
    fraction.length +
    (binary === undefined
      ? exponent === undefined
        ? (decimalSuffixes[suffix] ?? 0)
        : Number(exponent.slice(1))
      : 0);
  const scaled = digits * (binary === undefined ? 1n : 2n ** BigInt(binary));
  // Kubernetes rounds what is finer than 10⁻⁹ up.
  const size =
    tens >= 0 ? scaled * 10n ** BigInt(tens) : (scaled + 10n ** BigInt(-tens) - 1n) / 10n ** BigInt(-tens);
  return sign === "-" ? -size : size;
}

/** Whether both texts or numbers are quantities of the same size, e.g. `0.5` and `500m`. */
export function sameQuantity(left: string | number, right: string | number): boolean {
  const [a, b] = [nanoUnits(String(left)), nanoUnits(String(right))];
  return a !== undefined && a === b;
}

const quantityMaps: ReadonlySet<string> = new Set([
  "limits",
  "requests",
  "hard",
  "capacity",
  "allocatedResources",
  "overhead",
  "podFixed",
  "default",
  "defaultRequest",
  "max",
  "min",
  "maxLimitRequestRatio",
]);
const quantityFields: ReadonlySet<string> = new Set(["sizeLimit", "divisor", "averageValue"]);

/** Whether the field at `path` of a built-in object holds a quantity. */
export function isQuantityPath(path: readonly (string | number)[]): boolean {
  const [parent, field] = path.slice(-2);
  if (typeof field === "string" && quantityFields.has(field)) return true;
  return typeof parent === "string" && quantityMaps.has(parent);
}
