import { createPrivateKey, X509Certificate } from "node:crypto";
import type { PulumiFn, UpResult } from "@pulumi/pulumi/automation";
import * as tls from "@pulumi/tls";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freshBackend, outputValues, temporaryFolder, writePlugins } from "../support/engine";
import type { Backend, TemporaryFolder } from "../support/engine";
import { openssl } from "../support/openssl";

/** An authority, and a server's certificate from it: two keys, two certificates and a request. */
function authorityAndServer(organization: string, earlyRenewalHours = 1): PulumiFn {
  return () => {
    const authorityKey = new tls.PrivateKey("authority", { algorithm: "ECDSA", ecdsaCurve: "P384" });
    const authority = new tls.SelfSignedCert("authority", {
      privateKeyPem: authorityKey.privateKeyPem,
      subject: { commonName: "Authority", organization },
      isCaCertificate: true,
      maxPathLength: 0,
      validityPeriodHours: 240,
      allowedUses: ["cert_signing"],
    });
    const key = new tls.PrivateKey("server", { algorithm: "RSA" });
    const request = new tls.CertRequest("server", {
      privateKeyPem: key.privateKeyPemPkcs8,
      subject: { commonName: "ai.example.de" },
      dnsNames: ["ai.example.de"],
    });
    const certificate = new tls.LocallySignedCert("server", {
      caCertPem: authority.certPem,
      caPrivateKeyPem: authorityKey.privateKeyPem,
      certRequestPem: request.certRequestPem,
      validityPeriodHours: 24,
      earlyRenewalHours,
      allowedUses: ["server_auth"],
    });
    return Promise.resolve({
      authority: authority.certPem,
      authorityKey: authorityKey.privateKeyPem,
      key: key.privateKeyPem,
      keyPkcs8: key.privateKeyPemPkcs8,
      keyOpenssh: key.privateKeyOpenssh,
      certificate: certificate.certPem,
      ready: certificate.readyForRenewal,
    });
  };
}

function texts(result: UpResult): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputValues(result)).map(([name, value]) => [name, String(value)]),
  );
}

describe("the tls plug-in on the engine", () => {
  let plugins: TemporaryFolder;
  let backend: Backend;

  beforeAll(async () => {
    plugins = await temporaryFolder("plugins");
    await writePlugins(plugins.path, { tls: "infra/local/providers/tls/main.ts" });
  });
  afterAll(() => plugins.remove());
  beforeEach(async () => {
    backend = await freshBackend({ pluginFolders: [plugins.path] });
    return () => backend.close();
  });

  it("makes an authority and a server's certificate, keeps them, replaces and destroys them", async () => {
    const stack = await backend.stack(authorityAndServer("first"));
    expect((await stack.preview()).changeSummary).toEqual({ create: 6 });
    const first = await stack.up();
    expect(first.summary.resourceChanges).toEqual({ create: 6 });

    const made = texts(first);
    const verify =
      "verify -x509_strict -purpose sslserver -verify_hostname ai.example.de -CAfile authority certificate";
    expect(await openssl(verify, made)).toBe("certificate: OK\n");
    const certificate = new X509Certificate(made["certificate"] ?? "");
    expect(certificate.checkPrivateKey(createPrivateKey(made["key"] ?? ""))).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(made["authorityKey"] ?? ""))).toBe(false);
    expect(made["ready"]).toBe("false");

    const second = await stack.up({ refresh: true });
    expect(second.summary.resourceChanges).toEqual({ same: 6 });
    expect(texts(second)).toEqual(made);

    const changed = await backend.stack(authorityAndServer("second"));
    const third = await changed.up();
    expect(third.summary.resourceChanges).toEqual({ replace: 2, same: 4 });
    expect(await openssl(verify, texts(third))).toBe("certificate: OK\n");

    expect((await changed.destroy()).summary.resourceChanges).toEqual({ delete: 6 });
  });

  it("renews a certificate that is due with each update, and changes the time of it in place", async () => {
    const first = await (await backend.stack(authorityAndServer("first"))).up();
    const due = await backend.stack(authorityAndServer("first", 24));
    const second = await due.up();
    // Shortly after it was made less than 24 hours are left, so it is due.
    expect(second.summary.resourceChanges).toEqual({ replace: 1, same: 5 });
    expect(texts(second)["certificate"]).not.toBe(texts(first)["certificate"]);
    expect(texts(second)["ready"]).toBe("true");
    expect((await due.up()).summary.resourceChanges).toEqual({ replace: 1, same: 5 });

    const later = await backend.stack(authorityAndServer("first", 2));
    const last = await later.up();
    expect(last.summary.resourceChanges).toEqual({ update: 1, same: 5 });
    expect(texts(last)["ready"]).toBe("false");
    expect((await later.up()).summary.resourceChanges).toEqual({ same: 6 });
  });

  it("leaves no private key readable in the state, given ones included", async () => {
    const own = await openssl("genpkey -algorithm ED25519");
    const stack = await backend.stack(async () => {
      const outputs = await authorityAndServer("first")();
      const inputs = { subject: { commonName: "own" }, validityPeriodHours: 1, allowedUses: [] };
      new tls.SelfSignedCert("kept", { ...inputs, privateKeyPem: own });
      new tls.SelfSignedCert("forgotten", { ...inputs, privateKeyPemWo: own, privateKeyPemWoVersion: 1 });
      return outputs;
    });
    const made = texts(await stack.up());
    const state = await backend.stateText();
    // The second line of a PEM is data in every form, and JSON writes it as it is.
    const line = (pem = ""): string => pem.split("\n")[1] ?? "";
    expect(state).toContain(line(made["certificate"]));
    for (const pem of [made["key"], made["keyPkcs8"], made["authorityKey"], own]) {
      expect(line(pem).length).toBeGreaterThan(60);
      expect(state).not.toContain(line(pem));
    }
    // The first lines of this form are public.
    const openssh = made["keyOpenssh"]?.split("\n").at(-4) ?? "";
    expect(openssh).toHaveLength(64);
    expect(state).not.toContain(openssh);
  });

  it("says in the user's terms why a certificate cannot be made", async () => {
    const stack = await backend.stack(() => {
      const key = new tls.PrivateKey("key", { algorithm: "ECDSA" });
      new tls.SelfSignedCert("cert", {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: "a" },
        validityPeriodHours: 1,
        allowedUses: [],
      });
      return Promise.resolve();
    });
    await expect(stack.up()).rejects.toThrow("make the key with ecdsaCurve P256, P384 or P521");
  });
});
