import { PublicKey } from "./x509";
import type { GeneratedKind, InputReader } from "../generated";
import type { CheckFailure } from "../protocol";
import { certificateInputs, certificateOutputs, checkCertificate, issue } from "./issuance";
import { checkKeyInputs, givenKey, keyInputs } from "./keyInputs";
import { keyAlgorithm, parsePrivateKey, publicKeyDer } from "./privateKeys";
import { renewal } from "./renewal";
import { signerOf } from "./signer";
import { alternativeNames, checkSubject, distinguishedName, subjectInputs } from "./subject";

/** tls:index/selfSignedCert:SelfSignedCert. Its id is the serial number. */
export const selfSignedCert: GeneratedKind = {
  inputs: {
    ...certificateInputs,
    ...subjectInputs,
    ...keyInputs("privateKeyPem"),
    setAuthorityKeyId: { form: "boolean", default: false },
  },
  outputs: { ...certificateOutputs, keyAlgorithm: "plain" },
  ...renewal,
  check: (inputs) => [
    ...checkKeyInputs(inputs, "privateKeyPem"),
    ...checkSubject(inputs),
    ...checkCertificate(inputs),
    ...checkAuthority(inputs),
  ],
  async generate(inputs) {
    const key = parsePrivateKey(givenKey(inputs, "privateKeyPem"));
    const publicKey = new PublicKey(publicKeyDer(key));
    const subject = distinguishedName(inputs);
    const { id, outputs } = await issue(inputs, {
      subject,
      names: alternativeNames(inputs),
      publicKey,
      signer: await signerOf(key),
      issuer: subject,
      authorityKeyId:
        inputs.boolean("setAuthorityKeyId") === true
          ? Buffer.from(await publicKey.getKeyIdentifier()).toString("hex")
          : undefined,
    });
    return { id, outputs: { ...outputs, keyAlgorithm: keyAlgorithm(key) } };
  },
};

function checkAuthority(inputs: InputReader): CheckFailure[] {
  const isCa = inputs.boolean("isCaCertificate") === true;
  const failures: CheckFailure[] = [];
  if (isCa && !inputs.given("subject")) {
    failures.push({
      property: "subject",
      reason: "'subject' is missing: the certificate of an authority needs at least one part of it",
    });
  }
  if (
    inputs.boolean("setAuthorityKeyId") === true &&
    inputs.boolean("setSubjectKeyId") === false &&
    inputs.boolean("isCaCertificate") === false
  ) {
    failures.push({
      property: "setAuthorityKeyId",
      reason:
        "'setAuthorityKeyId' repeats the subject key id: set 'setSubjectKeyId' or 'isCaCertificate' to true, too",
    });
  }
  return failures;
}
