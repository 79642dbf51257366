import { beforeAll, describe, expect, it } from "vitest";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import {
  authorityOf,
  certificateText,
  certRequest,
  locallySigned,
  newKey,
  selfSigned,
  textOutput,
} from "../support/certificates";
import { openssl, opensslSection } from "../support/openssl";

describe("requests and what they become", () => {
  let key: string;
  let authorityInputs: PropertyObject;
  let authority: PropertyObject;
  let request: string;
  beforeAll(async () => {
    key = await newKey("ECDSA");
    authorityInputs = authorityOf(key);
    authority = (await selfSigned.create(authorityInputs)).outputs;
    const asked = {
      privateKeyPem: await newKey("ED25519"),
      dnsNames: ["a.example.de"],
      subject: { commonName: "a" },
    };
    request = textOutput((await certRequest.create(asked)).outputs, "certRequestPem");
  });

  describe("CertRequest", () => {
    it("is what openssl takes for a request", async () => {
      const inputs = {
        privateKeyPem: await newKey("RSA"),
        subject: { commonName: "server" },
        dnsNames: ["server.example.de"],
        ipAddresses: ["2001:db8::1"],
      };
      const { outputs } = await certRequest.create(inputs);
      const files = { request: textOutput(outputs, "certRequestPem") };
      const shown = await openssl("req -in request -verify -noout -text -nameopt sep_comma_plus", files);
      expect(shown).toContain("verify OK");
      expect(shown).toContain("Subject: CN=server\n");
      expect(opensslSection(shown, "X509v3 Subject Alternative Name:")).toBe(
        "DNS:server.example.de, IP Address:2001:DB8:0:0:0:0:0:1",
      );
      expect((await certRequest.diff(outputs, inputs)).changes).toBe(false);
      expect((await certRequest.diff(outputs, { ...inputs, uris: ["a:b"] })).replaces).toEqual(["uris"]);
    });

    it("may be empty", async () => {
      const { outputs } = await certRequest.create({ privateKeyPem: key });
      const files = { request: textOutput(outputs, "certRequestPem") };
      const shown = await openssl("req -in request -verify -noout -subject", files);
      expect(shown).toContain("verify OK");
    });
  });

  describe("LocallySignedCert", () => {
    const inputs = (): PropertyObject => ({
      caCertPem: textOutput(authority, "certPem"),
      caPrivateKeyPem: key,
      certRequestPem: request,
      validityPeriodHours: 12,
      allowedUses: ["server_auth"],
    });

    it("is accepted under its authority for what it allows, and for nothing else", async () => {
      const { outputs } = await locallySigned.create(inputs());
      const files = { ca: textOutput(authority, "certPem"), leaf: textOutput(outputs, "certPem") };
      const check = (options: string): Promise<string> =>
        openssl(`verify -x509_strict -CAfile ca ${options} leaf`, files);
      expect(await check("-purpose sslserver -verify_hostname a.example.de")).toBe("leaf: OK\n");
      await expect(check("-purpose sslclient")).rejects.toThrow("unsuitable certificate purpose");
      await expect(check("-verify_hostname b.example.de")).rejects.toThrow("hostname mismatch");
      expect(outputs["caKeyAlgorithm"]).toBe("ECDSA");
      const shown = await certificateText(files.leaf);
      expect(opensslSection(shown, "X509v3 Authority Key Identifier:")).toBe(
        opensslSection(await certificateText(files.ca), "X509v3 Subject Key Identifier:"),
      );
      expect(locallySigned.warnings).toEqual([]);
    });

    it("makes authorities under an authority", async () => {
      const middle = await locallySigned.create({
        ...inputs(),
        isCaCertificate: true,
        allowedUses: ["cert_signing"],
        certRequestPem: textOutput(
          (await certRequest.create({ privateKeyPem: key, subject: { commonName: "Middle" } })).outputs,
          "certRequestPem",
        ),
      });
      const leaf = await locallySigned.create({
        ...inputs(),
        caCertPem: textOutput(middle.outputs, "certPem"),
      });
      const files = {
        ca: textOutput(authority, "certPem"),
        middle: textOutput(middle.outputs, "certPem"),
        leaf: textOutput(leaf.outputs, "certPem"),
      };
      expect(await openssl("verify -x509_strict -CAfile ca -untrusted middle leaf", files)).toBe(
        "leaf: OK\n",
      );
      await expect(openssl("verify -CAfile ca leaf", files)).rejects.toThrow(
        "unable to get local issuer certificate",
      );
    });

    it("refuses a foreign key, a changed request and what is neither", async () => {
      await expect(
        locallySigned.create({ ...inputs(), caPrivateKeyPem: await newKey("ECDSA") }),
      ).rejects.toThrow("the CA's private key does not belong to 'caCertPem'");
      await expect(
        locallySigned.create({ ...inputs(), caPrivateKeyPem: await newKey("RSA") }),
      ).rejects.toThrow("the CA's private key does not belong to 'caCertPem'");
      const der = Buffer.from(request.replace(/-----.*-----|\n/g, ""), "base64");
      der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
      const changed = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
      await expect(locallySigned.create({ ...inputs(), certRequestPem: changed })).rejects.toThrow(
        "'certRequestPem' is not signed by the key that it names",
      );
      expect(await locallySigned.reasons({ ...inputs(), caCertPem: key, certRequestPem: "x" })).toEqual([
        "'caCertPem': no certificate in PEM form",
        "'certRequestPem': no certificate request in PEM form",
      ]);
    });

    it("refuses a request on curve P224, which it cannot verify", async () => {
      const p224 = await openssl("ecparam -name secp224r1 -genkey -noout");
      const made = await openssl("req -new -key p224 -subj /CN=a", { p224 });
      await expect(locallySigned.create({ ...inputs(), certRequestPem: made })).rejects.toThrow(
        "certificates and requests cannot be signed with an ECDSA key on curve P224 here",
      );
    });

    it("warns when the authority is none", async () => {
      const { outputs } = await selfSigned.create({ ...authorityInputs, isCaCertificate: false });
      await locallySigned.create({ ...inputs(), caCertPem: textOutput(outputs, "certPem") });
      expect(locallySigned.warnings).toEqual([
        "'caCertPem' is no certificate of an authority: programs may refuse what it has signed",
      ]);
    });
  });
});
