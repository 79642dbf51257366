import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "./x509";
import type { JsonGeneralName, Name, PublicKey } from "./x509";
import { randomBytes } from "node:crypto";
import type { Generated, InputReader, InputSpecs } from "../generated";
import type { CheckFailure } from "../protocol";
import { readiness } from "./renewal";
import type { Signer } from "./signer";
import { alternativeNameExtensions } from "./subject";
import { usageExtensions, usageNames } from "./usages";

/** The inputs that every certificate takes. */
export const certificateInputs: InputSpecs = {
  allowedUses: { form: "strings", required: true, allowed: usageNames },
  earlyRenewalHours: { form: "integer", default: 0, minimum: 0, onChange: "update" },
  isCaCertificate: { form: "boolean", default: false },
  maxPathLength: { form: "integer", minimum: -1, sticky: true },
  setSubjectKeyId: { form: "boolean", default: false },
  // The end must have a year of four digits (RFC 5280, section 4.1.2.5).
  validityPeriodHours: { form: "integer", required: true, minimum: 0, maximum: 60_000_000 },
};

/** The outputs that every certificate has. */
export const certificateOutputs = {
  certPem: "plain",
  readyForRenewal: "plain",
  validityEndTime: "plain",
  validityStartTime: "plain",
} as const;

/** For whom and by whom a certificate is issued. */
export interface Issuance {
  /** Undefined: none. */
  readonly subject: Name | undefined;
  readonly names: JsonGeneralName[];
  readonly publicKey: PublicKey;
  readonly signer: Signer;
  /** Undefined: the subject itself. */
  readonly issuer: Name | undefined;
  /** Key identifier of the issuer in hex, `subject` for that of the certificate itself; undefined: none is written. */
  readonly authorityKeyId: string | undefined;
}

/** What contradicts itself in the inputs that every certificate takes. */
export function checkCertificate(inputs: InputReader): CheckFailure[] {
  const length = inputs.integer("maxPathLength") ?? 0;
  if (inputs.boolean("isCaCertificate") !== false || length <= 0) return [];
  const reason = `'maxPathLength' is ${length}; only an authority has one: leave it out, or set 'isCaCertificate' to true`;
  return [{ property: "maxPathLength", reason }];
}

/** Issues the certificate that complete `inputs` describe; its id is the serial number. */
export async function issue(inputs: InputReader, issuance: Issuance): Promise<Generated> {
  const { subject, publicKey, signer } = issuance;
  const isCa = inputs.boolean("isCaCertificate") ?? false;
  if (isCa && subject === undefined) {
    throw new Error("the certificate of an authority needs a subject: give at least one part of it");
  }
  const serial = serialNumber();
  // Certificates hold whole seconds.
  const notBefore = new Date(Math.floor(Date.now() / 1000) * 1000);
  const notAfter = new Date(notBefore.getTime() + inputs.requireInteger("validityPeriodHours") * 3_600_000);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial.toString("hex"),
    ...(subject === undefined ? {} : { subject }),
    ...(issuance.issuer === undefined ? {} : { issuer: issuance.issuer }),
    notBefore,
    notAfter,
    publicKey,
    signingKey: signer.keys.privateKey,
    signingAlgorithm: signer.algorithm,
    extensions: [
      ...usageExtensions(inputs.strings("allowedUses")),
      basicConstraints(isCa, inputs.integer("maxPathLength") ?? -1),
      ...(isCa || inputs.boolean("setSubjectKeyId") === true
        ? [await SubjectKeyIdentifierExtension.create(publicKey)]
        : []),
      ...(issuance.authorityKeyId === undefined
        ? []
        : [new AuthorityKeyIdentifierExtension(issuance.authorityKeyId)]),
      ...alternativeNameExtensions(issuance.names, subject),
    ],
  });
  const validity = { validityEndTime: rfc3339(notAfter), validityStartTime: rfc3339(notBefore) };
  return {
    id: BigInt(`0x${serial.toString("hex")}`).toString(),
    outputs: {
      certPem: `${certificate.toString("pem")}\n`,
      ...readiness(inputs, notBefore.getTime()),
      ...validity,
    },
  };
}

/** 16 random bytes; the first bits are 01, since a serial number is positive and has no leading zeros. */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  return serial;
}

/** @param maxPathLength -1: any number of authorities may follow */
function basicConstraints(isCa: boolean, maxPathLength: number): BasicConstraintsExtension {
  return new BasicConstraintsExtension(isCa, isCa && maxPathLength >= 0 ? maxPathLength : undefined, true);
}

function rfc3339(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}
