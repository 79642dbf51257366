import { constants, generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from "node:crypto";

/** What a signing key is for. */
export type TokenAlgorithm = "RS256" | "PS256" | "ES256" | "EdDSA";

/** A key that an issuer signs with. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  readonly privateKey: KeyObject;
  /** The public key as a member of a key set. */
  readonly jwk: JsonWebKey & { kid: string; alg: string; use: string };
}

/** Makes a key. */
export function signingKey(kid: string, algorithm: TokenAlgorithm = "ES256"): SigningKey {
  const { privateKey, publicKey } = keyPair(algorithm);
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: algorithm, use: "sig" };
  return { kid, algorithm, privateKey, jwk };
}

function keyPair(algorithm: TokenAlgorithm) {
  if (algorithm === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  return algorithm === "EdDSA"
    ? generateKeyPairSync("ed25519")
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** The set of the public parts of `keys`. */
export function keySet(...keys: readonly SigningKey[]): string {
  return JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
}

/** A token with `claims`, signed by `key`; `header` goes over what it says of itself. */
export function token(key: SigningKey, claims: object, header: object = {}): string {
  const said = { alg: key.algorithm, typ: "JWT", kid: key.kid, ...header };
  const text = `${encoded(said)}.${encoded(claims)}`;
  return `${text}.${signature(key, Buffer.from(text)).toString("base64url")}`;
}

/** A part of a token. */
export function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function signature({ algorithm, privateKey }: SigningKey, text: Buffer): Buffer {
  switch (algorithm) {
    case "RS256":
      return sign("sha256", text, privateKey);
    case "PS256":
      return sign("sha256", text, {
        key: privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      });
    case "ES256":
      return sign("sha256", text, { key: privateKey, dsaEncoding: "ieee-p1363" });
    case "EdDSA":
      return sign(null, text, privateKey);
  }
}

/** A time that many seconds from now, as tokens write it. */
export function fromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}
