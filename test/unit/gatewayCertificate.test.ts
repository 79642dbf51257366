import { generateKeyPairSync } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { Gateway, type GatewayArgs, type GatewayTlsArgs } from "../../components/gateway";
import { certificateMistake } from "../../components/gateway/certificate";
import { certificatePair } from "../support/certificateFolder";
import { asRecord, inputsOf, recordRegistrations, valueOf, type Registration } from "../support/mocks";

const args: GatewayArgs = {
  namespace: "ai",
  image: "registry.example.de/envoy@sha256:0",
  models: [],
  clients: [],
  service: { type: "LoadBalancer" },
};

let registered: Registration[];

beforeEach(async () => {
  registered = await recordRegistrations();
});

/** Makes a gateway and waits until all its children are registered. */
async function make(tls: GatewayTlsArgs): Promise<void> {
  const gateway = new Gateway("ai", { ...args, tls });
  await valueOf(gateway.serviceName);
  await pulumi.runtime.disconnect();
}

/** The Secret that the gateway's pods mount as their certificate, and where. */
function mountedCertificate(): unknown {
  const { template } = asRecord(inputsOf(registered, "ai-envoy")["spec"]);
  const { volumes, containers } = asRecord(asRecord(template)["spec"]);
  const named = (list: unknown) =>
    Array.isArray(list) ? list.map(asRecord).find(({ name }) => name === "certificate") : undefined;
  const [container] = Array.isArray(containers) ? containers.map(asRecord) : [];
  return { volume: named(volumes), mount: named(container?.["volumeMounts"]) };
}

function mountOf(secretName: string) {
  const items = ["tls.crt", "tls.key"].map((key) => ({ key, path: key }));
  return {
    volume: { name: "certificate", secret: { secretName, defaultMode: 0o440, items } },
    mount: { name: "certificate", mountPath: "/etc/domicile/certificate", readOnly: true },
  };
}

/** The values of a Secret's data, which is secret as a whole. */
function dataOf(name: string): unknown {
  const { data } = inputsOf(registered, name);
  return asRecord(data)["value"];
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && pulumi.runtime.specialSigKey in value;
}

describe("a gateway's certificate", () => {
  it("of a Secret that is there is mounted, and clients are spoken to on port 443", async () => {
    await make({ secretName: "bought" });
    expect(registered.map(({ name }) => name)).not.toContain("ai-certificate");
    expect(mountedCertificate()).toEqual(mountOf("bought"));
    expect(inputsOf(registered, "ai-service")["spec"]).toMatchObject({
      ports: [{ name: "https", port: 443, targetPort: "http" }],
    });
  });

  it("of files becomes a Secret, as a Pulumi secret, and its key stands nowhere else", async () => {
    const { certificate, privateKey } = await certificatePair("ai.example.de");
    await make({ certificate, privateKey });
    expect(inputsOf(registered, "ai-certificate")).toMatchObject({
      metadata: { name: "gateway-certificate", namespace: "ai" },
      type: "kubernetes.io/tls",
    });
    const encoded = (text: string) => Buffer.from(text).toString("base64");
    expect(dataOf("ai-certificate")).toEqual({
      "tls.crt": encoded(certificate),
      "tls.key": encoded(privateKey),
    });
    expect(mountedCertificate()).toEqual(mountOf("gateway-certificate"));
    const plain = JSON.stringify(registered, (_, value: unknown) => (isSecret(value) ? "[secret]" : value));
    expect(plain.includes(encoded(privateKey)) || plain.includes("PRIVATE KEY")).toBe(false);
  });

  it("of an issuer is asked of cert-manager", async () => {
    await make({ issuer: { name: "internal", kind: "ClusterIssuer" }, host: "ai.example.de" });
    const certificate = registered.find(({ name }) => name === "ai-certificate");
    expect(certificate?.type).toBe("kubernetes:cert-manager.io/v1:Certificate");
    expect(certificate?.inputs).toMatchObject({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: "gateway", namespace: "ai" },
      spec: {
        secretName: "gateway-issued-certificate",
        dnsNames: ["ai.example.de"],
        issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "internal" },
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      },
    });
    expect(mountedCertificate()).toEqual(mountOf("gateway-issued-certificate"));
  });

  it("changes nothing else of the pods when it is renewed", async () => {
    const templateOf = async (tls: GatewayTlsArgs) => {
      registered = await recordRegistrations();
      await make(tls);
      return asRecord(inputsOf(registered, "ai-envoy")["spec"])["template"];
    };
    const [first, second] = [await certificatePair("first"), await certificatePair("second")];
    expect(await templateOf({ ...first })).toEqual(await templateOf({ ...second }));
  });
});

describe("a certificate that a gateway is given", () => {
  it("is right with its own key, before it expires", async () => {
    const { certificate, privateKey } = await certificatePair("ai");
    const { certificate: other } = await certificatePair("authority");
    const now = new Date();
    expect(certificateMistake(certificate, privateKey, now)).toBeUndefined();
    expect(certificateMistake(certificate + other, privateKey, now)).toBeUndefined();
  });

  it("is refused without telling anything of the key", async () => {
    const { certificate, privateKey } = await certificatePair("ai");
    const other = await certificatePair("other");
    const now = new Date();
    const fix = ": give the files that the certificate's issuer has made";
    expect(certificateMistake("PEM", "PEM", now)).toBe(
      `the gateway's certificate is none in PEM form; the gateway's private key is none in PEM form, or has a passphrase${fix}`,
    );
    expect(certificateMistake(certificate, certificate, now)).toBe(
      `the gateway's private key is none in PEM form, or has a passphrase${fix}`,
    );
    expect(certificateMistake(privateKey, privateKey, now)).toBe(
      `the gateway's certificate is none in PEM form${fix}`,
    );
    for (const chain of [certificate, certificate + other.certificate]) {
      expect(certificateMistake(chain, other.privateKey, now)).toBe(
        "the gateway's private key is not the one of its certificate for 'CN=ai': give both of one pair, the gateway's own certificate first",
      );
    }
    const later = new Date(now.getTime() + 3 * 24 * 3600 * 1000);
    expect(certificateMistake(certificate, privateKey, later)).toMatch(
      /^the gateway's certificate for 'CN=ai' has expired on \d{4}-.*Z: give a renewed one$/,
    );
    const before = new Date(now.getTime() - 24 * 3600 * 1000);
    expect(certificateMistake(certificate, privateKey, before)).toMatch(
      /^the gateway's certificate for 'CN=ai' is not valid before \d{4}-.*Z: look at this machine's clock$/,
    );
  });

  it.each([
    ["RSA of 1,024 bits", generateKeyPairSync("rsa", { modulusLength: 1024 }), false],
    ["RSA of 2,048 bits", generateKeyPairSync("rsa", { modulusLength: 2048 }), true],
    ["a curve that Envoy does not know", generateKeyPairSync("ec", { namedCurve: "secp256k1" }), false],
    ["P-521", generateKeyPairSync("ec", { namedCurve: "P-521" }), true],
    ["Ed25519", generateKeyPairSync("ed25519"), true],
  ])("of %s is taken where Envoy takes it", async (_, { privateKey: key }, isTaken) => {
    const { certificate, privateKey } = await certificatePair("ai", key);
    expect(certificateMistake(certificate, privateKey, new Date())).toBe(
      isTaken
        ? undefined
        : "the gateway's certificate for 'CN=ai' has a key that Envoy does not take; allowed: RSA of 2048 bits or more, ECDSA on P-256, P-384 or P-521, Ed25519",
    );
  });
});
