import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stopCluster } from "../../infra/local/cluster";
import { localPaths, type LocalPaths } from "../../infra/local/paths";
import type { ApiClient } from "../../infra/local/providers/kubernetes/api/apiClient";
import type { JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";
import type { LockApproval } from "../../infra/locks/approval";
import { imageDigest, imageRegistry } from "../../policies/rules/kubernetes/images";
import { serviceTarget } from "../../policies/rules/kubernetes/serviceTargets";
import {
  dryRun,
  lockCluster,
  policiesPath,
  refusal,
  strategicMerge,
  untilPermitted,
} from "../support/admission";
import { digest, registryLists, trickyReferences } from "../support/imageReferences";
import { testCluster, type TestCluster } from "../support/localCluster";
import { lockApproval, packApproval } from "../support/lockApproval";
import { externalName, podMakers, podOf, specOf, type PodMaker } from "../support/podMakers";
import { resourceOf, saidOf } from "../support/policies";
import { RecordedProgress } from "../support/recordedProgress";
import { clusterClient, startSecondApiServer } from "../support/secondApiServer";

// Requests are judged by the real API server. All but those whose objects a later one needs are dry runs: the server
// asks its admission policies, and keeps nothing.

const progress = new RecordedProgress();
const approval = lockApproval({ registries: ["registry.example.de"], endpoints: ["otel.example.de"] });
const home = "registry.example.de/team/app:1";
const foreign = "ghcr.io/evil/app:1";
const pods = "/api/v1/namespaces/locked/pods";
const services = "/api/v1/namespaces/locked/services";
const deployments = "/apis/apps/v1/namespaces/locked/deployments";

let folder: string;
let paths: LocalPaths;
let cluster: TestCluster;
let api: ApiClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "domicile-admission-"));
  paths = localPaths(folder);
  cluster = await testCluster(paths);
  api = await clusterClient(cluster);
  for (const name of ["locked", "free"]) {
    await api.request({ method: "POST", path: "/api/v1/namespaces", body: { metadata: { name } } });
    // Pods need the service account, which a controller makes.
    await untilPermitted(api, { path: `/api/v1/namespaces/${name}/pods`, body: podOf(foreign) });
  }
  await api.request({ method: "POST", path: pods, body: podOf(foreign, "old") });
  await api.request({ method: "POST", path: deployments, body: deployment(specOf(foreign), "old") });
});

afterAll(async () => {
  await stopCluster({ paths, progress });
  await rm(folder, { recursive: true, force: true });
});

/** What the server says of images, which are quoted and listed. */
function refused(images: string): string {
  return (
    "ValidatingAdmissionPolicy 'domicile-images' with binding 'domicile-images' denied request: " +
    `images from no approved registry: ${images}; approved: registry.example.de - mirror them there and name them there`
  );
}

const makers = podMakers.map((maker): [string, PodMaker] => [maker.resource, maker]);

describe("without a lock", () => {
  it.each(makers)("%s may name any image", async (resource, maker) => {
    const path = `${maker.api}/namespaces/locked/${resource}`;
    expect(await made(path, maker.manifest(specOf(foreign)))).toBeUndefined();
    expect(await made(path, maker.manifest(withInit(foreign)))).toBeUndefined();
  });

  it("an ephemeral container may, and a Service may lead anywhere", async () => {
    expect(await debugged("nginx")).toBeUndefined();
    expect(await made(services, externalName("collector.example.com"))).toBeUndefined();
  });
});

describe("with the lock of an approval", () => {
  beforeAll(async () => {
    await lock(approval);
  });

  it.each(makers)("%s may name images of approved registries only", async (resource, maker) => {
    const path = `${maker.api}/namespaces/locked/${resource}`;
    expect(await made(path, maker.manifest(specOf(home)))).toBeUndefined();
    expect(await made(path, maker.manifest(withInit(home)))).toBeUndefined();
    expect(await made(path, maker.manifest(specOf(foreign)))).toContain(refused(`"${foreign}"`));
    expect(await made(path, maker.manifest(withInit(foreign)))).toContain(refused(`"${foreign}"`));
  });

  it("the server names all images that it refuses, and answers 403", async () => {
    const body = { metadata: { name: "it" }, spec: specOf("nginx", home, foreign) };
    await expect(dryRun(api, { path: pods, body })).rejects.toMatchObject({
      code: 403,
      reason: "Forbidden",
      message: `pods "it" is forbidden: ${refused(`"nginx", "${foreign}"`)}`,
    });
  });

  it("an ephemeral container is refused in a pod that runs", async () => {
    expect(await debugged("nginx")).toContain(refused('"nginx"'));
    expect(await debugged(home)).toBeUndefined();
  });

  it("what was there before may change in everything but its images", async () => {
    const old = `${deployments}/old`;
    const images = (image: string) => ({ spec: { template: { spec: specOf(image) } } });
    expect(await changed(old, { metadata: { labels: { a: "b" } }, spec: { paused: true } })).toBeUndefined();
    expect(await changed(old, images("nginx"))).toContain(refused('"nginx"'));
    expect(await changed(old, images(home))).toBeUndefined();
    expect(await changed(`${pods}/old`, { metadata: { finalizers: ["example.de/a"] } })).toBeUndefined();
    expect(await changed(`${pods}/old`, { spec: specOf("nginx") })).toContain(refused('"nginx"'));
  });

  it("of a Deployment from before, no pod is made any more", async () => {
    const path = `${deployments}/old`;
    const body = { spec: { replicas: 1 } };
    await api.request({ method: "PATCH", path, contentType: strategicMerge, body });
    const state = async () => JSON.stringify(await api.request({ method: "GET", path }));
    await expect
      .poll(state, { timeout: 60_000, interval: 500 })
      .toContain(JSON.stringify(refused(`"${foreign}"`)).slice(1, -1));
  });

  it("a Service leads to the cluster or to approved endpoints only", async () => {
    expect(await made(services, externalName("collector.example.com"))).toBe(
      `services "it" is forbidden: ValidatingAdmissionPolicy 'domicile-external-names' with binding 'domicile-external-names' denied request: ` +
        `'spec.externalName' is "collector.example.com"; approved: names under .svc.cluster.local, otel.example.de - ` +
        "name a Service of the cluster or add the host to 'endpoints' of the approval",
    );
    expect(await made(services, externalName("otel.example.de"))).toBeUndefined();
    expect(await made(services, externalName("gateway.ai.svc.cluster.local"))).toBeUndefined();
    expect(
      await made(services, { metadata: { name: "it" }, spec: { ports: [{ port: 80 }] } }),
    ).toBeUndefined();
  });

  it("every namespace is bound but the cluster's own", async () => {
    const inNamespace = (name: string) => made(`/api/v1/namespaces/${name}/pods`, podOf(foreign));
    expect(await inNamespace("kube-system")).toBeUndefined();
    expect(await inNamespace("default")).toContain("domicile-images");
    expect(await inNamespace("free")).toContain("domicile-images");
  });

  it("the server finds nothing wrong with the policies' expressions", async () => {
    for (const name of ["domicile-images", "domicile-external-names"]) {
      const status = async () => api.request({ method: "GET", path: `${policiesPath}/${name}` });
      await expect.poll(status).toMatchObject({ status: { observedGeneration: 1, typeChecking: {} } });
      expect(JSON.stringify(await status())).not.toContain("expressionWarnings");
    }
  });

  it("image volumes are of approved registries only", async () => {
    // Kubernetes 1.34 drops them unless it is told otherwise: a second API server of the same cluster is.
    const second = await startSecondApiServer(cluster, "--feature-gates=ImageVolume=true");
    try {
      const mounted = (reference: string) => {
        const spec = { ...specOf(home), volumes: [{ name: "weights", image: { reference } }] };
        return refusal(second.api, { path: pods, body: { metadata: { name: "it" }, spec } });
      };
      await expect
        .poll(() => mounted(foreign), { timeout: 30_000, interval: 500 })
        .toContain(refused(`"${foreign}"`));
      expect(await mounted(home)).toBeUndefined();
      // A template may leave the reference to others.
      const spec = { ...specOf(home), volumes: [{ name: "weights", image: {} }] };
      expect(await refusal(second.api, { path: deployments, body: deployment(spec) })).toContain(
        refused('""'),
      );
    } finally {
      await second.stop();
    }
  });
});

describe("a lock agrees with the policy pack", () => {
  it.each<[string, LockApproval]>([
    ...registryLists.map((registries): [string, LockApproval] => [
      `images of ${registries.join(", ")}`,
      lockApproval({ registries }),
    ]),
    ["images by digest", lockApproval({ requireDigest: true })],
    ["images of one registry by digest", { ...approval, requireDigest: true }],
  ])("on %s", async (_, given) => {
    await lock(given);
    const permitted: string[] = [];
    for (const image of trickyReferences) {
      if ((await made(pods, podOf(image))) === undefined) permitted.push(image);
    }
    const packSays = (image: string) =>
      saidOf(
        [imageRegistry, imageDigest],
        resourceOf("kubernetes:core/v1:Pod", { spec: { containers: [{ image }] } }),
        packApproval(given),
      );
    expect(permitted).toEqual(trickyReferences.filter((image) => packSays(image).length === 0));
    expect(permitted).not.toEqual([]);
  });

  it("on the names of Services", async () => {
    const given = lockApproval({
      endpoints: ["otel.example.de", "Logs.Example.de.", "metrics.example.de:443", "traces.example.de/v1"],
    });
    await lock(given);
    const names = [
      ...[
        "otel.example.de",
        "otel.example.de.",
        "logs.example.de",
        "metrics.example.de",
        "traces.example.de",
      ],
      ...["example.com", "otel.example.de.evil.com", "sub.otel.example.de", "xotel.example.de", "10.0.0.5"],
      ...["a.b.svc.cluster.local", "a.b.svc.cluster.local.", "svc.cluster.local", "kubernetes"],
      ...["a.svc.cluster.local.evil.com", "evil.com-svc.cluster.local", "a.bsvc.cluster.local"],
    ];
    // A Service of another type may carry a name as well.
    const specs = names.flatMap((name) => [
      externalName(name).spec,
      { type: "ClusterIP", ports: [{ port: 80 }], externalName: name },
    ]);
    const permitted: JsonObject[] = [];
    for (const spec of specs) {
      if ((await made(services, { metadata: { name: "it" }, spec })) === undefined) permitted.push(spec);
    }
    const packSays = (spec: (typeof specs)[number]) =>
      saidOf([serviceTarget], resourceOf("kubernetes:core/v1:Service", { spec }), packApproval(given));
    expect(permitted).toEqual(specs.filter((spec) => packSays(spec).length === 0));
    expect(permitted).toHaveLength(12);
  });
});

it("a lock of many registries judges a pod of many containers", async () => {
  const registries = Array.from({ length: 40 }, (_, index) => `registry${index}.example.de`);
  await lock(lockApproval({ registries, requireDigest: true }));
  const image = `registry39.example.de/${"a".repeat(60)}/app:v1@${digest}`;
  const others = Array.from({ length: 99 }, () => image);
  const withLast = (last: string) => made(pods, { metadata: { name: "it" }, spec: specOf(...others, last) });
  expect(await withLast(image)).toBeUndefined();
  expect(await withLast(`ghcr.io/x@${digest}`)).toContain(
    `images from no approved registry: "ghcr.io/x@${digest}"`,
  );
});

it("a lock binds the namespaces that it is told to", async () => {
  const namespaces = { matchLabels: { "kubernetes.io/metadata.name": "locked" } };
  await lockCluster(api, "locked", { approval, namespaces });
  expect(await made(pods, podOf(foreign))).toContain(refused(`"${foreign}"`));
  expect(await made("/api/v1/namespaces/free/pods", podOf(foreign))).toBeUndefined();
});

function made(path: string, body: JsonObject): Promise<string | undefined> {
  return refusal(api, { path, body });
}

function changed(path: string, body: JsonObject): Promise<string | undefined> {
  return refusal(api, { method: "PATCH", path, body });
}

/** Asks for a container in the pod that was there before. */
function debugged(image: string): Promise<string | undefined> {
  return changed(`${pods}/old/ephemeralcontainers`, {
    spec: { ephemeralContainers: [{ name: "debug", image }] },
  });
}

function lock(given: LockApproval): Promise<void> {
  return lockCluster(api, "locked", { approval: given });
}

function deployment(spec: JsonObject, name = "it"): JsonObject {
  const maker = podMakers.find(({ resource }) => resource === "deployments");
  if (maker === undefined) throw new Error("no Deployment among those that make pods");
  return maker.manifest(spec, name);
}

function withInit(image: string): JsonObject {
  return { ...specOf(home), initContainers: [{ name: "init", image }] };
}
