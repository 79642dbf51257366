import { createPublicKey, webcrypto } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { curveByOpensslName } from "./curves";
import { keyAlgorithm } from "./privateKeys";

/** A key pair that signs, with how it signs. */
export interface Signer {
  readonly keys: { readonly privateKey: webcrypto.CryptoKey; readonly publicKey: webcrypto.CryptoKey };
  readonly algorithm: webcrypto.Algorithm | webcrypto.EcdsaParams;
}

/** `key` for WebCrypto. Throws for ECDSA on P224, which WebCrypto lacks. */
export async function signerOf(key: KeyObject): Promise<Signer> {
  const { parameters, algorithm } = signing(key);
  const { subtle } = webcrypto;
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey("pkcs8", key.export({ type: "pkcs8", format: "der" }), parameters, false, ["sign"]),
    subtle.importKey("spki", createPublicKey(key).export({ type: "spki", format: "der" }), parameters, true, [
      "verify",
    ]),
  ]);
  return { keys: { privateKey, publicKey }, algorithm };
}

/** Throws, with the ways out, when nothing can be signed with `key` (its public half suffices). */
export function requireSigningKey(key: KeyObject): void {
  signing(key);
}

interface Signing {
  readonly parameters: webcrypto.RsaHashedImportParams | webcrypto.EcKeyImportParams | webcrypto.Algorithm;
  readonly algorithm: webcrypto.Algorithm | webcrypto.EcdsaParams;
}

function signing(key: KeyObject): Signing {
  switch (keyAlgorithm(key)) {
    case "RSA": {
      const parameters = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
      return { parameters, algorithm: parameters };
    }
    case "ED25519":
      return { parameters: { name: "Ed25519" }, algorithm: { name: "Ed25519" } };
    case "ECDSA": {
      const { webCrypto, hash } = curveByOpensslName(key.asymmetricKeyDetails?.namedCurve);
      if (webCrypto === undefined) {
        throw new Error(
          "certificates and requests cannot be signed with an ECDSA key on curve P224 here; " +
            "make the key with ecdsaCurve P256, P384 or P521, or with algorithm RSA or ED25519",
        );
      }
      return { parameters: { name: "ECDSA", namedCurve: webCrypto }, algorithm: { name: "ECDSA", hash } };
    }
  }
}
