import type { PropertyObject } from "../../infra/local/providers/protocol";
import { generatePrivateKey } from "../../infra/local/providers/tls/privateKeys";
import { tlsProvider } from "../../infra/local/providers/tls/tlsProvider";
import { openssl } from "./openssl";
import { providerCalls } from "./providerCalls";

/** Calls of the tls plug-in. */
export const selfSigned = providerCalls(tlsProvider, "tls:index/selfSignedCert:SelfSignedCert");
/** Calls of the tls plug-in. */
export const locallySigned = providerCalls(tlsProvider, "tls:index/locallySignedCert:LocallySignedCert");
/** Calls of the tls plug-in. */
export const certRequest = providerCalls(tlsProvider, "tls:index/certRequest:CertRequest");

/** A new private key as PEM. */
export async function newKey(
  algorithm: string,
  curve = "P256",
  form: "pkcs8" | "sec1" | "pkcs1" = "pkcs8",
): Promise<string> {
  const key = await generatePrivateKey(algorithm, 2048, curve);
  return key.export({ type: form, format: "pem" }).toString();
}

/** The text in an output. */
export function textOutput(outputs: PropertyObject, name: string): string {
  const value = outputs[name];
  if (typeof value !== "string") throw new Error(`'${name}' is no text`);
  return value;
}

/** Inputs of an authority's own certificate. */
export function authorityOf(privateKeyPem: string): PropertyObject {
  return {
    privateKeyPem,
    subject: { commonName: "Authority", country: "DE" },
    isCaCertificate: true,
    validityPeriodHours: 24,
    allowedUses: ["cert_signing", "crl_signing"],
  };
}

/** How openssl prints `certificate`. */
export function certificateText(certificate: string): Promise<string> {
  const command = "x509 -in certificate -noout -text -nameopt utf8,sep_comma_plus";
  return openssl(command, { certificate });
}
