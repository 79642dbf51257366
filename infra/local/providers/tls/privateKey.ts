import { createHash, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { GeneratedKind } from "../generated";
import { curves } from "./curves";
import { opensshForms } from "./openssh";
import { generatePrivateKey, keyAlgorithms, publicKeyDer } from "./privateKeys";

/** tls:index/privateKey:PrivateKey. Its id is the SHA-1 of the public key. */
export const privateKey: GeneratedKind = {
  inputs: {
    algorithm: { form: "string", required: true, allowed: keyAlgorithms },
    ecdsaCurve: { form: "string", default: "P224", allowed: Object.keys(curves) },
    // Go, in which the official plug-in is written, refuses smaller keys; OpenSSL refuses larger ones.
    rsaBits: { form: "integer", default: 2048, minimum: 1024, maximum: 16384 },
  },
  outputs: {
    privateKeyOpenssh: "secret",
    privateKeyPem: "secret",
    privateKeyPemPkcs8: "secret",
    publicKeyFingerprintMd5: "plain",
    publicKeyFingerprintSha256: "plain",
    publicKeyOpenssh: "plain",
    publicKeyPem: "plain",
  },
  schemaVersion: 1,
  async generate(inputs) {
    const key = await generatePrivateKey(
      inputs.requireString("algorithm"),
      inputs.requireInteger("rsaBits"),
      inputs.requireString("ecdsaCurve"),
    );
    const openssh = opensshForms(key);
    return {
      id: createHash("sha1").update(publicKeyDer(key)).digest("hex"),
      outputs: {
        privateKeyOpenssh: openssh?.privateKey ?? "",
        privateKeyPem: traditionalPem(key),
        privateKeyPemPkcs8: pem(key, "pkcs8"),
        publicKeyFingerprintMd5: openssh?.fingerprintMd5 ?? "",
        publicKeyFingerprintSha256: openssh?.fingerprintSha256 ?? "",
        publicKeyOpenssh: openssh?.publicKey ?? "",
        publicKeyPem: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
      },
    };
  },
};

/** The form that older programs read: PKCS #1 for RSA, SEC 1 for ECDSA; Ed25519 has none but PKCS #8. */
function traditionalPem(key: KeyObject): string {
  if (key.asymmetricKeyType === "rsa") return pem(key, "pkcs1");
  return pem(key, key.asymmetricKeyType === "ec" ? "sec1" : "pkcs8");
}

function pem(key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1"): string {
  return key.export({ type, format: "pem" }).toString();
}
