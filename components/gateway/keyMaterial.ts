/** RSA keys below this many bits can be broken, and Envoy takes none for a certificate. */
export const leastRsaBits = 2048;

/** What a reader of keys or certificates gives; undefined where it throws: what it says of a key may hold parts of it. */
export function readable<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
