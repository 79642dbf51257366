/** What the suffixes of a quantity stand for, in thousandths. */
const thousandths: Readonly<Record<string, bigint>> = {
  m: 1n,
  "": 1_000n,
  k: 10n ** 6n,
  M: 10n ** 9n,
  G: 10n ** 12n,
  T: 10n ** 15n,
  Ki: 1_000n * 2n ** 10n,
  Mi: 1_000n * 2n ** 20n,
  Gi: 1_000n * 2n ** 30n,
  Ti: 1_000n * 2n ** 40n,
};

/**
 * A Kubernetes quantity as the API server writes it: `1024Mi` is `1Gi`, and `0.5` is `500m`. Written in another way, an
 * object would differ from what the program says once it is read again. What is no quantity stays as it is.
 */
export function canonicalQuantity(text: string): string {
  const [, whole, fraction = "", suffix = ""] = /^([0-9]+)(?:\.([0-9]+))?([A-Za-z]*)$/.exec(text) ?? [];
  const factor = thousandths[suffix];
  if (whole === undefined || factor === undefined) return text;
  const scale = 10n ** BigInt(fraction.length);
  // Rounded up to thousandths, as the server does.
  const amount = (BigInt(whole + fraction) * factor + scale - 1n) / scale;
  // Below 1 Ki, and in parts of a byte, the server has no binary form.
  const isBinary = suffix.endsWith("i") && amount % 1_000n === 0n && amount >= 1_024_000n;
  const suffixes = isBinary ? ["Ti", "Gi", "Mi", "Ki", ""] : ["T", "G", "M", "k", "", "m"];
  const fitting = suffixes.find((candidate) => amount % (thousandths[candidate] ?? 1n) === 0n) ?? "m";
  return amount === 0n ? "0" : `${amount / (thousandths[fitting] ?? 1n)}${fitting}`;
}
