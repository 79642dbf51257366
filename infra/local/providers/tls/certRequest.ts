import { Pkcs10CertificateRequestGenerator } from "./x509";
import { createHash } from "node:crypto";
import type { GeneratedKind } from "../generated";
import { checkKeyInputs, givenKey, keyInputs } from "./keyInputs";
import { keyAlgorithm, parsePrivateKey } from "./privateKeys";
import { signerOf } from "./signer";
import {
  alternativeNameExtensions,
  alternativeNames,
  checkSubject,
  distinguishedName,
  subjectInputs,
} from "./subject";

/** tls:index/certRequest:CertRequest. Its id is the SHA-1 of the request. */
export const certRequest: GeneratedKind = {
  inputs: { ...subjectInputs, ...keyInputs("privateKeyPem") },
  outputs: { certRequestPem: "plain", keyAlgorithm: "plain" },
  check: (inputs) => [...checkKeyInputs(inputs, "privateKeyPem"), ...checkSubject(inputs)],
  async generate(inputs) {
    const key = parsePrivateKey(givenKey(inputs, "privateKeyPem"));
    const { keys, algorithm } = await signerOf(key);
    const name = distinguishedName(inputs);
    const request = await Pkcs10CertificateRequestGenerator.create({
      ...(name === undefined ? {} : { name }),
      extensions: alternativeNameExtensions(alternativeNames(inputs), name),
      keys,
      signingAlgorithm: algorithm,
    });
    return {
      id: createHash("sha1").update(Buffer.from(request.rawData)).digest("hex"),
      outputs: { certRequestPem: `${request.toString("pem")}\n`, keyAlgorithm: keyAlgorithm(key) },
    };
  },
};
