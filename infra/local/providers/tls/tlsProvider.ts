import { version } from "@pulumi/tls/package.json";
import { generatedProvider } from "../generated";
import type { ProviderImplementation } from "../protocol";
import { certRequest } from "./certRequest";
import { locallySignedCert } from "./locallySignedCert";
import { privateKey } from "./privateKey";
import { selfSignedCert } from "./selfSignedCert";

/** The stand-in for the official plug-in of `@pulumi/tls`, in the version of the installed SDK. */
export const tlsProvider: ProviderImplementation = generatedProvider("tls", version, {
  "tls:index/certRequest:CertRequest": certRequest,
  "tls:index/locallySignedCert:LocallySignedCert": locallySignedCert,
  "tls:index/privateKey:PrivateKey": privateKey,
  "tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
});
