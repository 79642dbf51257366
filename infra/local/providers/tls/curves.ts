/** What an elliptic curve is called elsewhere. */
export interface Curve {
  /** In OpenSSL and Node. */
  readonly openssl: string;
  /** In WebCrypto; absent where WebCrypto lacks it. */
  readonly webCrypto?: string;
  /** In OpenSSH; absent where OpenSSH lacks it. */
  readonly openssh?: string;
  /** Bytes of a coordinate. */
  readonly size: number;
  /** The hash that signatures use, as long as the curve is strong (RFC 5480, section 4). */
  readonly hash: "SHA-256" | "SHA-384" | "SHA-512";
}

/** The curves by the names that `ecdsaCurve` takes. */
export const curves: Readonly<Record<string, Curve>> = {
  P224: { openssl: "secp224r1", size: 28, hash: "SHA-256" },
  P256: { openssl: "prime256v1", webCrypto: "P-256", openssh: "nistp256", size: 32, hash: "SHA-256" },
  P384: { openssl: "secp384r1", webCrypto: "P-384", openssh: "nistp384", size: 48, hash: "SHA-384" },
  P521: { openssl: "secp521r1", webCrypto: "P-521", openssh: "nistp521", size: 66, hash: "SHA-512" },
};

/** The curve that OpenSSL calls `name`; throws for one that `ecdsaCurve` does not take. */
export function curveByOpensslName(name: string | undefined): Curve {
  const curve = Object.values(curves).find(({ openssl }) => openssl === name);
  if (curve !== undefined) return curve;
  throw new Error(`the key's curve is ${name ?? "not named"}; supported: ${Object.keys(curves).join(", ")}`);
}
