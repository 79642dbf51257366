import { createHash, randomBytes } from "node:crypto";
import type { JsonWebKey, KeyObject } from "node:crypto";
import { curveByOpensslName } from "./curves";

/** A key pair as OpenSSH writes it. */
export interface OpensshForms {
  /** PEM of openssh-key-v1, not encrypted, as PROTOCOL.key of OpenSSH describes it. */
  readonly privateKey: string;
  /** A line of `authorized_keys`, with the line's end. */
  readonly publicKey: string;
  /** `aa:bb:…` */
  readonly fingerprintMd5: string;
  /** `SHA256:…` */
  readonly fingerprintSha256: string;
}

/** OpenSSH's forms of `key`; undefined for ECDSA on P224, which OpenSSH lacks. */
export function opensshForms(key: KeyObject): OpensshForms | undefined {
  const pair = wireForms(key);
  if (pair === undefined) return undefined;
  const { type, publicBlob, privateFields } = pair;
  const md5 = createHash("md5").update(publicBlob).digest("hex");
  const sha256 = createHash("sha256").update(publicBlob).digest("base64");
  return {
    privateKey: privatePem(publicBlob, privateFields),
    publicKey: `${type} ${publicBlob.toString("base64")}\n`,
    fingerprintMd5: md5.replace(/(..)(?=.)/g, "$1:"),
    fingerprintSha256: `SHA256:${sha256.replace(/=+$/, "")}`,
  };
}

interface WireForms {
  readonly type: string;
  readonly publicBlob: Buffer;
  /** What stands between the check numbers and the comment. */
  readonly privateFields: Buffer;
}

function wireForms(key: KeyObject): WireForms | undefined {
  if (key.asymmetricKeyType === "ec") return ecdsaForms(key);
  const jwk = key.export({ format: "jwk" });
  if (key.asymmetricKeyType === "ed25519") {
    const type = "ssh-ed25519";
    const publicKey = text(type, bytes(jwk, "x"));
    return {
      type,
      publicBlob: publicKey,
      privateFields: Buffer.concat([publicKey, text(Buffer.concat([bytes(jwk, "d"), bytes(jwk, "x")]))]),
    };
  }
  const type = "ssh-rsa";
  const numbers = (...names: (keyof JsonWebKey)[]): Buffer[] => names.map((name) => number(bytes(jwk, name)));
  return {
    type,
    publicBlob: Buffer.concat([text(type), ...numbers("e", "n")]),
    privateFields: Buffer.concat([text(type), ...numbers("n", "e", "d", "qi", "p", "q")]),
  };
}

function ecdsaForms(key: KeyObject): WireForms | undefined {
  const { openssh } = curveByOpensslName(key.asymmetricKeyDetails?.namedCurve);
  if (openssh === undefined) return undefined;
  const jwk = key.export({ format: "jwk" });
  const type = `ecdsa-sha2-${openssh}`;
  // 4 marks a point with both coordinates (SEC 1, section 2.3.3).
  const point = Buffer.concat([Buffer.of(4), bytes(jwk, "x"), bytes(jwk, "y")]);
  const publicBlob = text(type, openssh, point);
  return { type, publicBlob, privateFields: Buffer.concat([publicBlob, number(bytes(jwk, "d"))]) };
}

function privatePem(publicBlob: Buffer, privateFields: Buffer): string {
  // The same number twice: a reader that decrypts with a wrong password sees that they differ.
  const check = randomBytes(4);
  const section = Buffer.concat([check, check, privateFields, text("")]);
  // The bytes 1, 2, 3… fill up to the block size, which is 8 without encryption.
  const padding = Buffer.from(Array.from({ length: -section.length & 7 }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    text("none", "none", ""),
    uint32(1),
    text(publicBlob, Buffer.concat([section, padding])),
  ]);
  const lines = body.toString("base64").replace(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function bytes(jwk: JsonWebKey, name: keyof JsonWebKey): Buffer {
  const value = jwk[name];
  if (typeof value !== "string") throw new Error(`the key has no part '${name}'`);
  return Buffer.from(value, "base64url");
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
}

/** Each part with its length before it: `string` of RFC 4251, section 5. */
function text(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [uint32(Buffer.byteLength(part)), Buffer.from(part)]));
}

/** A positive number: `mpint` of RFC 4251, section 5, without leading zeros but with a sign bit of 0. */
function number(value: Buffer): Buffer {
  const first = value.findIndex((byte) => byte !== 0);
  const digits = value.subarray(first < 0 ? value.length : first);
  return text(Buffer.concat([Buffer.alloc((digits[0] ?? 0) >= 0x80 ? 1 : 0), digits]));
}
