import { ExtendedKeyUsageExtension, Extension } from "./x509";

// Names: the documentation of SelfSignedCert in its original form; the bit numbers are RFC 5280, section 4.2.1.3.
const keyUsages: Readonly<Record<string, number>> = {
  cert_signing: 5,
  content_commitment: 1,
  crl_signing: 6,
  data_encipherment: 3,
  decipher_only: 8,
  digital_signature: 0,
  encipher_only: 7,
  key_agreement: 4,
  key_encipherment: 2,
};

// Object identifiers: RFC 5280, section 4.2.1.12, and those that Microsoft and Netscape registered.
const extendedKeyUsages: Readonly<Record<string, string>> = {
  any_extended: "2.5.29.37.0",
  client_auth: "1.3.6.1.5.5.7.3.2",
  code_signing: "1.3.6.1.5.5.7.3.3",
  email_protection: "1.3.6.1.5.5.7.3.4",
  ipsec_end_system: "1.3.6.1.5.5.7.3.5",
  ipsec_tunnel: "1.3.6.1.5.5.7.3.6",
  ipsec_user: "1.3.6.1.5.5.7.3.7",
  microsoft_commercial_code_signing: "1.3.6.1.4.1.311.2.1.22",
  microsoft_kernel_code_signing: "1.3.6.1.4.1.311.61.1.1",
  microsoft_server_gated_crypto: "1.3.6.1.4.1.311.10.3.3",
  netscape_server_gated_crypto: "2.16.840.1.113730.4.1",
  ocsp_signing: "1.3.6.1.5.5.7.3.9",
  server_auth: "1.3.6.1.5.5.7.3.1",
  timestamping: "1.3.6.1.5.5.7.3.8",
};

/** What `allowedUses` takes, sorted. */
export const usageNames: readonly string[] = [
  ...Object.keys(keyUsages),
  ...Object.keys(extendedKeyUsages),
].sort();

/** The extensions that allow `uses` and nothing else. */
export function usageExtensions(uses: readonly string[]): Extension[] {
  const bits = uses.flatMap((use) => keyUsages[use] ?? []);
  const identifiers = [...new Set(uses.flatMap((use) => extendedKeyUsages[use] ?? []))];
  return [
    ...(bits.length === 0 ? [] : [new Extension("2.5.29.15", true, bitString(bits))]),
    ...(identifiers.length === 0 ? [] : [new ExtendedKeyUsageExtension(identifiers)]),
  ];
}

/** A DER BIT STRING with `bits` set, without bits after the last of them (X.690, section 11.2.2). */
function bitString(bits: readonly number[]): Uint8Array {
  const last = Math.max(...bits);
  const bytes = Array.from({ length: Math.floor(last / 8) + 1 }, (_, index) =>
    bits.reduce((byte, bit) => (Math.floor(bit / 8) === index ? byte | (0x80 >> (bit % 8)) : byte), 0),
  );
  return Uint8Array.of(0x03, bytes.length + 1, 7 - (last % 8), ...bytes);
}
