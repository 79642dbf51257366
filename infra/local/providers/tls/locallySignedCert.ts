import {
  BasicConstraintsExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
} from "./x509";
import type { JsonGeneralName } from "./x509";
import { createPublicKey, X509Certificate as NodeCertificate } from "node:crypto";
import type { GeneratedKind } from "../generated";
import { certificateInputs, certificateOutputs, checkCertificate, issue } from "./issuance";
import { checkKeyInputs, checkPem, givenKey, keyInputs } from "./keyInputs";
import { keyAlgorithm, parsePrivateKey } from "./privateKeys";
import { renewal } from "./renewal";
import { requireSigningKey, signerOf } from "./signer";

/** tls:index/locallySignedCert:LocallySignedCert. Its id is the serial number. */
export const locallySignedCert: GeneratedKind = {
  inputs: {
    ...certificateInputs,
    ...keyInputs("caPrivateKeyPem"),
    caCertPem: { form: "string", required: true },
    certRequestPem: { form: "string", required: true },
  },
  outputs: { ...certificateOutputs, caKeyAlgorithm: "plain" },
  ...renewal,
  check: (inputs) => [
    ...checkKeyInputs(inputs, "caPrivateKeyPem"),
    ...checkCertificate(inputs),
    ...checkPem("caCertPem", inputs.string("caCertPem"), parseCertificate),
    ...checkPem("certRequestPem", inputs.string("certRequestPem"), parseRequest),
  ],
  warnings(inputs) {
    const constraints = parseCertificate(inputs.requireString("caCertPem")).getExtension(
      BasicConstraintsExtension,
    );
    if (constraints?.ca) return [];
    return ["'caCertPem' is no certificate of an authority: programs may refuse what it has signed"];
  },
  async generate(inputs) {
    const caPem = inputs.requireString("caCertPem");
    const ca = parseCertificate(caPem);
    const key = parsePrivateKey(givenKey(inputs, "caPrivateKeyPem"));
    if (!new NodeCertificate(caPem).checkPrivateKey(key)) {
      throw new Error("the CA's private key does not belong to 'caCertPem'");
    }
    const request = parseRequest(inputs.requireString("certRequestPem"));
    const requested = Buffer.from(request.publicKey.rawData);
    requireSigningKey(createPublicKey({ key: requested, format: "der", type: "spki" }));
    if (!(await request.verify())) {
      throw new Error("'certRequestPem' is not signed by the key that it names");
    }
    const { id, outputs } = await issue(inputs, {
      subject: request.subjectName.toJSON().length === 0 ? undefined : request.subjectName,
      names: requestedNames(request),
      publicKey: request.publicKey,
      signer: await signerOf(key),
      issuer: ca.subjectName,
      authorityKeyId: ca.getExtension(SubjectKeyIdentifierExtension)?.keyId,
    });
    return { id, outputs: { ...outputs, caKeyAlgorithm: keyAlgorithm(key) } };
  },
};

function parseCertificate(pem: string): X509Certificate {
  return parse(pem, X509Certificate, "no certificate in PEM form");
}

function parseRequest(pem: string): Pkcs10CertificateRequest {
  return parse(pem, Pkcs10CertificateRequest, "no certificate request in PEM form");
}

function parse<T>(pem: string, Form: new (pem: string) => T, otherwise: string): T {
  try {
    return new Form(pem);
  } catch (error) {
    throw new Error(otherwise, { cause: error });
  }
}

/** The other names that the request asks for, of the kinds that the official plug-in grants. */
function requestedNames(request: Pkcs10CertificateRequest): JsonGeneralName[] {
  const extension = request.extensions.find((item) => item instanceof SubjectAlternativeNameExtension);
  return (extension?.names.toJSON() ?? []).filter(({ type }) => ["dns", "ip", "url"].includes(type));
}
