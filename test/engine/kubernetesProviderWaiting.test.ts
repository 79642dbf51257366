import { describe, expect, it } from "vitest";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { at, numberAt, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import { toManifest } from "../../infra/local/providers/kubernetes/manifest/manifest";
import { initializationFailure } from "../support/kubernetesCalls";
import type { KubernetesResource } from "../support/kubernetesCalls";
import { kubernetesCluster, podTemplate, workload } from "../support/kubernetesWorkloads";

const cluster = kubernetesCluster();
const { resource } = cluster;

const writes = { fieldManager: "test", dryRun: false };

describe("Deployments", () => {
  const deployment = (): KubernetesResource => resource("apps/v1:Deployment");

  it("are waited for until the newest revision is out", async () => {
    const web = deployment();
    const first = await web.create(workload("Deployment", "web", "fine:1", { replicas: 2 }));
    expect(at(toManifest(first.outputs), "status", "readyReplicas")).toBe(2);

    const second = await web.update(first, workload("Deployment", "web", "fine:2", { replicas: 2 }));
    expect(
      textAt(toManifest(second.outputs), "metadata", "annotations", "deployment.kubernetes.io/revision"),
    ).toBe("2");
    expect(at(toManifest(second.outputs), "status", "updatedReplicas")).toBe(2);
    expect(numberAt(toManifest(second.outputs), 0, "status", "observedGeneration")).toBe(
      numberAt(toManifest(second.outputs), -1, "metadata", "generation"),
    );
  });

  it("that fail say why, and are ready once repaired", async () => {
    const web = deployment();
    const failure = await initializationFailure(
      web.create(workload("Deployment", "torn", "broken:1"), { timeoutSeconds: 3 }),
    );
    expect(failure.message).toBe(
      'Deployment "default/torn" was created but did not become ready: "torn" timed out waiting to be ready',
    );
    expect(failure.resource.id).toBe("default/torn");
    expect(failure.resource.reasons[0]).toBe('"torn" timed out waiting to be ready');
    expect(failure.resource.reasons).toContainEqual(
      expect.stringMatching(
        /^\[Pod torn-[a-z0-9-]+\]: \[ImagePullBackOff\] Back-off pulling image "broken:1"$/,
      ),
    );
    expect(failure.resource.reasons).toContain("0 of 1 Pods of the newest revision are ready");

    const { id, outputs } = failure.resource;
    const saved = { id, outputs, inputs: workload("Deployment", "torn", "broken:1") };
    const refreshed = await initializationFailure(web.read(saved));
    expect(refreshed.message).toBe('Deployment "default/torn" is not ready');
    expect(refreshed.resource.inputs).toMatchObject({
      spec: { template: { spec: { containers: [{ image: "broken:1" }] } } },
    });

    const repaired = await web.update(saved, workload("Deployment", "torn", "fine:1"), {
      timeoutSeconds: 30,
    });
    expect(at(toManifest(repaired.outputs), "status", "readyReplicas")).toBe(1);
    expect(await web.read(repaired)).toMatchObject({ id: "default/torn" });
  });

  it("report a deadline that has passed with the Pods' reasons", async () => {
    const failure = await initializationFailure(
      deployment().create(workload("Deployment", "late", "crash:1", { progressDeadlineSeconds: 1 }), {
        timeoutSeconds: 4,
      }),
    );
    expect(failure.resource.reasons).toContainEqual(expect.stringMatching(/^\[ProgressDeadlineExceeded\] /));
    expect(failure.resource.reasons).toContainEqual(expect.stringContaining("[CrashLoopBackOff]"));
  });

  it("whose Pods are refused say by whom", async () => {
    const metadata = { name: "none", namespace: "narrow" };
    await cluster.server.objects.create(
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "narrow" } },
      writes,
    );
    await resource("core/v1:ResourceQuota").create({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata,
      spec: { hard: { pods: "0" } },
    });
    const failure = await initializationFailure(
      deployment().create({ ...workload("Deployment", "none", "fine"), metadata }, { timeoutSeconds: 3 }),
    );
    expect(failure.resource.reasons).toContainEqual(
      expect.stringMatching(/^\[FailedCreate\] pods "none-[a-z0-9-]+" is forbidden: exceeded quota: none/),
    );
  });

  it("with skipAwait are not waited for", async () => {
    const inputs = workload("Deployment", "quick", "broken:1");
    const metadata = { name: "quick", annotations: { "pulumi.com/skipAwait": "true" } };
    const quick = await deployment().create({ ...inputs, metadata });
    expect(quick.id).toBe("default/quick");
    expect(await deployment().read(quick)).toMatchObject({ id: "default/quick" });
  });

  it("take their time limit from the annotation timeoutSeconds", async () => {
    const metadata = { name: "brief", annotations: { "pulumi.com/timeoutSeconds": "1" } };
    const started = Date.now();
    await initializationFailure(
      deployment().create({ ...workload("Deployment", "brief", "slow:1"), metadata }),
    );
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it("end the waiting when the user cancels", async () => {
    const cancel = new AbortController();
    const work = deployment().create(workload("Deployment", "cancelled", "slow:1"), {
      signal: cancel.signal,
    });
    setTimeout(() => {
      cancel.abort();
    }, 700);
    const failure = await initializationFailure(work);
    expect(failure.message).toContain('waiting for "cancelled" was cancelled');
  });

  it("wait for the conditions of waitFor instead of being ready", async () => {
    const annotations = {
      "pulumi.com/waitFor": '["jsonpath={.status.replicas}=1", "condition=Progressing"]',
    };
    const inputs = {
      ...workload("Deployment", "custom", "slow:1"),
      metadata: { name: "custom", annotations },
    };
    const custom = await deployment().create(inputs, { timeoutSeconds: 30 });
    expect(at(toManifest(custom.outputs), "status", "replicas")).toBe(1);
    expect(at(toManifest(custom.outputs), "status", "readyReplicas")).toBeUndefined();
  });

  it("wait for the claims that their Pods use", async () => {
    await cluster.server.objects.create(
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data", namespace: "default" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "none",
          resources: { requests: { storage: "1Gi" } },
        },
      },
      writes,
    );
    const template = podTemplate("keeper", "fine", {
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
    });
    const failure = await initializationFailure(
      deployment().create(workload("Deployment", "keeper", "fine", { template }), { timeoutSeconds: 3 }),
    );
    expect(failure.resource.reasons).toContain("claims are not bound: data");
  });
});

describe("StatefulSets", () => {
  it("are waited for until all replicas are of the newest revision", async () => {
    const store = resource("apps/v1:StatefulSet");
    const first = await store.create(
      workload("StatefulSet", "store", "fine:1", { replicas: 2, serviceName: "store" }),
    );
    expect(at(toManifest(first.outputs), "status", "readyReplicas")).toBe(2);

    const second = await store.update(
      first,
      workload("StatefulSet", "store", "fine:2", { replicas: 2, serviceName: "store" }),
    );
    const status = at(toManifest(second.outputs), "status");
    expect(textAt(status, "currentRevision")).toBe(textAt(status, "updateRevision"));
    expect(textAt(status, "currentRevision")).not.toBe(
      textAt(toManifest(first.outputs), "status", "currentRevision"),
    );

    const failure = await initializationFailure(
      store.update(
        second,
        workload("StatefulSet", "store", "crash:1", { replicas: 2, serviceName: "store" }),
        {
          timeoutSeconds: 3,
        },
      ),
    );
    expect(failure.resource.reasons).toContainEqual(expect.stringContaining("[CrashLoopBackOff]"));
    expect(failure.resource.reasons).toContainEqual(
      expect.stringMatching(/^the roll-out from revision store-/),
    );
  });
});

describe("DaemonSets", () => {
  it("are waited for until every node has a ready Pod", async () => {
    const agent = resource("apps/v1:DaemonSet");
    const ready = await agent.create(workload("DaemonSet", "agent", "fine:1"));
    expect(at(toManifest(ready.outputs), "status", "numberReady")).toBe(1);

    const failure = await initializationFailure(
      agent.create(workload("DaemonSet", "ailing", "broken:1"), { timeoutSeconds: 3 }),
    );
    expect(failure.resource.reasons).toContain("0 of 1 nodes have a ready Pod");
    expect(failure.resource.reasons).toContainEqual(expect.stringContaining("[ImagePullBackOff]"));
  });
});

describe("Jobs", () => {
  const job = (name: string, image: string): PropertyObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      backoffLimit: 0,
      template: { spec: { restartPolicy: "Never", containers: [{ name: "main", image }] } },
    },
  });

  it("are waited for until they have completed", async () => {
    const done = await resource("batch/v1:Job").create(job("done", "finishing"));
    expect(at(toManifest(done.outputs), "status", "succeeded")).toBe(1);
  });

  it("that fail end the waiting at once, with the reason", async () => {
    const failure = await initializationFailure(resource("batch/v1:Job").create(job("failed", "failing")));
    expect(failure.message).toBe(
      'Job "default/failed" was created but did not become ready: "failed" failed',
    );
    expect(failure.resource.reasons).toContainEqual(expect.stringMatching(/^\[BackoffLimitExceeded\] /));
    expect(failure.resource.reasons).toContainEqual(
      expect.stringContaining("terminated with exit code 3 (Error)"),
    );
  });

  it("with replaceUnready are replaced when they have not completed", async () => {
    const annotations = { "pulumi.com/replaceUnready": "true" };
    const inputs = { ...job("again", "failing"), metadata: { name: "again", annotations } };
    const again = resource("batch/v1:Job");
    const { id, outputs } = (await initializationFailure(again.create(inputs))).resource;
    expect(await again.diff({ id, outputs, inputs }, inputs)).toMatchObject({
      changes: true,
      replaces: ['metadata.annotations["pulumi.com/replaceUnready"]'],
      deleteBeforeReplace: true,
    });
  });
});

describe("Pods", () => {
  const pod = (name: string, image: string): PropertyObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: { restartPolicy: "Never", containers: [{ name: "main", image }] },
  });

  it.each(["fine", "finishing"])("with an image that is %s are ready", async (image) => {
    const made = await resource("core/v1:Pod").create(pod(`pod-${image}`, image));
    expect(["Running", "Succeeded"]).toContain(textAt(toManifest(made.outputs), "status", "phase"));
  });

  it("that crash say so", async () => {
    const failure = await initializationFailure(
      resource("core/v1:Pod").create(pod("pod-crash", "crash"), { timeoutSeconds: 2 }),
    );
    expect(failure.resource.reasons).toContain(
      "[Pod pod-crash]: [CrashLoopBackOff] back-off 10s restarting failed container",
    );
  });
});
