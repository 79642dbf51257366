import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { checkStackConfig } from "../../stacks/config";
import { offlineVariable } from "../../stacks/offlineVariable";
import { baseUrlOf, tlsOf } from "../../stacks/tls";
import { recordRegistrations, valueOf } from "../support/mocks";
import { temporaryFolder } from "../support/temporaryFolder";

function checkGateway(more: Record<string, unknown>) {
  return checkStackConfig({
    jurisdiction: ["FR"],
    operators: ["FR"],
    sites: [{ name: "paris", cloud: "existing", country: "FR", kubeconfig: "kubeconfig" }],
    models: [{ name: "chat", engine: "vllm", source: "pvc://weights/chat" }],
    gateway: { clients: [{ name: "intranet" }], ...more },
  });
}

function problems(more: Record<string, unknown>): string[] {
  const checked = checkGateway(more);
  return "problems" in checked ? checked.problems : [];
}

function gatewayOf(more: Record<string, unknown>) {
  const checked = checkGateway(more);
  if ("problems" in checked) throw new Error(checked.problems.join("\n"));
  return checked.config.gateway;
}

describe("a stack's certificate", () => {
  it.each([
    { tls: { secret: "gateway-tls" } },
    { tls: { certificate: "tls/chain.pem", privateKey: "/etc/ssl/key.pem" } },
    { host: "ai.example.de", tls: { issuer: { name: "internal", kind: "ClusterIssuer" } } },
  ])("may be %j", (gateway) => {
    expect(gatewayOf(gateway)).toMatchObject(gateway);
  });

  it("is an issuer's of the namespace unless another kind is asked for", () => {
    expect(gatewayOf({ host: "ai.example.de", tls: { issuer: { name: "internal" } } }).tls).toEqual({
      issuer: { name: "internal", kind: "Issuer" },
    });
  });

  it.each<[Record<string, unknown>, string[]]>([
    [
      { tls: {} },
      [
        "gateway.tls: {} names no certificate; give one of 'secret', 'certificate' with 'privateKey', or 'issuer'",
      ],
    ],
    [
      { tls: { secret: "a", certificate: "b" } },
      [
        `gateway.tls: {"secret":"a","certificate":"b"} keep one of 'secret', 'certificate' with 'privateKey', or 'issuer'`,
      ],
    ],
    [
      { tls: { certificate: "chain.pem" } },
      ["gateway.tls.privateKey: is missing; give the path of the certificate's private key"],
    ],
    [
      { tls: { privateKey: "key.pem" } },
      ["gateway.tls.certificate: is missing; give the path of the private key's certificate"],
    ],
    [
      { tls: { issuer: { name: "internal" } } },
      ["gateway.host: is missing; give the DNS name that the issuer makes the certificate for"],
    ],
    [
      { host: "https://ai.example.de", tls: { issuer: { name: "Internal", kind: "Vault" } } },
      [
        'gateway.host: "https://ai.example.de" is no DNS name; allowed: lower-case labels with dots between them, as ai.example.de',
        'gateway.tls.issuer.name: "Internal" is no name of a Kubernetes object; allowed: lower-case letters, digits, dashes and dots',
        'gateway.tls.issuer.kind: "Vault" is not allowed; allowed: Issuer, ClusterIssuer',
      ],
    ],
  ])("may not be %j", (gateway, expected) => {
    expect(problems(gateway)).toEqual(expected);
  });

  it("is what the gateway's component takes", async () => {
    await recordRegistrations();
    const folder = await temporaryFolder();
    await writeFile(join(folder, "chain.pem"), "a chain");
    await writeFile(join(folder, "key.pem"), "a key");
    const tls = tlsOf(gatewayOf({ tls: { certificate: "chain.pem", privateKey: "key.pem" } }), folder);
    if (tls === undefined || !("privateKey" in tls)) throw new Error("no files");
    expect(tls.certificate).toBe("a chain");
    const privateKey = pulumi.output(tls.privateKey);
    expect(await pulumi.isSecret(privateKey)).toBe(true);
    expect(await valueOf(privateKey)).toBe("a key");
    expect(tlsOf(gatewayOf({}), folder)).toBeUndefined();
    expect(tlsOf(gatewayOf({ tls: { secret: "bought" } }), folder)).toEqual({ secretName: "bought" });
    const issued = { host: "ai.example.de", tls: { issuer: { name: "internal" } } };
    expect(tlsOf(gatewayOf(issued), folder)).toEqual({
      host: "ai.example.de",
      issuer: { name: "internal", kind: "Issuer" },
    });
  });

  it("whose files are not there does not keep a stack from being checked", async () => {
    await recordRegistrations({ preview: true });
    vi.stubEnv(offlineVariable, "true");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const gateway = gatewayOf({ tls: { certificate: "chain.pem", privateKey: "key.pem" } });
    expect(Object.keys(tlsOf(gateway, await temporaryFolder()) ?? {})).toEqual(["certificate", "privateKey"]);
  });

  it("whose file is not there is told by its setting", async () => {
    await recordRegistrations();
    const folder = await temporaryFolder();
    const gateway = gatewayOf({ tls: { certificate: "chain.pem", privateKey: "key.pem" } });
    expect(() => tlsOf(gateway, folder)).toThrow(
      /^cannot read the file of 'gateway\.tls\.certificate' \(ENOENT: .*chain\.pem'\); mend the path$/,
    );
  });
});

it.each<[Record<string, unknown>, string | undefined]>([
  [{ host: "ai.example.de" }, "http://ai.example.de/v1"],
  [{ host: "ai.example.de", tls: { secret: "a" } }, "https://ai.example.de/v1"],
  [
    {
      host: "ai.example.de",
      tls: { secret: "a" },
      service: { type: "NodePort", nodePort: 30443 },
    },
    "https://ai.example.de:30443/v1",
  ],
  [{ host: "ai.example.de", service: { type: "NodePort" } }, undefined],
  [{ tls: { secret: "a" } }, undefined],
])("a gateway with %j has the base URL %s", (gateway, expected) => {
  expect(baseUrlOf(gatewayOf(gateway))).toBe(expected);
});
