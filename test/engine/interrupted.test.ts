import { setTimeout as sleep } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import * as k8s from "@pulumi/kubernetes";
import type { Stack } from "@pulumi/pulumi/automation";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { findIn } from "../../cli/deployment/interrupted/clusterObjects";
import { settleInterrupted } from "../../cli/deployment/interrupted/settle";
import { at, type Json } from "../../infra/local/providers/kubernetes/manifest/json";
import { startApiServer, type ApiServer } from "../support/apiServer";
import {
  freshBackend,
  temporaryFolder,
  writePlugins,
  type Backend,
  type TemporaryFolder,
} from "../support/engine";

// What a killed `pulumi up` leaves, on a real API server: objects that its state does not know, or knows and misses.

let server: ApiServer;
let plugins: TemporaryFolder;
let backend: Backend;
let cluster: KubeConfig;

beforeAll(async () => {
  [server, plugins] = await Promise.all([startApiServer(), temporaryFolder("plugins")]);
  await writePlugins(plugins.path, { kubernetes: "infra/local/providers/kubernetes/main.ts" });
  cluster = new KubeConfig();
  cluster.loadFromString(server.kubeconfig);
});

afterAll(async () => {
  await plugins.remove();
  await server.stop();
});

beforeEach(async () => {
  backend = await freshBackend({ pluginFolders: [plugins.path] });
});

afterEach(async () => {
  await backend.close();
  for (const name of ["kept", "made", "changed", "missing", "replaced"]) {
    if ((await server.objects.find(reference(name))) !== undefined)
      await server.objects.remove(reference(name), "Background");
  }
});

const labels = { "app.kubernetes.io/part-of": "domicile" };

/** A stack of ConfigMaps with names and data of their own. */
function configMaps(maps: Readonly<Record<string, string>>): Promise<Stack> {
  return backend.stack(() => {
    const provider = new k8s.Provider("cluster", {
      kubeconfig: server.kubeconfig,
      enableConfigMapMutable: true,
    });
    for (const [name, text] of Object.entries(maps)) {
      const metadata = { name, namespace: "default", labels };
      new k8s.core.v1.ConfigMap(name, { metadata, data: { text } }, { provider });
    }
    return Promise.resolve();
  });
}

function reference(name: string) {
  return { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name };
}

async function textOf(name: string): Promise<Json | undefined> {
  return at(await server.objects.get(reference(name)), "data", "text");
}

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly outputs?: { readonly data?: object };
}

interface Latest {
  resources: Resource[];
  pending_operations?: { resource: Resource; type: string }[];
}

async function edited(change: (latest: Latest) => Latest): Promise<void> {
  const file = JSON.parse(await backend.stateText()) as { checkpoint: { latest: Latest } };
  file.checkpoint.latest = change(file.checkpoint.latest);
  await backend.writeState(JSON.stringify(file));
}

function isCalled(name: string): (resource: Resource) => boolean {
  return ({ urn }) => urn.endsWith(`::${name}`);
}

/** A resource as it is while it is being created. */
function unmade(resource: Resource): Resource {
  return Object.fromEntries(
    Object.entries(resource).filter(([field]) => field !== "id" && field !== "outputs"),
  ) as Resource;
}

/** Makes the state what it was while the ConfigMaps were being created. */
async function forgetCreation(...names: string[]): Promise<void> {
  await edited((latest) => {
    const isForgotten = (resource: Resource) => names.some((name) => isCalled(name)(resource));
    const pending = latest.resources.filter(isForgotten).map(unmade);
    return {
      ...latest,
      resources: latest.resources.filter((resource) => !isForgotten(resource)),
      pending_operations: pending.map((resource) => ({ resource, type: "creating" })),
    };
  });
}

async function stated(): Promise<Latest> {
  const file = JSON.parse(await backend.stateText()) as { checkpoint: { latest: Latest } };
  return file.checkpoint.latest;
}

/** @param refresh @default the real one */
async function settle(stack: Stack, refresh?: () => Promise<void>): Promise<void> {
  const realRefresh = async () => {
    await stack.refresh();
  };
  const { signal } = new AbortController();
  const began = new Date(Date.now() - 60_000);
  await settleInterrupted({ stack, find: findIn(cluster), began, refresh: refresh ?? realRefresh, signal });
}

it("an interrupted update goes on with what it made, and makes what it had not", async () => {
  await (await configMaps({ kept: "1", made: "1", changed: "1", missing: "1", replaced: "1" })).up();
  const stack = await configMaps({ kept: "1", made: "1", changed: "2", missing: "1", replaced: "1" });
  const whole = await stated();
  await forgetCreation("made", "changed", "missing", "replaced");
  await edited((latest) => {
    // Deleted first, to be replaced.
    const old = whole.resources.filter(isCalled("replaced"));
    const half = old.map((resource) => ({ ...resource, pendingReplacement: true }));
    return { ...latest, resources: [...latest.resources, ...half] };
  });
  await server.objects.remove(reference("missing"), "Background");

  // Interrupted again before what was taken over is read.
  const interrupt = () => Promise.reject(new Error("killed"));
  await expect(settle(stack, interrupt)).rejects.toThrow("killed");
  await settle(stack);

  const { resources, pending_operations: pending = [] } = await stated();
  expect(pending).toEqual([]);
  for (const name of ["made", "changed", "replaced"]) {
    expect(resources.filter(isCalled(name))).toMatchObject([
      { id: `default/${name}`, outputs: { data: { text: "1" } } },
    ]);
  }
  expect(resources.filter(isCalled("missing"))).toEqual([]);
  const { summary } = await stack.up();
  expect(summary.resourceChanges).toEqual({ create: 1, update: 1, same: 5 });
  expect(await textOf("changed")).toBe("2");
});

it("a removal that was begun is waited for, and the object made anew", async () => {
  const stack = await configMaps({ made: "1" });
  await stack.up();
  const live = await server.objects.get(reference("made"));
  const hold: Json = [{ op: "add", path: "/metadata/finalizers", value: ["example.com/hold"] }];
  await server.objects.edit(reference("made"), hold);
  await server.objects.remove(reference("made"), "Background");
  const released = sleep(2_000).then(() =>
    server.objects.edit(reference("made"), [{ op: "remove", path: "/metadata/finalizers" }]),
  );
  await settle(stack);
  await released;
  expect((await stack.up()).summary.resourceChanges).toEqual({ create: 1, same: 2 });
  const again = await server.objects.get(reference("made"));
  expect(at(again, "metadata", "uid")).not.toBe(at(live, "metadata", "uid"));
});

it("an object of the same name that the interrupted update did not make is left alone", async () => {
  const stack = await configMaps({ made: "1" });
  await stack.up();
  await forgetCreation("made");
  await server.objects.remove(reference("made"), "Background");
  const metadata = { name: "made", namespace: "default", labels };
  const theirs = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { text: "theirs" } };
  await server.objects.create(theirs, { fieldManager: "kubectl-create", dryRun: false });
  await settle(stack);
  await expect(stack.up()).rejects.toThrow("is in the cluster already");
  await stack.destroy();
  expect(await textOf("made")).toBe("theirs");
});
