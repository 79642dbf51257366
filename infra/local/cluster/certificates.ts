import "reflect-metadata"; // @peculiar/x509 needs it to be loaded first
import * as x509 from "@peculiar/x509";
import { randomBytes, webcrypto } from "node:crypto";

/** A private key and its certificate, both PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

/** A certificate authority that can issue more certificates. */
export interface Authority extends KeyAndCertificate {
  readonly subject: string;
  readonly signingKey: CryptoKey;
}

/** What a certificate is for. Server certificates need at least one address or name. */
export interface CertificateRequest {
  readonly commonName: string;
  /** Kubernetes takes it as the user's group. */
  readonly organization?: string;
  readonly use: "server" | "client";
  readonly addresses?: readonly string[];
  readonly names?: readonly string[];
}

type CryptoKey = webcrypto.CryptoKey;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** How long certificates are valid. The deployment is one machine's; there is nobody who would renew them sooner. */
export const validYears = 10;

/** A new certificate authority. */
export async function makeAuthority(commonName: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const subject = `CN=${commonName}`;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: serialNumber(),
    name: subject,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    subject,
    signingKey: keys.privateKey,
    key: await privateKeyPem(keys.privateKey),
    certificate: certificate.toString("pem"),
  };
}

/** A new key and its certificate, signed by `authority`. */
export async function issueCertificate(
  authority: Authority,
  request: CertificateRequest,
): Promise<KeyAndCertificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const names: x509.JsonGeneralNames = [
    ...(request.addresses ?? []).map((value) => ({ type: "ip" as const, value })),
    ...(request.names ?? []).map((value) => ({ type: "dns" as const, value })),
  ];
  const use = request.use === "server" ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
  const organization = request.organization === undefined ? [] : [{ O: [request.organization] }];
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    serialNumber: serialNumber(),
    subject: [...organization, { CN: [request.commonName] }],
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authority.signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([use]),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
    ],
  });
  return { key: await privateKeyPem(keys.privateKey), certificate: certificate.toString("pem") };
}

/** A new key pair without a certificate, PEM. */
export async function makeKeyPair(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const publicKey = await webcrypto.subtle.exportKey("spki", keys.publicKey);
  return {
    privateKey: await privateKeyPem(keys.privateKey),
    publicKey: x509.PemConverter.encode(publicKey, x509.PemConverter.PublicKeyTag),
  };
}

async function privateKeyPem(key: CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey("pkcs8", key);
  return x509.PemConverter.encode(bytes, x509.PemConverter.PrivateKeyTag);
}

/** Valid from an hour ago, so that a clock which is set back a little does no harm. */
function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const notBefore = new Date(Date.now() - 3_600_000);
  const notAfter = new Date();
  notAfter.setFullYear(notAfter.getFullYear() + validYears);
  return { notBefore, notAfter };
}

/** 16 random bytes; the first bit is off, since serial numbers are positive. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString("hex");
}
