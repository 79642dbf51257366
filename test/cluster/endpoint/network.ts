import { createServer } from "node:net";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../../infra/local/command";
import { clusterNetwork } from "../../../infra/local/cluster/addressing";
import { clusterFolders } from "../../../infra/local/cluster/folders";
import { NodeApi } from "../../../infra/local/cluster/nodeApi";
import { ClusterPods } from "../../support/clusterPods";
import { hostLinkAddress, testCluster } from "../../support/localCluster";
import type { TestCluster } from "../../support/localCluster";
import { OutsideHost } from "../../support/outsideHost";

/** Pods without policies. */
const open = "test-network-open";
/** Pods that are denied everything but `client` → `server` and anyone → `front`. */
const sealed = "test-network-sealed";
const port = 8080;

const answering = ["nc", "-ll", "-p", String(port), "-e", "/bin/echo", "hello"];

let cluster: TestCluster;
let api: NodeApi;
let pods: ClusterPods;

describe("the cluster's network", () => {
  beforeAll(async () => {
    cluster = await testCluster();
    api = await NodeApi.of(cluster.kubeconfig);
    pods = new ClusterPods(api, cluster.kubeconfig, cluster.shell.reference);
    await pods.namespace(open);
    await pods.namespace(sealed);
    await makePolicies();
    const started = {
      [open]: ["server", "free"],
      [sealed]: ["server", "client", "stranger", "front"],
    };
    for (const [namespace, names] of Object.entries(started)) {
      for (const name of names) {
        const isServer = name === "server" || name === "front";
        await pods.start(namespace, { name, ...(isServer ? { command: answering } : {}) });
      }
    }
    for (const [namespace, names] of Object.entries(started)) {
      for (const name of names) await pods.address(namespace, name);
    }
  });

  afterAll(async () => {
    await pods.remove();
    api.close();
  });

  describe("without policies", () => {
    test("a pod reaches another one by address and by name", async () => {
      const { address } = await pods.service(open, "server", service("server"));
      expect(await answer(open, "free", await pods.address(open, "server"), port)).toBe("hello\n");
      expect(await answer(open, "free", address, port)).toBe("hello\n");
      const name = `server.${open}.svc.${clusterNetwork.domain}`;
      const lookup = await pods.run(open, "free", "nslookup", "-type=a", name);
      expect(lookup.output).toContain(`Address: ${address}\n`);
      expect(await answer(open, "free", name, port)).toBe("hello\n");
    });

    test("names outside the cluster are refused", async () => {
      const lookup = await pods.run(open, "free", "nslookup", "-type=a", "example.org");
      expect(lookup).toEqual({ isSuccess: false, output: expect.stringContaining("REFUSED") as unknown });
    });

    test("there is no way out, with policies or without", async () => {
      expect(await answer(open, "free", OutsideHost.address, OutsideHost.port)).toBe("no answer");
      const { stdout } = await inNode("ip", "route", "show", "default");
      expect(stdout).toBe("");
    });
  });

  describe("with a policy that denies everything", () => {
    test("only the allowed flow gets through", async () => {
      const server = await pods.address(sealed, "server");
      expect(await answer(sealed, "client", server, port)).toBe("hello\n");
      expect(await answer(sealed, "stranger", server, port)).toBe("no answer");
      expect(await answer(open, "free", server, port)).toBe("no answer");
      expect(await answer(sealed, "client", await pods.address(open, "server"), port)).toBe("no answer");
      expect(await answer(sealed, "client", await pods.address(sealed, "front"), port)).toBe("no answer");
    });

    test("a service is reached when its pods may be, and its address is named nowhere", async () => {
      const { address } = await pods.service(sealed, "server", service("server"));
      expect(await answer(sealed, "client", address, port)).toBe("hello\n");
      expect(await answer(sealed, "stranger", address, port)).toBe("no answer");
    });

    test("names are not looked up", async () => {
      const lookup = [
        "timeout",
        "5",
        "nslookup",
        "-type=a",
        `kubernetes.default.svc.${clusterNetwork.domain}`,
      ];
      expect(await pods.run(open, "free", ...lookup)).toMatchObject({ isSuccess: true });
      expect(await pods.run(sealed, "client", ...lookup)).toMatchObject({ isSuccess: false });
    });

    test("the API server is out of reach", async () => {
      for (const [address, apiPort] of [
        [clusterNetwork.apiServer, 443],
        [cluster.nodeAddress, 6443],
      ] as const) {
        expect(await connects(open, "free", address, apiPort)).toBe(true);
        expect(await connects(sealed, "client", address, apiPort)).toBe(false);
      }
    });

    test("an address outside and the metadata address are out of reach even where there is a way", async () => {
      const outside = await OutsideHost.join(cluster.sandbox.pid);
      try {
        for (const address of [OutsideHost.address, OutsideHost.metadataAddress]) {
          expect(await answer(open, "free", address, OutsideHost.port)).toBe("outside\n");
          expect(await answer(sealed, "client", address, OutsideHost.port)).toBe("no answer");
          expect(await answer(sealed, "server", address, OutsideHost.port)).toBe("no answer");
        }
      } finally {
        await outside.leave();
      }
    });

    test("the host is out of reach", async () => {
      const listener = createServer((socket) => socket.end("host\n"));
      const host = await hostLinkAddress(cluster);
      await new Promise<void>((resolve) => listener.listen(0, host, resolve));
      try {
        const address = listener.address();
        if (address === null || typeof address === "string") throw new Error("the host listens on no port");
        const fromNode = await inNode("busybox", "nc", "-w", "3", host, String(address.port));
        expect(fromNode.stdout).toBe("host\n");
        expect(await answer(sealed, "client", host, address.port)).toBe("no answer");
        expect(await answer(sealed, "server", host, address.port)).toBe("no answer");
      } finally {
        await new Promise((resolve) => listener.close(resolve));
      }
    });
  });

  test("the host reaches a pod that lets anyone in through its node port", async () => {
    const { nodePort } = await pods.service(sealed, "front", { ...service("front"), type: "NodePort" });
    await expect
      .poll(() => hostAnswer(cluster.nodeAddress, nodePort), { timeout: 15_000, interval: 200 })
      .toBe("hello\n");
  });

  test("Secrets lie encrypted in etcd's files", async () => {
    const value = "a-value-that-must-not-lie-in-plain-text";
    for (const [kind, data] of [
      ["Secret", { data: { value: Buffer.from(value).toString("base64") } }],
      ["ConfigMap", { data: { value } }],
    ] as const) {
      await api.apply(`/api/v1/namespaces/${open}/${kind.toLowerCase()}s/stored`, {
        apiVersion: "v1",
        kind,
        metadata: { name: "stored", namespace: open },
        ...data,
      });
    }
    const folder = join(clusterFolders(cluster.paths).data, "etcd", "member", "wal");
    const log = Buffer.concat(
      await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name)))),
    );
    // The ConfigMap shows that the value would be found; the Secret comes after a key that has its name.
    expect(log.toString("latin1").split(value)).toHaveLength(2);
  });
});

function service(app: string) {
  return { selector: { app }, ports: [{ port, protocol: "TCP", targetPort: port }] };
}

async function makePolicies(): Promise<void> {
  const ports = [{ port, protocol: "TCP" }];
  const only = (app: string) => ({ podSelector: { matchLabels: { app } } });
  await pods.policy(sealed, "default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  await pods.policy(sealed, "server", {
    ...only("server"),
    policyTypes: ["Ingress"],
    ingress: [{ from: [only("client")], ports }],
  });
  await pods.policy(sealed, "client", {
    ...only("client"),
    policyTypes: ["Egress"],
    egress: [{ to: [only("server")], ports }],
  });
  await pods.policy(sealed, "front", { ...only("front"), policyTypes: ["Ingress"], ingress: [{ ports }] });
}

/** What a server says to a pod that connects to it. */
async function answer(namespace: string, pod: string, host: string, hostPort: number): Promise<string> {
  const command = ["timeout", "4", "nc", "-w", "3", host, String(hostPort)];
  const { isSuccess, output } = await pods.run(namespace, pod, ...command);
  return isSuccess ? output : "no answer";
}

/** Whether a connection to a server that waits for the client to speak first comes about. */
async function connects(namespace: string, pod: string, host: string, hostPort: number): Promise<boolean> {
  const command = ["sh", "-c", `echo | timeout 4 nc -w 3 ${host} ${hostPort}`];
  return (await pods.run(namespace, pod, ...command)).isSuccess;
}

async function hostAnswer(host: string, hostPort: number): Promise<string> {
  try {
    const { stdout } = await runCommand("busybox", ["nc", "-w", "2", host, String(hostPort)], {
      timeoutSeconds: 5,
    });
    return stdout;
  } catch {
    await sleep(100);
    return "no answer";
  }
}

/** Runs a program of the host in the node's network namespace. */
function inNode(program: string, ...args: string[]) {
  return runCommand("nsenter", [`--net=/proc/${cluster.sandbox.pid}/ns/net`, program, ...args], {
    timeoutSeconds: 10,
  });
}
