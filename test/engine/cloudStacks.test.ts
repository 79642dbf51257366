import { chmod, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { at, numberAt, parseJson, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import { program } from "../../stacks/program";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { startApiServer, type ApiServer } from "../support/apiServer";
import { temporaryFolder, type TemporaryFolder } from "../support/engine";
import { stackTextOf } from "../support/shippedStacks";
import { strictEngine, type StrictEngine, type StrictRun } from "../support/strictEngine";

/** A whole stack is made, its cluster in a pretended cloud that takes only what its SDK declares, its objects by a real API server. */
const timeout = 300_000;

describe("stack de-aws on the engine, with the policy pack", { timeout }, () => {
  let server: ApiServer;
  let logins: TemporaryFolder;
  let engine: StrictEngine | undefined;
  const path = process.env["PATH"] ?? "";

  beforeAll(async () => {
    [server, logins] = await Promise.all([startApiServer(), temporaryFolder("logins")]);
    // What the kubeconfig of EKS calls: the AWS CLI, which gets a token.
    const credential = {
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      status: { token: textAt(parseJson(server.kubeconfig), "users", 0, "user", "token") },
    };
    const login = join(logins.path, "aws");
    await writeFile(login, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`);
    await chmod(login, 0o700);
    process.env["PATH"] = [logins.path, path].join(delimiter);
  }, timeout);
  afterEach(async () => {
    await engine?.close();
    engine = undefined;
  });
  afterAll(async () => {
    process.env["PATH"] = path;
    await logins.remove();
    await server.stop();
  });

  const start = async (country = "DE"): Promise<StrictEngine> => {
    const cluster = at(parseJson(server.kubeconfig), "clusters", 0, "cluster");
    const [endpoint, data] = [textAt(cluster, "server"), textAt(cluster, "certificate-authority-data")];
    engine = await strictEngine({
      packages: ["aws"],
      plugins: {
        kubernetes: "infra/local/providers/kubernetes/main.ts",
        random: "infra/local/providers/random/main.ts",
      },
      approval: [
        `jurisdiction: [${country}]`,
        "operators: [US]",
        "hardening: true",
        "registries: [123456789012.dkr.ecr.eu-central-1.amazonaws.com]",
        `clusters: [{ server: "${endpoint}", country: DE, controller: US }]`,
      ].join("\n"),
      overrides: {
        "aws:eks/cluster:Cluster": {
          outputs: { endpoint, certificateAuthority: { data } },
          replaceOn: ["name"],
        },
        "aws:iam/role:Role": { outputs: { arn: "arn:aws:iam::123456789012:role/{name}" } },
        "aws:kms/key:Key": { outputs: { arn: "arn:aws:kms:eu-central-1:123456789012:key/{id}" } },
        "aws:eks/addon:Addon": { identity: ["clusterName", "addonName"] },
        "aws:eks/nodeGroup:NodeGroup": { identity: ["clusterName", "nodeGroupName"] },
      },
    });
    return engine;
  };
  /** Runs the stack with its settings, in which `change` is made to the text. */
  const run = async (
    kind: "preview" | "up" | "destroy",
    change: (settings: string) => string = (settings) => settings,
  ): Promise<StrictRun> => {
    const of = engineOf();
    const ours: PulumiFn = () => Promise.resolve({ ...program() });
    const stack = await of.backend.stack(ours);
    // Nothing here gives load balancers their addresses.
    const settings = stackTextOf("de-aws").replace('"service":{"type":"LoadBalancer"},', "");
    await stack.setConfig("domicile:stack", { value: change(settings) });
    return of[kind](ours);
  };
  const engineOf = (): StrictEngine => {
    if (engine === undefined) throw new Error("the engine is not started");
    return engine;
  };

  const unprotected = (settings: string) =>
    settings.replace('"cloud":"aws"', '"cloud":"aws","protected":false');
  const calls = (kind: string) =>
    engineOf()
      .journal()
      .filter((call) => call.startsWith(`${kind} `));

  it("is previewed, made, left alone, scaled, kept from being deleted, and removed", async () => {
    const { world } = await start();
    expect(await run("preview")).toMatchObject({ isFailed: false, errors: [], violations: [] });
    expect(world()).toEqual([]);

    const made = await run("up");
    expect(made).toMatchObject({ isFailed: false, errors: [], violations: [] });
    expect(JSON.stringify(made.outputs["clientKeys"])).toMatch(
      /^\{"fra":\{"intranet":"sk-[A-Za-z0-9]{43}"\}\}$/,
    );
    const count = world().length;
    expect(world().map(({ name }) => name)).toEqual(
      expect.arrayContaining(["fra-cluster-cluster", "fra-cluster-gpu-nodes", "fra-cluster-key"]),
    );
    const engineInCluster = {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      namespace: "domicile",
      name: "qwen3-32b",
    };
    expect(numberAt(await server.objects.get(engineInCluster), 0, "status", "readyReplicas")).toBe(1);

    expect((await run("up")).changes).toEqual({ same: made.changes.create });

    const scaled = await run("up", (settings) => settings.replace('"count":2', '"count":4'));
    expect(scaled).toMatchObject({ isFailed: false, errors: [] });
    expect(calls("update")).toEqual(["update aws:eks/nodeGroup:NodeGroup fra-cluster-gpu-nodes"]);

    const refused = await run("destroy");
    expect(refused.isFailed).toBe(true);
    expect(refused.errors.join("\n")).toMatch(
      /fra-(?:cluster-cluster|cluster-key|sealed-namespace).* cannot be deleted/,
    );
    // What holds data stays, with all that it stands on; the rest comes back.
    expect(world().map(({ name }) => name)).toEqual(
      expect.arrayContaining(["fra-cluster-cluster", "fra-cluster-key", "fra-cluster-vpc"]),
    );
    const namespace = { apiVersion: "v1", kind: "Namespace", namespace: "", name: "domicile" };
    expect(await server.objects.find(namespace)).toBeDefined();
    expect((await run("up", unprotected)).isFailed).toBe(false);
    expect(world().length).toBe(count);
    expect(await run("destroy", unprotected)).toMatchObject({ isFailed: false, errors: [] });
    expect(world()).toEqual([]);
    expect(await server.objects.find(engineInCluster)).toBeUndefined();
  });

  it("goes on after a failure where it was, and makes nothing twice", async () => {
    const { world, fail } = await start();
    const failures = [
      { type: "aws:eks/cluster:Cluster", kind: "half-made" },
      { type: "aws:eks/nodeGroup:NodeGroup", name: "fra-cluster-gpu-nodes", kind: "capacity" },
    ] as const;
    for (const failure of failures) {
      fail(failure);
      const failed = await run("up", unprotected);
      expect(failed.isFailed).toBe(true);
      expect(failed.errors.join("\n")).toContain(failure.type);
    }
    expect(await run("up", unprotected)).toMatchObject({ isFailed: false, errors: [] });
    const names = world().map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(world().every(({ isReady }) => isReady)).toBe(true);
    expect((await run("destroy", unprotected)).isFailed).toBe(false);
    expect(world()).toEqual([]);
  });

  it("is stopped before anything is made where another country is approved", async () => {
    const { world } = await start("FR");
    const refused = await run("up");
    expect(refused.isFailed).toBe(true);
    expect(refused.violations.join("\n")).toContain(
      "the stack asks for more than its organisation allows: jurisdiction DE",
    );
    expect(world()).toEqual([]);
  });
});
