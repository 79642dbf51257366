import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { JsonWebKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Secret, Unknown } from "../../infra/local/providers/protocol";
import type { PropertyObject, PropertyValue } from "../../infra/local/providers/protocol";
import { tlsProvider } from "../../infra/local/providers/tls/tlsProvider";
import { providerCalls } from "../support/providerCalls";

const privateKey = providerCalls(tlsProvider, "tls:index/privateKey:PrivateKey");

function text(value: PropertyValue | undefined): string {
  const plain = value instanceof Secret ? value.reveal() : value;
  if (typeof plain !== "string") throw new Error("expected a text");
  return plain;
}

/** Splits the length-prefixed parts of OpenSSH's wire form. */
function parts(blob: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < blob.length;) {
    const end = at + 4 + blob.readUInt32BE(at);
    found.push(blob.subarray(at + 4, end));
    at = end;
  }
  return found;
}

/** The private section of an unencrypted openssh-key-v1 file: the public key's blob and the parts after the checks. */
function opensshFile(pem: string): { readonly publicBlob: Buffer; readonly fields: Buffer[] } {
  const [first, ...lines] = pem.split("\n");
  expect(first).toBe("-----BEGIN OPENSSH PRIVATE KEY-----");
  expect(lines.slice(-2)).toEqual(["-----END OPENSSH PRIVATE KEY-----", ""]);
  const body = Buffer.from(lines.slice(0, -2).join(""), "base64");
  expect(body.subarray(0, 15).toString()).toBe("openssh-key-v1\0");
  const rest = body.subarray(15);
  // none, none, an empty text: 8 + 8 + 4 bytes; then the number of keys.
  expect(parts(rest.subarray(0, 20)).map(String)).toEqual(["none", "none", ""]);
  expect(rest.readUInt32BE(20)).toBe(1);
  const [publicBlob = Buffer.of(), section = Buffer.of()] = parts(rest.subarray(24));
  expect(section.length % 8).toBe(0);
  expect(section.readUInt32BE(0)).toBe(section.readUInt32BE(4));
  const padding = section.findIndex((_, at) =>
    section.subarray(at).every((byte, index) => byte === index + 1),
  );
  const end = padding < 0 ? section.length : padding;
  return { publicBlob, fields: parts(section.subarray(8, end)) };
}

const unsigned = (number: Buffer): string =>
  number.subarray(number.findIndex((byte) => byte !== 0)).toString("base64url");

/** The key that an OpenSSH file holds, for Node. */
function opensshJwk(fields: readonly Buffer[]): JsonWebKey {
  const [type, ...rest] = fields;
  const [
    a = Buffer.of(),
    b = Buffer.of(),
    c = Buffer.of(),
    qi = Buffer.of(),
    p = Buffer.of(),
    q = Buffer.of(),
  ] = rest;
  if (String(type) === "ssh-ed25519") {
    return {
      kty: "OKP",
      crv: "Ed25519",
      x: a.toString("base64url"),
      d: b.subarray(0, 32).toString("base64url"),
    };
  }
  if (String(type) === "ssh-rsa") {
    const d = BigInt(`0x${c.toString("hex")}`);
    const exponent = (prime: Buffer): string => {
      const hex = (d % (BigInt(`0x${prime.toString("hex")}`) - 1n)).toString(16);
      return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
    };
    return {
      kty: "RSA",
      n: unsigned(a),
      e: unsigned(b),
      d: unsigned(c),
      qi: unsigned(qi),
      p: unsigned(p),
      q: unsigned(q),
      dp: exponent(p),
      dq: exponent(q),
    };
  }
  const size = (b.length - 1) / 2;
  const scalar = Buffer.concat([Buffer.alloc(size), c]).subarray(-size);
  return {
    kty: "EC",
    crv: String(a).replace("nistp", "P-"),
    x: b.subarray(1, 1 + size).toString("base64url"),
    y: b.subarray(1 + size).toString("base64url"),
    d: scalar.toString("base64url"),
  };
}

const algorithms: [PropertyObject, string, string][] = [
  [{ algorithm: "RSA" }, "RSA PRIVATE KEY", "ssh-rsa"],
  [{ algorithm: "RSA", rsaBits: 3072 }, "RSA PRIVATE KEY", "ssh-rsa"],
  [{ algorithm: "ECDSA", ecdsaCurve: "P256" }, "EC PRIVATE KEY", "ecdsa-sha2-nistp256"],
  [{ algorithm: "ECDSA", ecdsaCurve: "P384" }, "EC PRIVATE KEY", "ecdsa-sha2-nistp384"],
  [{ algorithm: "ECDSA", ecdsaCurve: "P521" }, "EC PRIVATE KEY", "ecdsa-sha2-nistp521"],
  [{ algorithm: "ED25519" }, "PRIVATE KEY", "ssh-ed25519"],
];

describe("PrivateKey", () => {
  it.each(algorithms)("is one key in all its forms: %j", async (inputs, preamble, sshType) => {
    const { id, outputs } = await privateKey.create(inputs);
    const pem = text(outputs["privateKeyPem"]);
    expect(pem.split("\n")[0]).toBe(`-----BEGIN ${preamble}-----`);
    expect(text(outputs["privateKeyPemPkcs8"]).split("\n")[0]).toBe("-----BEGIN PRIVATE KEY-----");

    const key = createPrivateKey(pem);
    const publicKey = createPublicKey(text(outputs["publicKeyPem"]));
    expect(createPublicKey(key).equals(publicKey)).toBe(true);
    expect(createPrivateKey(text(outputs["privateKeyPemPkcs8"])).equals(key)).toBe(true);
    const der = publicKey.export({ type: "spki", format: "der" });
    expect(id).toBe(createHash("sha1").update(der).digest("hex"));

    const { publicBlob, fields } = opensshFile(text(outputs["privateKeyOpenssh"]));
    expect(createPrivateKey({ key: opensshJwk(fields), format: "jwk" }).equals(key)).toBe(true);
    expect(String(fields.at(-1))).toBe("");
    expect(text(outputs["publicKeyOpenssh"])).toBe(`${sshType} ${publicBlob.toString("base64")}\n`);
    expect(text(outputs["publicKeyFingerprintSha256"])).toBe(
      `SHA256:${createHash("sha256").update(publicBlob).digest("base64").replace("=", "")}`,
    );
    expect(text(outputs["publicKeyFingerprintMd5"]).replaceAll(":", "")).toBe(
      createHash("md5").update(publicBlob).digest("hex"),
    );
    expect(text(outputs["publicKeyFingerprintMd5"])).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  });

  it("has the size or curve that was asked for", async () => {
    const details = async (inputs: PropertyObject): Promise<unknown> => {
      const { outputs } = await privateKey.create(inputs);
      return createPrivateKey(text(outputs["privateKeyPem"])).asymmetricKeyDetails;
    };
    expect(await details({ algorithm: "RSA" })).toEqual({ modulusLength: 2048, publicExponent: 65537n });
    expect(await details({ algorithm: "RSA", rsaBits: 1024 })).toMatchObject({ modulusLength: 1024 });
    expect(await details({ algorithm: "ECDSA", ecdsaCurve: "P521" })).toEqual({ namedCurve: "secp521r1" });
  });

  it("takes curve P224 without OpenSSH's forms, and signs with it", async () => {
    const { outputs } = await privateKey.create({ algorithm: "ECDSA" });
    expect(outputs).toMatchObject({
      ecdsaCurve: "P224",
      publicKeyFingerprintMd5: "",
      publicKeyFingerprintSha256: "",
      publicKeyOpenssh: "",
    });
    expect(text(outputs["privateKeyOpenssh"])).toBe("");
    const signature = sign("sha256", Buffer.from("it"), text(outputs["privateKeyPem"]));
    expect(verify("sha256", Buffer.from("it"), text(outputs["publicKeyPem"]), signature)).toBe(true);
  });

  it("keeps the private forms secret, and the state in the official plug-in's form", async () => {
    const { id, outputs } = await privateKey.create({ algorithm: "ED25519" });
    const secrets = Object.keys(outputs).filter((name) => outputs[name] instanceof Secret);
    expect(secrets).toEqual(["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"]);
    expect(outputs).toMatchObject({
      __meta: '{"schema_version":"1"}',
      id,
      algorithm: "ED25519",
      ecdsaCurve: "P224",
      rsaBits: 2048,
    });
  });

  it("is unknown in a preview and replaced by any change", async () => {
    const preview = await privateKey.preview({ algorithm: "RSA" });
    expect(preview.outputs["publicKeyPem"]).toBe(Unknown.value);
    const { outputs } = await privateKey.create({ algorithm: "ED25519" });
    expect((await privateKey.diff(outputs, { algorithm: "ED25519", rsaBits: 2048 })).changes).toBe(false);
    expect((await privateKey.diff(outputs, { algorithm: "RSA" })).replaces).toEqual(["algorithm"]);
  });

  it.each<[PropertyObject, string]>([
    [{ algorithm: "DSA" }, "'algorithm' is 'DSA'; it must be one of RSA, ECDSA, ED25519"],
    [
      { algorithm: "ECDSA", ecdsaCurve: "P-256" },
      "'ecdsaCurve' is 'P-256'; it must be one of P224, P256, P384, P521",
    ],
    [{ algorithm: "RSA", rsaBits: 512 }, "'rsaBits' is 512; it must be a whole number from 1024 to 16384"],
  ])("refuses %j", async (inputs, reason) => {
    expect(await privateKey.reasons(inputs)).toEqual([reason]);
  });

  it("cannot be imported", async () => {
    await expect(privateKey.import("x")).rejects.toThrow("cannot be imported");
  });
});
