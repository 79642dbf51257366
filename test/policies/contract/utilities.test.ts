import { describe } from "vitest";
import { unknown } from "../../../policies/values";
import { clean, german, table } from "../../support/contract/cases";

describe("utility packages are allowed", () => {
  table(german, [
    ["random:index/randomPet:RandomPet", { length: 2 }, {}, clean],
    ["random:index/randomPassword:RandomPassword", { length: 16, special: unknown }, {}, clean],
    ["random:index/randomBytes:RandomBytes", { length: 16 }, {}, clean],
    ["tls:index/privateKey:PrivateKey", { algorithm: "ED25519" }, {}, clean],
    ["tls:index/selfSignedCert:SelfSignedCert", {}, {}, clean],
    ["tls:index/certRequest:CertRequest", {}, {}, clean],
  ]);
});
