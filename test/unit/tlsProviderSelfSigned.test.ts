import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { Secret, Unknown } from "../../infra/local/providers/protocol";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { usageNames } from "../../infra/local/providers/tls/usages";
import { authorityOf, certificateText, newKey, selfSigned, textOutput } from "../support/certificates";
import { openssl, opensslSection } from "../support/openssl";

describe("SelfSignedCert", () => {
  let key: string;
  let authorityInputs: PropertyObject;
  beforeAll(async () => {
    key = await newKey("ECDSA");
    authorityInputs = authorityOf(key);
  });

  it.each([
    ["RSA", "P256", "pkcs1", "sha256WithRSAEncryption"],
    ["ECDSA", "P256", "sec1", "ecdsa-with-SHA256"],
    ["ECDSA", "P384", "sec1", "ecdsa-with-SHA384"],
    ["ECDSA", "P521", "pkcs8", "ecdsa-with-SHA512"],
    ["ED25519", "", "pkcs8", "ED25519"],
  ] as const)("is signed by %s %s in form %s with %s", async (algorithm, curve, form, signature) => {
    const privateKeyPem = await newKey(algorithm, curve, form);
    const { id, outputs } = await selfSigned.create({ ...authorityInputs, privateKeyPem });
    const certificate = new X509Certificate(textOutput(outputs, "certPem"));
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(await certificateText(textOutput(outputs, "certPem"))).toContain(
      `Signature Algorithm: ${signature}`,
    );
    expect(outputs["keyAlgorithm"]).toBe(algorithm);
    expect(id).toBe(BigInt(`0x${certificate.serialNumber}`).toString());
    const files = { ca: textOutput(outputs, "certPem") };
    expect(await openssl("verify -x509_strict -CAfile ca ca", files)).toBe("ca: OK\n");
  });

  it("refuses curve P224 with the ways out", async () => {
    const inputs = { ...authorityInputs, privateKeyPem: await newKey("ECDSA", "P224") };
    await expect(selfSigned.create(inputs)).rejects.toThrow(
      "certificates and requests cannot be signed with an ECDSA key on curve P224 here; " +
        "make the key with ecdsaCurve P256, P384 or P521, or with algorithm RSA or ED25519",
    );
  });

  it("carries the whole subject, in other scripts too", async () => {
    const subject = {
      commonName: "ai.example.de, intern",
      country: "DE",
      emailAddress: "ca@example.de",
      locality: "Überlingen",
      organization: "Gemeinde + Töchter",
      organizationalUnit: '#1 "IT"',
      postalCode: "88662",
      province: "Baden-Württemberg",
      serialNumber: "42",
      streetAddresses: ["Münsterplatz 1", "Haus B"],
    };
    const { outputs } = await selfSigned.create({ ...authorityInputs, subject });
    expect(await certificateText(textOutput(outputs, "certPem"))).toContain(
      'Subject: C=DE,O=Gemeinde + Töchter,OU=#1 "IT",L=Überlingen,ST=Baden-Württemberg,' +
        "street=Münsterplatz 1+street=Haus B,postalCode=88662,CN=ai.example.de, intern,serialNumber=42," +
        "emailAddress=ca@example.de\n",
    );
  });

  it("marks the other names critical when there is no subject", async () => {
    const { outputs } = await selfSigned.create({
      privateKeyPem: key,
      validityPeriodHours: 1,
      allowedUses: [],
      dnsNames: ["*.example.de"],
      ipAddresses: ["::1", "127.0.0.1"],
      uris: ["https://example.de/a?b=c"],
    });
    const shown = await certificateText(textOutput(outputs, "certPem"));
    expect(opensslSection(shown, "X509v3 Subject Alternative Name: critical")).toBe(
      "DNS:*.example.de, IP Address:0:0:0:0:0:0:0:1, IP Address:127.0.0.1, URI:https://example.de/a?b=c",
    );
    expect(shown).not.toContain("Key Usage");
  });

  it("allows every use that is named, and no other", async () => {
    const all = await selfSigned.create({ ...authorityInputs, allowedUses: [...usageNames] });
    const shown = await certificateText(textOutput(all.outputs, "certPem"));
    expect(opensslSection(shown, "X509v3 Key Usage: critical")).toBe(
      "Digital Signature, Non Repudiation, Key Encipherment, Data Encipherment, Key Agreement, " +
        "Certificate Sign, CRL Sign, Encipher Only, Decipher Only",
    );
    // Extended ones by their object identifiers, since the names differ between versions of openssl.
    expect(new X509Certificate(textOutput(all.outputs, "certPem")).keyUsage).toEqual([
      "2.5.29.37.0",
      "1.3.6.1.5.5.7.3.2",
      "1.3.6.1.5.5.7.3.3",
      "1.3.6.1.5.5.7.3.4",
      "1.3.6.1.5.5.7.3.5",
      "1.3.6.1.5.5.7.3.6",
      "1.3.6.1.5.5.7.3.7",
      "1.3.6.1.4.1.311.2.1.22",
      "1.3.6.1.4.1.311.61.1.1",
      "1.3.6.1.4.1.311.10.3.3",
      "2.16.840.1.113730.4.1",
      "1.3.6.1.5.5.7.3.9",
      "1.3.6.1.5.5.7.3.1",
      "1.3.6.1.5.5.7.3.8",
    ]);
    for (const [use, name] of [
      ["digital_signature", "Digital Signature"],
      ["encipher_only", "Encipher Only"],
      ["decipher_only", "Decipher Only"],
    ] as const) {
      const { outputs } = await selfSigned.create({ ...authorityInputs, allowedUses: [use] });
      expect(
        opensslSection(await certificateText(textOutput(outputs, "certPem")), "X509v3 Key Usage: critical"),
      ).toBe(name);
    }
  });

  it("writes constraints and key ids as asked", async () => {
    const shown = async (inputs: PropertyObject): Promise<string> =>
      certificateText(
        textOutput((await selfSigned.create({ ...authorityInputs, ...inputs })).outputs, "certPem"),
      );
    const constraints = "X509v3 Basic Constraints: critical";
    const [subjectId, authorityId] = ["X509v3 Subject Key Identifier:", "X509v3 Authority Key Identifier:"];

    const anyPath = await shown({ setAuthorityKeyId: true });
    expect(opensslSection(anyPath, constraints)).toBe("CA:TRUE");
    expect(opensslSection(anyPath, subjectId)).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    expect(opensslSection(anyPath, authorityId)).toBe(opensslSection(anyPath, subjectId));
    expect(opensslSection(await shown({ maxPathLength: 0 }), constraints)).toBe("CA:TRUE, pathlen:0");
    expect(opensslSection(await shown({ maxPathLength: -1 }), constraints)).toBe("CA:TRUE");

    const leaf = await shown({ isCaCertificate: false, maxPathLength: 0 });
    expect(opensslSection(leaf, constraints)).toBe("CA:FALSE");
    expect(opensslSection(leaf, subjectId)).toBeUndefined();
    expect(opensslSection(await shown({ isCaCertificate: false, setSubjectKeyId: true }), subjectId)).toBe(
      opensslSection(anyPath, subjectId),
    );
  });

  it("is valid from now on for the hours that were asked for, also beyond 2050", async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const hours = 24 * 365 * 40;
    const { outputs } = await selfSigned.create({ ...authorityInputs, validityPeriodHours: hours });
    const start = Date.parse(textOutput(outputs, "validityStartTime"));
    expect(start).toBeGreaterThanOrEqual(before);
    expect(start).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(textOutput(outputs, "validityEndTime")) - start).toBe(hours * 3_600_000);
    const certificate = new X509Certificate(textOutput(outputs, "certPem"));
    expect(certificate.validFromDate.getTime()).toBe(start);
    expect(certificate.validToDate.getTime()).toBe(start + hours * 3_600_000);
    expect(outputs["validityStartTime"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it("refuses what contradicts itself, all at once", async () => {
    const inputs = {
      allowedUses: [],
      validityPeriodHours: 1,
      isCaCertificate: true,
      dnsNames: ["münchen.de"],
      ipAddresses: ["1.2.3"],
      uris: ["", "http://[x", "relative"],
    };
    expect(await selfSigned.reasons({ ...inputs, privateKeyPem: "secret nonsense" })).toEqual([
      "'privateKeyPem': no private key in PEM form (RSA, EC or PKCS #8, not encrypted)",
      "'dnsNames[0]' is 'münchen.de'; it must be a DNS name in ASCII (a name in another script in its xn-- form)",
      "'ipAddresses[0]' is '1.2.3'; it must be an IPv4 or IPv6 address",
      "'uris[0]' is ''; it must be a URI",
      "'uris[1]' is 'http://[x'; it must be a URI",
      "'subject' is missing: the certificate of an authority needs at least one part of it",
    ]);
    expect(await selfSigned.reasons({ ...inputs, allowedUses: ["serverAuth"], privateKeyPem: key })).toEqual([
      `'allowedUses[0]' is 'serverAuth'; it must be one of ${usageNames.join(", ")}`,
    ]);
    const leaf = { allowedUses: [], validityPeriodHours: 1, setAuthorityKeyId: true, privateKeyPem: key };
    expect(await selfSigned.reasons(leaf)).toEqual([
      "'setAuthorityKeyId' repeats the subject key id: set 'setSubjectKeyId' or 'isCaCertificate' to true, too",
    ]);
    expect(await selfSigned.reasons({ ...leaf, setSubjectKeyId: true, maxPathLength: 1 })).toEqual([
      "'maxPathLength' is 1; only an authority has one: leave it out, or set 'isCaCertificate' to true",
    ]);
    expect(
      await selfSigned.reasons({ ...leaf, setAuthorityKeyId: Unknown.value, privateKeyPem: Unknown.value }),
    ).toEqual([]);
  });

  it("keeps a given key secret in the state even when the program did not", async () => {
    const { outputs } = await selfSigned.create(authorityInputs);
    expect(outputs["privateKeyPem"]).toBeInstanceOf(Secret);
  });

  describe("a write-only key", () => {
    it("is used and forgotten; only its version tells of a change", async () => {
      const { privateKeyPem, ...others } = authorityInputs;
      const inputs = { ...others, privateKeyPemWo: privateKeyPem ?? "", privateKeyPemWoVersion: 1 };
      const { outputs } = await selfSigned.create(inputs);
      expect(new X509Certificate(textOutput(outputs, "certPem")).subject).toBe("C=DE\nCN=Authority");
      expect(Object.keys(outputs)).not.toContain("privateKeyPemWo");
      const other = { ...inputs, privateKeyPemWo: await newKey("RSA") };
      expect((await selfSigned.diff(outputs, other)).changes).toBe(false);
      expect((await selfSigned.diff(outputs, { ...other, privateKeyPemWoVersion: 2 })).replaces).toEqual([
        "privateKeyPemWoVersion",
      ]);
    });

    it("comes instead of the other one, and with a version", async () => {
      const { privateKeyPem, ...others } = authorityInputs;
      const one = "exactly one of 'privateKeyPem' and 'privateKeyPemWo' must be given";
      expect(await selfSigned.reasons(others)).toEqual([one]);
      expect(await selfSigned.reasons({ ...authorityInputs, privateKeyPemWo: key })).toEqual([one]);
      expect(await selfSigned.reasons({ ...others, privateKeyPemWo: privateKeyPem ?? "" })).toEqual([
        "'privateKeyPemWo' needs 'privateKeyPemWoVersion': a whole number that you raise when the key changes",
      ]);
    });
  });
});
