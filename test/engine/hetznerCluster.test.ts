import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { afterEach, describe, expect, it } from "vitest";
import { hetznerAdapter } from "../../infra/clouds/hetzner";
import type { ClusterSpec } from "../../infra/clouds/spec";
import { gpuPool, hetznerSpec, systemPool, vSwitch } from "../support/hetznerSpecs";
import { sampleMirror } from "../support/k3sPlans";
import { strictEngine, type StrictEngine } from "../support/strictEngine";

const server = "hcloud:index/server:Server";

/** Real keys, and a pretended cloud that replaces a server for all that Hetzner's provider does. */
async function startedEngine(approval: string): Promise<StrictEngine> {
  engine = await strictEngine({
    packages: ["hcloud"],
    plugins: {
      tls: "infra/local/providers/tls/main.ts",
      random: "infra/local/providers/random/main.ts",
    },
    overrides: {
      [server]: { replaceOn: ["userData", "image", "location", "publicNets"] },
      "hcloud:index/primaryIp:PrimaryIp": { outputs: { ipAddress: "203.0.113.7" } },
    },
    approval,
    config: { "hcloud:token": "token-of-hetzner" },
  });
  return engine;
}

let engine: StrictEngine | undefined;

afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

const german = "jurisdiction: [DE]\noperators: [DE]\nhardening: true\n";
const finnish = "jurisdiction: [FI]\noperators: [DE]\n";

/** The machines of a cluster that may be taken down, of both kinds: all of it but what is in Kubernetes. */
function cluster(change: Partial<ClusterSpec> = {}): PulumiFn {
  return () => {
    const parent = new pulumi.ComponentResource("domicile:index:HetznerCluster", "fsn");
    const spec = { ...hetznerSpec, isProtected: false, existing: { vSwitch }, ...change };
    const made = hetznerAdapter.makeCluster("fsn", spec, parent, [systemPool, gpuPool]);
    made.makeNodePool("fsn-system", systemPool, parent);
    const { installation } = made.makeNodePool("fsn-gpu", gpuPool, parent);
    return Promise.resolve({ installation, kubeconfig: made.kubeconfig });
  };
}

function servers(replacements: number): Partial<ClusterSpec> {
  return { servers: { count: 3, machineType: "ccx13", replacements } };
}

/** The calls for servers since the `from`-th. */
function callsOfServers({ journal }: StrictEngine, from: number): string[] {
  return journal()
    .slice(from)
    .filter((call) => call.includes(server))
    .map((call) => call.replace(`${server} `, ""));
}

describe("a cluster at Hetzner on the engine", () => {
  it("is made, stays as it is, has one server replaced, and is removed", async () => {
    const run = await startedEngine(german);
    const first = await run.up(cluster());
    expect([first.errors, first.violations]).toEqual([[], []]);
    expect(callsOfServers(run, 0).toSorted()).toEqual([
      "create fsn-gateway",
      "create fsn-server-1-1",
      "create fsn-server-2-1",
      "create fsn-server-3-1",
      "create fsn-system-1-1",
      "create fsn-system-2-1",
    ]);
    expect(callsOfServers(run, 0).slice(0, 4)).toEqual([
      "create fsn-gateway",
      "create fsn-server-1-1",
      "create fsn-server-2-1",
      "create fsn-server-3-1",
    ]);
    expect(first.outputs["installation"]).toContain("test-fsn-gpu-2-1");
    expect(first.outputs["kubeconfig"]).toContain('"server":"https://10.64.63.254:6443"');

    const second = await run.up(cluster());
    expect(Object.keys(second.changes)).toEqual(["same"]);

    // Another release of k3s changes what every machine would be told: none is replaced by that.
    const before = run.journal().length;
    const mirror = {
      ...sampleMirror,
      release: "v1.34.3+k3s1",
      files: "https://mirror.example.de/k3s/v1.34.3+k3s1",
    };
    const third = await run.up(cluster({ mirror }));
    expect(third.errors).toEqual([]);
    expect(callsOfServers(run, before)).toEqual([]);

    const replaced = run.journal().length;
    const fourth = await run.up(cluster({ mirror, ...servers(1) }));
    expect([fourth.errors, fourth.violations]).toEqual([[], []]);
    expect(callsOfServers(run, replaced)).toEqual(["create fsn-server-1-2", "delete fsn-server-1-1"]);

    expect((await run.destroy(cluster({ mirror, ...servers(1) }))).errors).toEqual([]);
    expect(run.world()).toEqual([]);
  });

  it("is blocked where another country is approved, before any machine is there", async () => {
    const run = await startedEngine(finnish);
    const outcome = await run.preview(cluster());
    expect(outcome.isFailed).toBe(true);
    expect(outcome.violations.filter((message) => message.includes("fsn1")).length).toBeGreaterThan(0);
    expect(run.journal()).toEqual([]);
  });
});
