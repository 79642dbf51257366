import { createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { curves } from "./curves";

/** The kinds of keys by the names that `algorithm` takes. */
export const keyAlgorithms = ["RSA", "ECDSA", "ED25519"] as const;

/** The kind of a key. */
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

const generate = promisify(generateKeyPair);

/**
 * A new private key.
 * @param algorithm one of `keyAlgorithms`
 * @param rsaBits size of an RSA key
 * @param ecdsaCurve curve of an ECDSA key, by the names in `curves`
 */
export async function generatePrivateKey(
  algorithm: string,
  rsaBits: number,
  ecdsaCurve: string,
): Promise<KeyObject> {
  if (algorithm === "RSA") return (await generate("rsa", { modulusLength: rsaBits })).privateKey;
  if (algorithm === "ED25519") return (await generate("ed25519", {})).privateKey;
  const curve = curves[ecdsaCurve];
  if (algorithm !== "ECDSA" || curve === undefined) {
    throw new Error(`there is no key of algorithm '${algorithm}' and curve '${ecdsaCurve}'`);
  }
  return (await generate("ec", { namedCurve: curve.openssl })).privateKey;
}

/** The key in `pem` (PKCS #1, SEC 1 or PKCS #8). Throws, without showing it, when there is none that is supported. */
export function parsePrivateKey(pem: string): KeyObject {
  const key = tryParse(pem);
  if (key === undefined) {
    throw new Error("no private key in PEM form (RSA, EC or PKCS #8, not encrypted)");
  }
  keyAlgorithm(key);
  return key;
}

function tryParse(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // OpenSSL's own message tells decoder internals, and never what a person did wrong.
    return undefined;
  }
}

/** The kind of `key`; throws for kinds that `algorithm` does not take. */
export function keyAlgorithm(key: KeyObject): KeyAlgorithm {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return "RSA";
    case "ec":
      return "ECDSA";
    case "ed25519":
      return "ED25519";
    default:
      throw new Error(
        `the key is of kind ${key.asymmetricKeyType ?? "secret"}; supported: ${keyAlgorithms.join(", ")}`,
      );
  }
}

/** The public half of `key` as SubjectPublicKeyInfo in DER. */
export function publicKeyDer(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}
