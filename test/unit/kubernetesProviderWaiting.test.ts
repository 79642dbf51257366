import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";
import type { Manifest } from "../../infra/local/providers/kubernetes/manifest/manifest";
import {
  judgeQuota,
  judgeReplicationController,
  judgeSecret,
} from "../../infra/local/providers/kubernetes/waiting/controllers";
import { judgeDaemonSet } from "../../infra/local/providers/kubernetes/waiting/daemonSet";
import { deploymentWaiter, judgeDeployment } from "../../infra/local/providers/kubernetes/waiting/deployment";
import { judgeIngress } from "../../infra/local/providers/kubernetes/waiting/ingress";
import { podProblems } from "../../infra/local/providers/kubernetes/waiting/podProblems";
import type { Readiness, Snapshot } from "../../infra/local/providers/kubernetes/waiting/readiness";
import { judgeService } from "../../infra/local/providers/kubernetes/waiting/service";
import { judgeStatefulSet } from "../../infra/local/providers/kubernetes/waiting/statefulSet";
import { judgeClaim, judgeVolume } from "../../infra/local/providers/kubernetes/waiting/storage";

function snapshot(self: Manifest, related: Record<string, readonly Manifest[]> = {}, quietMs = 0): Snapshot {
  return { self, related, quietMs };
}

function condition(type: string, status: string, reason = "", message = ""): JsonObject {
  return { type, status, reason, message };
}

function isReadyWith(judge: (snapshot: Snapshot) => Readiness, self: Manifest, quietMs = 0): boolean {
  return judge(snapshot(self, {}, quietMs)).ready;
}

describe("a Deployment", () => {
  interface Shape {
    readonly observed?: number;
    readonly revision?: string;
    readonly available?: string;
    readonly progressing?: JsonObject;
  }
  const deployment = (shape: Shape): Manifest => ({
    metadata: {
      uid: "d",
      generation: 2,
      annotations: { "deployment.kubernetes.io/revision": shape.revision ?? "2" },
    },
    spec: { template: { spec: { volumes: [{ persistentVolumeClaim: { claimName: "data" } }] } } },
    status: {
      observedGeneration: shape.observed ?? 2,
      conditions: [
        condition("Available", shape.available ?? "True", "MinimumReplicasUnavailable", "too few"),
        shape.progressing ?? condition("Progressing", "True", "NewReplicaSetAvailable"),
      ],
    },
  });
  const replicaSet = (revision: string, ready: number): Manifest => ({
    metadata: {
      uid: `r${revision}`,
      annotations: { "deployment.kubernetes.io/revision": revision },
      ownerReferences: [{ uid: "d" }],
    },
    spec: { replicas: 2 },
    status: { readyReplicas: ready },
  });
  const judge = (
    shape: Shape,
    replicaSets: readonly Manifest[],
    claims: readonly Manifest[] = [],
  ): Readiness => judgeDeployment(snapshot(deployment(shape), { replicaSets, pods: [], claims }));

  it("is ready when its newest ReplicaSet is", () => {
    expect(judge({}, [replicaSet("1", 0), replicaSet("2", 2)])).toEqual({
      ready: true,
      status: "ready",
      reasons: [],
    });
  });

  it.each<[string, Shape, readonly Manifest[], string]>([
    [
      "its controller has not seen the change",
      { observed: 1 },
      [replicaSet("2", 2)],
      "the Deployment's controller has not seen the change",
    ],
    [
      "it is not available",
      { available: "False" },
      [replicaSet("2", 2)],
      "[MinimumReplicasUnavailable] too few",
    ],
    [
      "only an older ReplicaSet is ready",
      {},
      [replicaSet("1", 2), replicaSet("2", 1)],
      "1 of 2 Pods of the newest revision are ready",
    ],
    ["it has no ReplicaSet yet", {}, [], "0 of 1 Pods of the newest revision are ready"],
    [
      "its roll-out has not ended",
      { progressing: condition("Progressing", "True", "ReplicaSetUpdated") },
      [replicaSet("2", 2)],
      "2 of 2 Pods of the newest revision are ready",
    ],
    [
      "its deadline has passed",
      { progressing: condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out") },
      [replicaSet("2", 1)],
      "[ProgressDeadlineExceeded] timed out",
    ],
  ])("is not ready while %s", (_, shape, replicaSets, reason) => {
    const readiness = judge(shape, replicaSets);
    expect(readiness.ready).toBe(false);
    expect(readiness.reasons).toContain(reason);
  });

  it("of the first revision has no roll-out to wait for", () => {
    const progressing = condition("Progressing", "True", "ReplicaSetUpdated");
    expect(judge({ revision: "1", progressing }, [replicaSet("1", 2)]).ready).toBe(true);
  });

  it("waits for the claims that it names only", () => {
    const claim = (name: string, phase: string): Manifest => ({ metadata: { name }, status: { phase } });
    const ready = [replicaSet("2", 2)];
    expect(judge({}, ready, [claim("data", "Pending")]).reasons).toContain("claims are not bound: data");
    expect(judge({}, ready, [claim("data", "Bound"), claim("other", "Pending")]).ready).toBe(true);
    expect(Object.keys(deploymentWaiter(deployment({})).collections)).toEqual([
      "replicaSets",
      "pods",
      "claims",
    ]);
  });

  it("that is gone fails at once", () => {
    expect(judgeDeployment({ self: undefined, related: {}, quietMs: 0 })).toMatchObject({
      ready: false,
      failed: true,
    });
  });
});

describe("a StatefulSet", () => {
  const set = (status: JsonObject, strategy = "RollingUpdate", generation = 2): Manifest => ({
    metadata: { generation },
    spec: { replicas: 2, updateStrategy: { type: strategy } },
    status: { observedGeneration: generation, replicas: 2, readyReplicas: 2, ...status },
  });
  const rolled = { currentReplicas: 2, currentRevision: "b", updateRevision: "b" };

  it.each<[string, Manifest, boolean]>([
    ["all replicas of the newest revision", set(rolled), true],
    ["a roll-out on its way", set({ ...rolled, currentRevision: "a" }), false],
    ["a replica that is not ready", set({ ...rolled, readyReplicas: 1 }), false],
    ["a status from before the change", set({ ...rolled, observedGeneration: 1 }), false],
    [
      "OnDelete and an old revision",
      set({ ...rolled, currentReplicas: 0, currentRevision: "a" }, "OnDelete"),
      true,
    ],
    ["OnDelete when it is new", set({ ...rolled, currentRevision: "a" }, "OnDelete", 1), false],
  ])("with %s", (_, self, ready) => {
    expect(isReadyWith(judgeStatefulSet, self)).toBe(ready);
  });
});

describe("a DaemonSet", () => {
  const set = (wanted: number, updated: number): Manifest => ({
    metadata: { generation: 1 },
    status: {
      observedGeneration: 1,
      desiredNumberScheduled: wanted,
      currentNumberScheduled: wanted,
      updatedNumberScheduled: updated,
      numberAvailable: wanted,
      numberReady: wanted,
    },
  });

  it.each<[string, Manifest, boolean]>([
    ["every node served", set(2, 2), true],
    ["a node with an old Pod", set(2, 1), false],
    ["no node at all", set(0, 0), true],
    ["no status", { metadata: { generation: 1 } }, false],
  ])("with %s", (_, self, ready) => {
    expect(isReadyWith(judgeDaemonSet, self)).toBe(ready);
  });
});

describe("a Service", () => {
  const service = (spec: JsonObject, status: JsonObject = {}): Manifest => ({ spec, status });
  const slice = (...conditions: readonly JsonObject[]): Manifest => ({
    endpoints: conditions.map((entry): Json => ({ conditions: entry })),
  });
  const judge = (self: Manifest, slices: readonly Manifest[], quietMs = 0): Readiness =>
    judgeService(snapshot(self, { slices }, quietMs));
  const selecting = service({ type: "ClusterIP", selector: { app: "a" } });

  it("waits until all of its Pods are ready, on their way out or not counted", () => {
    expect(judge(selecting, [slice({ ready: true }, { ready: false })])).toMatchObject({
      ready: false,
      status: "waiting for Pods: 1 of 2 ready",
    });
    expect(judge(selecting, [slice({ ready: true }), slice({ ready: false, terminating: true })]).ready).toBe(
      true,
    );
  });

  it("without Pods is ready after ten seconds of silence", () => {
    expect(judge(selecting, [], 9_999).reasons).toEqual(["no Pod matches the Service's selector"]);
    expect(judge(selecting, [], 10_000).ready).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ["headless", { clusterIP: "None", selector: { app: "a" } }],
    ["without selector", { type: "ClusterIP" }],
    ["ExternalName", { type: "ExternalName", selector: { app: "a" } }],
  ])("%s is ready at once", (_, spec) => {
    expect(judge(service(spec), []).ready).toBe(true);
  });

  it("of type LoadBalancer needs an address", () => {
    const spec = { type: "LoadBalancer" };
    expect(judge(service(spec), []).reasons).toEqual([
      "the Service has no address: does the cluster have a load balancer?",
    ]);
    expect(judge(service(spec, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }), []).ready).toBe(true);
  });
});

describe("an Ingress", () => {
  const ingress = (addressed: boolean): Manifest => ({
    spec: { rules: [{ http: { paths: [{ backend: { service: { name: "web" } } }] } }] },
    status: addressed ? { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } : {},
  });
  const web = { metadata: { name: "web" } };

  it("needs its address and the Services that it names", () => {
    expect(judgeIngress(snapshot(ingress(true), { services: [web] })).ready).toBe(true);
    expect(judgeIngress(snapshot(ingress(true), { services: [] })).reasons).toEqual([
      'there is no Service "web"',
    ]);
    expect(judgeIngress(snapshot(ingress(true), { services: [] }, 10_000)).ready).toBe(true);
    expect(judgeIngress(snapshot(ingress(false), { services: [web] }, 10_000)).reasons).toEqual([
      "the Ingress has no address: does the cluster have an Ingress controller?",
    ]);
  });
});

describe("claims, volumes and controllers' objects", () => {
  it.each<[string, Manifest, readonly Manifest[], boolean]>([
    ["bound", { status: { phase: "Bound" } }, [], true],
    [
      "pending",
      { status: { phase: "Pending" }, spec: { storageClassName: "now" } },
      [{ metadata: { name: "now" } }],
      false,
    ],
    [
      "pending until it has a consumer",
      { status: { phase: "Pending" }, spec: { storageClassName: "late" } },
      [{ metadata: { name: "late" }, volumeBindingMode: "WaitForFirstConsumer" }],
      true,
    ],
  ])("a claim that is %s", (_, self, classes, ready) => {
    expect(judgeClaim(snapshot(self, { classes })).ready).toBe(ready);
  });

  it("are ready when their controllers say so", () => {
    expect(isReadyWith(judgeVolume, { status: { phase: "Available" } })).toBe(true);
    expect(isReadyWith(judgeVolume, { status: { phase: "Pending" } })).toBe(false);
    expect(
      isReadyWith(judgeQuota, { spec: { hard: { cpu: "0.5" } }, status: { hard: { cpu: "500m" } } }),
    ).toBe(true);
    expect(isReadyWith(judgeQuota, { spec: { hard: { cpu: "1" } }, status: { hard: { cpu: "2" } } })).toBe(
      false,
    );
    const token = { type: "kubernetes.io/service-account-token" };
    expect(isReadyWith(judgeSecret, token)).toBe(false);
    expect(isReadyWith(judgeSecret, { ...token, data: { token: "YQ==" } })).toBe(true);
    expect(isReadyWith(judgeSecret, { type: "Opaque" })).toBe(true);
    expect(
      isReadyWith(judgeReplicationController, { spec: { replicas: 2 }, status: { availableReplicas: 1 } }),
    ).toBe(false);
    expect(
      isReadyWith(judgeReplicationController, { spec: { replicas: 2 }, status: { availableReplicas: 2 } }),
    ).toBe(true);
  });
});

describe("a Pod's problems", () => {
  const pod = (status: JsonObject): Manifest => ({ metadata: { name: "p", namespace: "n" }, status });

  it("are none when it is ready", () => {
    const conditions = ["PodScheduled", "Initialized", "Ready"].map((type) => condition(type, "True"));
    expect(podProblems(pod({ conditions }))).toEqual([]);
  });

  it("name what the scheduler, the kubelet and the containers say", () => {
    expect(
      podProblems(
        pod({ conditions: [condition("PodScheduled", "False", "Unschedulable", "0/1 nodes fit")] }),
      ),
    ).toEqual(["[Pod n/p]: 0/1 nodes fit"]);
    const state = { waiting: { reason: "ErrImagePull", message: "no such image" } };
    const lastState = { terminated: { exitCode: 137, reason: "OOMKilled" } };
    expect(
      podProblems(pod({ containerStatuses: [{ name: "main", ready: false, state, lastState }] })),
    ).toEqual([
      "[Pod n/p]: [ErrImagePull] no such image",
      '[Pod n/p]: container "main" terminated with exit code 137 (OOMKilled)',
    ]);
  });

  it("leave out containers that only begin", () => {
    const state = { waiting: { reason: "ContainerCreating" } };
    expect(podProblems(pod({ containerStatuses: [{ name: "main", ready: false, state }] }))).toEqual([]);
  });

  it("include those of init containers", () => {
    const state = { terminated: { exitCode: 2, reason: "Error", message: "no disk" } };
    expect(podProblems(pod({ initContainerStatuses: [{ name: "prepare", ready: false, state }] }))).toEqual([
      '[Pod n/p]: container "prepare" terminated with exit code 2 (Error): no disk',
    ]);
  });
});
