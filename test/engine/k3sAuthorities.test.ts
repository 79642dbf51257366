import { createPrivateKey, X509Certificate } from "node:crypto";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  administratorKubeconfig,
  agentUserData,
  makeClusterSecrets,
  serverUserData,
  type SecretsOptions,
} from "../../infra/clouds/k3s";
import { ApiClient } from "../../infra/local/providers/kubernetes/api/apiClient";
import { startApiServer, type ApiServer } from "../support/apiServer";
import { freshBackend, outputValues, temporaryFolder, writePlugins } from "../support/engine";
import type { Backend, TemporaryFolder } from "../support/engine";
import { sampleNode, sampleServer } from "../support/k3sPlans";
import { asRecord } from "../support/mocks";
import { started } from "../support/started";

const address = "https://127.0.0.1:6443";

/** Two clusters' secrets, the user data of the first one's machines, and what a server does: signs its own certificate. */
const program: PulumiFn = () => {
  const parent = new pulumi.ComponentResource("test:index:Cluster", "clusters");
  const options: SecretsOptions = {
    parent,
    tls: new tls.Provider("tls"),
    random: new random.Provider("random"),
    protect: false,
  };
  const secrets = makeClusterSecrets("fsn", options);
  const own = { provider: options.tls };
  const key = new tls.PrivateKey("serving", { algorithm: "ECDSA", ecdsaCurve: "P256" }, own);
  const request = new tls.CertRequest(
    "serving",
    { privateKeyPem: key.privateKeyPem, ipAddresses: ["127.0.0.1"], subject: { commonName: "k3s" } },
    own,
  );
  const signer = secrets.authorities["server-ca"];
  const serving = new tls.LocallySignedCert(
    "serving",
    {
      certRequestPem: request.certRequestPem,
      caCertPem: signer.certificate,
      caPrivateKeyPem: signer.key,
      validityPeriodHours: 1,
      allowedUses: ["server_auth", "digital_signature"],
    },
    own,
  );
  const servers = (isFirst: boolean) =>
    serverUserData({ ...sampleServer, isFirst }, sampleServer.apiNames, secrets);
  return Promise.resolve({
    kubeconfig: administratorKubeconfig("fsn", address, secrets, options),
    strangersKubeconfig: administratorKubeconfig("hel", address, makeClusterSecrets("hel", options), options),
    first: servers(true),
    joining: servers(false),
    agent: agentUserData(sampleNode, secrets),
    serving: serving.certPem,
    servingKey: key.privateKeyPem,
  });
};

/** What cloud-init would write, by path. */
function filesOf(userData = ""): Record<string, string> {
  const { write_files: files } = asRecord(parse(userData));
  if (!Array.isArray(files)) throw new Error("the user data has no files");
  return Object.fromEntries(
    files.map((file) => {
      const { path, content } = asRecord(file);
      return [String(path), String(content)];
    }),
  );
}

describe("the secrets of a k3s cluster on the engine", () => {
  let plugins: TemporaryFolder | undefined;
  let backend: Backend | undefined;
  let server: ApiServer | undefined;
  let made: Record<string, string> = {};
  let files: Record<string, string> = {};
  const keyFile = (name: string) => files[`/var/lib/rancher/k3s/server/tls/${name}`] ?? "";

  beforeAll(async () => {
    plugins = await temporaryFolder("plugins");
    await writePlugins(plugins.path, {
      tls: "infra/local/providers/tls/main.ts",
      random: "infra/local/providers/random/main.ts",
    });
    backend = await freshBackend({ pluginFolders: [plugins.path] });
    const result = await (await backend.stack(program)).up();
    made = Object.fromEntries(
      Object.entries(outputValues(result)).map(([name, value]) => [name, String(value)]),
    );
    files = filesOf(made["first"]);
    const keys = {
      serving: {
        certificates: `${made["serving"]}${keyFile("server-ca.crt")}`,
        key: made["servingKey"] ?? "",
      },
      clientAuthority: keyFile("client-ca.crt"),
      serviceAccount: keyFile("service.key"),
    };
    server = await startApiServer({ keys });
  });
  afterAll(async () => {
    await server?.stop();
    await backend?.close();
    await plugins?.remove();
  });

  /** Speaks to the running server as a kubeconfig says. */
  function clientOf(kubeconfig = ""): ApiClient {
    const config = new KubeConfig();
    const running = new KubeConfig();
    running.loadFromString(started(server).kubeconfig);
    config.loadFromString(kubeconfig.replace(address, running.getCurrentCluster()?.server ?? ""));
    return new ApiClient(config);
  }

  it("let a real API server take the administrator, as one who may do all", async () => {
    const review = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "SelfSubjectReview",
    };
    const who = await clientOf(made["kubeconfig"]).request({
      method: "POST",
      path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
      body: review,
    });
    expect(who).toMatchObject({
      status: {
        userInfo: {
          username: "domicile-administrator",
          groups: ["system:masters", "system:authenticated"],
        },
      },
    });
    await clientOf(made["kubeconfig"]).request({
      method: "GET",
      path: "/api/v1/namespaces/kube-system/secrets",
    });
  });

  it("let it refuse the administrator of another cluster, who in turn trusts it as little", async () => {
    const stranger = made["strangersKubeconfig"] ?? "";
    const request = { method: "GET", path: "/api/v1/namespaces" } as const;
    await expect(clientOf(stranger).request(request)).rejects.toThrow("self-signed certificate");

    const trusting = stranger.replace(authorityOf(stranger), authorityOf(made["kubeconfig"]));
    await expect(clientOf(trusting).request(request)).rejects.toMatchObject({ code: 401 });
  });

  it("are authorities that stand each for itself, with the keys that belong to them", () => {
    const names = ["server-ca", "client-ca", "request-header-ca", "etcd/server-ca", "etcd/peer-ca"];
    const certificates = names.map((name) => new X509Certificate(keyFile(`${name}.crt`)));
    for (const [index, certificate] of certificates.entries()) {
      expect(certificate.ca).toBe(true);
      expect(certificate.checkPrivateKey(createPrivateKey(keyFile(`${names[index] ?? ""}.key`)))).toBe(true);
      expect(certificates.map((other) => certificate.checkIssued(other))).toEqual(
        names.map((_, other) => other === index),
      );
      const years = (certificate.validToDate.getTime() - Date.now()) / (365 * 24 * 3_600_000);
      expect(years).toBeCloseTo(10, 1);
    }
  });

  it("leave room in the user data, and get to the machines that need them only", () => {
    const sizes = ["first", "joining", "agent"].map((name) => Buffer.byteLength(made[name] ?? ""));
    expect(Math.max(...sizes)).toBeLessThan(16_384);
    expect(made["first"]?.match(/BEGIN [A-Z ]*PRIVATE KEY/g)).toHaveLength(6);
    expect(made["joining"]).not.toContain("PRIVATE KEY");
    expect(made["agent"]).not.toContain("PRIVATE KEY");
    const passwordOf = (name: string) =>
      /^\s*token: (?:K10[0-9a-f]{64}::(?:server|node):)?(\w{48})$/m.exec(made[name] ?? "")?.[1];
    expect(passwordOf("joining")).toBe(passwordOf("first"));
    expect(passwordOf("agent")).toMatch(/^\w{48}$/);
    expect(passwordOf("agent")).not.toBe(passwordOf("first"));
  });

  it("lie in no state as they are", async () => {
    const state = await started(backend).stateText();
    const line = keyFile("client-ca.key").split("\n")[1] ?? "";
    expect(line.length).toBeGreaterThan(40);
    expect(state).not.toContain(line);
    expect(made["first"]).toContain(line);
  });
});

/** The authority in a kubeconfig, as it is written there. */
function authorityOf(kubeconfig = ""): string {
  const [, authority = ""] = /"certificate-authority-data":"([^"]+)"/.exec(kubeconfig) ?? [];
  return authority;
}
