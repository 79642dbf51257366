import { createServer, type Server } from "node:net";
import type { V1Pod } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quotaPort, storePort } from "../../../components/quotaService/pods";
import { enginePort } from "../../../infra/engines";
import { runCommand } from "../../../infra/local/command";
import { apiServerPort, clusterNetwork } from "../../../infra/local/cluster/addressing";
import { ClusterPods } from "../../support/clusterPods";
import { EndpointPods } from "../../support/endpointPods";
import { hostLinkAddress, testCluster } from "../../support/localCluster";
import { localEndpoint, type LocalEndpoint } from "../../support/localEndpoint";
import { OutsideHost } from "../../support/outsideHost";

const neighbours = "test-sealed-neighbours";
const neighbourPort = 8080;
/** A port of an inference server's pod that something listens on and no flow is allowed to. */
const otherPort = 9999;
const gatewayPort = 8080;

/** An attempt to leave a pod: what it says when it gets somewhere. */
interface Attempt {
  readonly what: string;
  readonly command: string[];
  readonly success: RegExp;
}

let endpoint: LocalEndpoint;
let pods: EndpointPods;
let neighbourhood: ClusterPods;
let outside: OutsideHost;
let host: Server;
let gateway: V1Pod;
let chat: V1Pod;
let tool: V1Pod;
let counter: V1Pod;
let store: V1Pod;
let everywhere: Attempt[];

describe("the sealed namespace", () => {
  beforeAll(async () => {
    endpoint = await localEndpoint();
    const cluster = await testCluster();
    pods = new EndpointPods(cluster.kubeconfig, cluster.shell.reference);
    gateway = await pods.ready("component", "gateway");
    chat = await pods.ready("instance", endpoint.models.chat);
    tool = await pods.ready("instance", endpoint.models.tool);
    counter = await pods.ready("component", "quota-counter");
    store = await pods.ready("component", "quota-store");
    for (const pod of [gateway, chat, tool, counter, store]) await pods.addProbe(pod);

    neighbourhood = new ClusterPods(endpoint.api, cluster.kubeconfig, cluster.shell.reference);
    await neighbourhood.namespace(neighbours);
    const command = ["nc", "-ll", "-p", String(neighbourPort), "-e", "/bin/echo", "neighbour"];
    await neighbourhood.start(neighbours, { name: "neighbour", command });
    const neighbour = await neighbourhood.address(neighbours, "neighbour");
    await pods.run(tool, "sh", "-c", `nc -ll -p ${otherPort} -e /bin/echo other > /dev/null 2>&1 &`);

    outside = await OutsideHost.join(cluster.sandbox.pid);
    // Without a route back to the pods the host could answer nobody, policies or not.
    for (const pod of [gateway, chat, counter, store]) {
      await ip("add", addressOf(pod), "via", cluster.nodeAddress);
    }
    const hostAddress = await hostLinkAddress(cluster);
    host = createServer((socket) => socket.end("host\n"));
    await new Promise<void>((resolve) => host.listen(0, hostAddress, resolve));
    const listening = host.address();
    if (listening === null || typeof listening === "string") throw new Error("the host listens on no port");

    everywhere = [
      said("an address outside", OutsideHost.address, OutsideHost.port, /^outside$/m),
      said("the metadata address of a cloud", OutsideHost.metadataAddress, OutsideHost.port, /^outside$/m),
      {
        what: "the name of a host outside",
        command: ["timeout", "5", "nslookup", "-type=a", "example.org", clusterNetwork.dns],
        // The cluster's name server was reached; that it knows no names outside is a lock of its own.
        success: /REFUSED/,
      },
      said("the host", hostAddress, listening.port, /^host$/m),
      connected("the API server as a service", clusterNetwork.apiServer, 443),
      connected("the API server on the node", cluster.nodeAddress, apiServerPort),
      said("a pod of another namespace", neighbour, neighbourPort, /^neighbour$/m),
      said("another pod's port that is not the engine's", addressOf(tool), otherPort, /^other$/m),
    ];
  });

  afterAll(async () => {
    await new Promise((resolve) => host.close(resolve));
    for (const pod of [gateway, chat, counter, store]) await ip("delete", addressOf(pod));
    await outside.leave();
    await neighbourhood.remove();
    endpoint.api.close();
  });

  describe("from inside the pods", () => {
    it("no attempt to leave gets anywhere, and each reaches only what it asks", async () => {
      for (const [pod, attempts] of attemptsByPod()) expect(await successes(pod, attempts)).toEqual([]);
      const engine = connected("its inference server", addressOf(chat), enginePort);
      const quotas = connected("the quota service", addressOf(counter), quotaPort);
      expect(await successes(gateway, [engine, quotas])).toEqual([engine.what, quotas.what]);
      const kept = connected("its store", addressOf(store), storePort);
      expect(await successes(counter, [kept])).toEqual([kept.what]);
    });

    it("every attempt succeeds once the policies are taken away, and none when they are back", async () => {
      await pods.withoutPolicies(async () => {
        for (const [pod, attempts] of attemptsByPod()) {
          const all = attempts.map(({ what }) => what);
          await expect.poll(() => successes(pod, attempts), { timeout: 30_000 }).toEqual(all);
        }
      });
      for (const [pod, attempts] of attemptsByPod()) {
        await expect.poll(() => successes(pod, attempts), { timeout: 30_000 }).toEqual([]);
      }
    });
  });
});

async function ip(...route: string[]): Promise<void> {
  await runCommand("ip", ["route", ...route], { timeoutSeconds: 10 });
}

function said(what: string, address: string, port: number, success: RegExp): Attempt {
  return { what, command: ["timeout", "4", "nc", "-w", "3", address, String(port)], success };
}

/** A server that waits for its client to speak first. */
function connected(what: string, address: string, port: number): Attempt {
  const command = ["sh", "-c", `echo | timeout 4 nc -w 3 ${address} ${port} > /dev/null && echo connected`];
  return { what, command, success: /^connected$/m };
}

function addressOf({ status }: V1Pod): string {
  if (status?.podIP === undefined) throw new Error("a pod has no address");
  return status.podIP;
}

/** The attempts that get somewhere from a pod. */
async function successes(pod: V1Pod, attempts: readonly Attempt[]): Promise<string[]> {
  const outcomes = await Promise.all(
    attempts.map(async ({ what, command, success }) => {
      const { output } = await pods.run(pod, ...command);
      return success.test(output) ? [what] : [];
    }),
  );
  return outcomes.flat();
}

/** What has to fail from each kind of pod: from the gateway, what all may not reach, and from the others, more. */
function attemptsByPod(): [V1Pod, Attempt[]][] {
  const toGateway = connected("the gateway", addressOf(gateway), gatewayPort);
  const toTool = connected("another inference server", addressOf(tool), enginePort);
  const toCounter = connected("the quota service", addressOf(counter), quotaPort);
  const toStore = connected("the store of quotas", addressOf(store), storePort);
  return [
    [chat, [...everywhere, toGateway, toTool, toCounter, toStore]],
    [gateway, [...everywhere, toStore]],
    [counter, [...everywhere, toGateway, toTool]],
    [store, [...everywhere, toGateway, toTool, toCounter]],
  ];
}
