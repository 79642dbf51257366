import { X509Certificate, createPrivateKey, createPublicKey } from "node:crypto";
import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createServer } from "node:https";
import { describe, expect, test } from "vitest";
import { issueCertificate, makeAuthority } from "../../infra/local/cluster/certificates";
import { clusterFolders } from "../../infra/local/cluster/folders";
import type { ClusterFolders } from "../../infra/local/cluster/folders";
import { renderKubeconfig } from "../../infra/local/cluster/kubeconfig";
import { NodeApi, NodeApiError } from "../../infra/local/cluster/nodeApi";
import { ensurePki, isCurrent } from "../../infra/local/cluster/pki";
import { parseJson, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import { localPaths } from "../../infra/local/paths";
import { temporaryFolder } from "../support/temporaryFolder";

describe("certificates", () => {
  test("hold for ten years, for the names and addresses asked for, and for one use", async () => {
    const authority = await makeAuthority("an authority");
    const issued = await issueCertificate(authority, {
      commonName: "kube-apiserver",
      organization: "a group",
      use: "server",
      addresses: ["10.214.0.2", "127.0.0.1"],
      names: ["kubernetes.default.svc"],
    });
    const root = new X509Certificate(authority.certificate);
    const certificate = new X509Certificate(issued.certificate);
    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(root.publicKey)).toBe(true);
    expect(certificate.checkIssued(root)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(issued.key))).toBe(true);
    expect(certificate.subject).toBe("O=a group\nCN=kube-apiserver");
    expect(certificate.subjectAltName).toBe(
      "IP Address:10.214.0.2, IP Address:127.0.0.1, DNS:kubernetes.default.svc",
    );
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    const years = (certificate.validToDate.getTime() - Date.now()) / (365.25 * 24 * 3_600_000);
    expect(years).toBeGreaterThan(9.9);
    expect(years).toBeLessThan(10.1);
    expect(certificate.validFromDate.getTime()).toBeLessThan(Date.now());
  });

  test("of clients are for clients only, and no two share a serial number", async () => {
    const authority = await makeAuthority("an authority");
    const request = { commonName: "somebody", use: "client" } as const;
    const [one, other] = await Promise.all(
      [request, request].map((each) => issueCertificate(authority, each)),
    );
    const certificates = [one, other].map((pair) => new X509Certificate(pair?.certificate ?? ""));
    expect(certificates.map((certificate) => certificate.keyUsage)).toEqual([
      ["1.3.6.1.5.5.7.3.2"],
      ["1.3.6.1.5.5.7.3.2"],
    ]);
    expect(certificates[0]?.serialNumber).not.toBe(certificates[1]?.serialNumber);
  });
});

describe("ensurePki", () => {
  async function contents(folders: ClusterFolders): Promise<Record<string, string>> {
    const files = [folders.kubeconfig];
    for (const folder of [folders.pki, folders.keys]) {
      files.push(...(await readdir(folder)).map((name) => join(folder, name)));
    }
    const read = files.map(async (file) => [file, await readFile(file, "utf8")] as const);
    return Object.fromEntries(await Promise.all(read));
  }

  test("keeps everything at a second start, and remakes all but the data's keys for another address", async () => {
    const folders = clusterFolders(localPaths(await temporaryFolder()));
    await ensurePki(folders, "10.214.0.2");
    const first = await contents(folders);
    await ensurePki(folders, "10.214.0.2");
    expect(await contents(folders)).toEqual(first);

    await ensurePki(folders, "10.214.0.6");
    const second = await contents(folders);
    expect(Object.keys(second)).toEqual(Object.keys(first));
    for (const [file, text] of Object.entries(second)) {
      if (file.startsWith(folders.keys)) expect(text).toBe(first[file]);
      else expect(text).not.toBe(first[file]);
    }
    expect(textAt(parseJson(second[folders.kubeconfig] ?? ""), "clusters", 0, "cluster", "server")).toBe(
      "https://10.214.0.6:6443",
    );
  });

  test("finishes what was interrupted", async () => {
    const folders = clusterFolders(localPaths(await temporaryFolder()));
    await ensurePki(folders, "10.214.0.2");
    const keys = join(folders.keys, "service-account.pub");
    await rm(keys);
    await rm(join(folders.pki, "made.json"));
    await rm(join(folders.pki, "apiserver.key"));
    await ensurePki(folders, "10.214.0.2");
    const key = createPrivateKey(await readFile(join(folders.pki, "apiserver.key")));
    expect(new X509Certificate(await readFile(join(folders.pki, "apiserver.crt"))).checkPrivateKey(key)).toBe(
      true,
    );
    const privateKey = await readFile(join(folders.keys, "service-account.key"));
    expect(createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString().trim()).toBe(
      (await readFile(keys, "utf8")).trim(),
    );
  });

  test("lets nobody else read the files", async () => {
    const folders = clusterFolders(localPaths(await temporaryFolder()));
    await mkdir(folders.root, { recursive: true });
    await writeFile(folders.kubeconfig, "", { mode: 0o644 });
    await ensurePki(folders, "10.214.0.2");
    for (const file of Object.keys(await contents(folders))) {
      expect([file, (await stat(file)).mode & 0o777]).toEqual([file, 0o600]);
    }
  });

  test("gives each program the user that Kubernetes knows it by", async () => {
    const folders = clusterFolders(localPaths(await temporaryFolder()));
    await ensurePki(folders, "10.214.0.2");
    const subjects: Record<string, string> = {};
    for (const name of ["controller-manager", "scheduler", "kubelet", "kube-proxy"]) {
      const config = parseJson(await readFile(join(folders.pki, `${name}.kubeconfig`), "utf8"));
      const certificate = Buffer.from(
        textAt(config, "users", 0, "user", "client-certificate-data"),
        "base64",
      );
      subjects[name] = new X509Certificate(certificate).subject;
    }
    expect(subjects).toEqual({
      "controller-manager": "CN=system:kube-controller-manager",
      scheduler: "CN=system:kube-scheduler",
      kubelet: "O=system:nodes\nCN=system:node:domicile",
      "kube-proxy": "CN=system:kube-proxy",
    });
  });
});

test("isCurrent asks for the same address and 30 more days", () => {
  const day = 24 * 3_600_000;
  const record = JSON.stringify({ nodeAddress: "10.214.0.2", expires: 100 * day });
  expect(isCurrent(record, "10.214.0.2", 69 * day)).toBe(true);
  expect(isCurrent(record, "10.214.0.2", 70 * day)).toBe(false);
  expect(isCurrent(record, "10.214.0.6", 69 * day)).toBe(false);
  expect(isCurrent(undefined, "10.214.0.2", 0)).toBe(false);
  expect(isCurrent("{}", "10.214.0.2", 0)).toBe(false);
});

describe("NodeApi", () => {
  async function serve(work: (api: NodeApi, seen: string[]) => Promise<void>): Promise<void> {
    const authority = await makeAuthority("an authority");
    const server = await issueCertificate(authority, {
      commonName: "s",
      use: "server",
      addresses: ["127.0.0.1"],
    });
    const client = await issueCertificate(authority, { commonName: "c", use: "client" });
    const seen: string[] = [];
    const listener = createServer(
      { key: server.key, cert: server.certificate, ca: authority.certificate, requestCert: true },
      (request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
          const { method, url, headers } = request;
          seen.push(
            [method, url, headers["content-type"], body].filter((part) => part !== undefined).join(" "),
          );
          if (url === "/readyz") response.end("ok");
          else if (url === "/missing") response.writeHead(404).end("no such thing");
          else response.end('{"kind":"Node"}');
        });
      },
    );
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const address = listener.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const api = new NodeApi(renderKubeconfig(`https://127.0.0.1:${port}`, authority.certificate, client));
    try {
      await work(api, seen);
    } finally {
      api.close();
      await new Promise((resolve) => listener.close(resolve));
    }
  }

  test("reads objects and plain answers and applies objects", async () => {
    await serve(async (api, seen) => {
      expect(await api.get("/readyz")).toBe("ok");
      expect(await api.get("/api/v1/nodes/a")).toEqual({ kind: "Node" });
      await api.apply("/api/v1/namespaces/a", { kind: "Namespace" });
      expect(seen).toEqual([
        "GET /readyz ",
        "GET /api/v1/nodes/a ",
        'PATCH /api/v1/namespaces/a?fieldManager=domicile&force=true application/apply-patch+yaml {"kind":"Namespace"}',
      ]);
    });
  });

  test("tells refusals and silence apart", async () => {
    await serve(async (api) => {
      await expect(api.get("/missing")).rejects.toThrow(
        new NodeApiError("GET /missing was answered 404: no such thing", 404),
      );
    });
    const authority = await makeAuthority("an authority");
    const client = await issueCertificate(authority, { commonName: "c", use: "client" });
    const api = new NodeApi(renderKubeconfig("https://127.0.0.1:1", authority.certificate, client));
    await expect(api.get("/readyz")).rejects.toMatchObject({ status: 0 });
  });

  test("trusts no server of another authority", async () => {
    await serve(async (api) => {
      const other = await makeAuthority("an authority");
      const client = await issueCertificate(other, { commonName: "c", use: "client" });
      const stranger = new NodeApi(renderKubeconfig(api.server, other.certificate, client));
      await expect(stranger.get("/readyz")).rejects.toMatchObject({ name: "NodeApiError", status: 0 });
      stranger.close();
    });
  });
});
