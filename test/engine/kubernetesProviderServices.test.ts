import { describe, expect, it } from "vitest";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { at, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import { toManifest } from "../../infra/local/providers/kubernetes/manifest/manifest";
import { initializationFailure } from "../support/kubernetesCalls";
import { kubernetesCluster, podTemplate, workload } from "../support/kubernetesWorkloads";

const cluster = kubernetesCluster();
const { resource } = cluster;

const writes = { fieldManager: "test", dryRun: false };

describe("Services", () => {
  const service = (name: string, spec: PropertyObject): PropertyObject => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { ports: [{ port: 80 }], ...spec },
  });
  const seconds = async (work: Promise<unknown>): Promise<number> => {
    const started = Date.now();
    await work;
    return (Date.now() - started) / 1000;
  };

  it("with ready Pods are ready soon", async () => {
    await resource("apps/v1:Deployment").create(workload("Deployment", "front", "fine"));
    expect(
      await seconds(resource("core/v1:Service").create(service("front", { selector: { app: "front" } }))),
    ).toBeLessThan(8);
  });

  it("without any Pod are given ten seconds", async () => {
    const elapsed = await seconds(
      resource("core/v1:Service").create(service("nobody", { selector: { app: "nobody" } })),
    );
    expect(elapsed).toBeGreaterThan(9.5);
    expect(elapsed).toBeLessThan(20);
  });

  it("with Pods that are not ready are waited for", async () => {
    const annotations = { "pulumi.com/skipAwait": "true" };
    await resource("apps/v1:Deployment").create({
      ...workload("Deployment", "idle", "slow"),
      metadata: { name: "idle", annotations },
    });
    const failure = await initializationFailure(
      resource("core/v1:Service").create(service("idle", { selector: { app: "idle" } }), {
        timeoutSeconds: 13,
      }),
    );
    expect(failure.resource.reasons).toContain("0 of 1 Pods behind the Service are ready");
  });

  it.each([
    ["headless", { clusterIP: "None", selector: { app: "nobody" } }],
    ["without a selector", {}],
    ["of type ExternalName", { type: "ExternalName", externalName: "db.svc.cluster.local", ports: [] }],
  ])("%s wait for no Pods", async (title, spec) => {
    const name = `s-${title.replaceAll(" ", "-").toLowerCase()}`;
    expect(await seconds(resource("core/v1:Service").create(service(name, spec)))).toBeLessThan(8);
  });

  it("of type LoadBalancer wait for their address", async () => {
    const balancer = resource("core/v1:Service");
    const work = balancer.create(service("balancer", { type: "LoadBalancer" }), { timeoutSeconds: 60 });
    await expect
      .poll(() => balancer.statuses, { timeout: 20_000 })
      .toContain("waiting for the load balancer's address");
    await cluster.server.objects.client.request({
      method: "PATCH",
      path: "/api/v1/namespaces/default/services/balancer/status",
      body: { status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } },
      contentType: "application/merge-patch+json",
    });
    expect(at(toManifest((await work).outputs), "status", "loadBalancer", "ingress", 0, "ip")).toBe(
      "192.0.2.1",
    );
  });
});

describe("Ingresses", () => {
  it("wait for their address and for the Services that they name", async () => {
    const backend = { service: { name: "behind", port: { number: 80 } } };
    const ingress = resource("networking.k8s.io/v1:Ingress");
    const work = ingress.create(
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "door" },
        spec: { rules: [{ http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }] },
      },
      { timeoutSeconds: 60 },
    );
    await expect
      .poll(() => ingress.statuses, { timeout: 20_000 })
      .toContain("waiting for the Ingress's address");
    await cluster.server.objects.client.request({
      method: "PATCH",
      path: "/apis/networking.k8s.io/v1/namespaces/default/ingresses/door/status",
      body: { status: { loadBalancer: { ingress: [{ ip: "192.0.2.2" }] } } },
      contentType: "application/merge-patch+json",
    });
    await expect
      .poll(() => ingress.statuses, { timeout: 20_000 })
      .toContain("waiting for the Services behind the Ingress");
    await cluster.server.objects.create(
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "behind", namespace: "default" },
        spec: { ports: [{ port: 80 }] },
      },
      writes,
    );
    const made = toManifest((await work).outputs);
    expect(at(made, "status", "loadBalancer", "ingress", 0, "ip")).toBe("192.0.2.2");
  });
});

describe("ReplicationControllers", () => {
  it("are waited for until all replicas are available", async () => {
    const labels = { app: "old" };
    const made = await resource("core/v1:ReplicationController").create({
      apiVersion: "v1",
      kind: "ReplicationController",
      metadata: { name: "old" },
      spec: { replicas: 2, selector: labels, template: podTemplate("old", "fine") },
    });
    expect(at(toManifest(made.outputs), "status", "availableReplicas")).toBe(2);
  });
});

describe("volumes", () => {
  it("are waited for until they are available", async () => {
    const made = await resource("core/v1:PersistentVolume").create({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: "spare" },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        storageClassName: "spare",
        hostPath: { path: "/none" },
      },
    });
    expect(textAt(toManifest(made.outputs), "status", "phase")).toBe("Available");
  });
});

describe("claims", () => {
  const claim = (name: string, storageClassName: string): PropertyObject => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName, resources: { requests: { storage: "1Gi" } } },
  });

  it("of a class that waits for a consumer are ready while pending", async () => {
    await cluster.server.objects.create(
      {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name: "late" },
        provisioner: "example.com/none",
        volumeBindingMode: "WaitForFirstConsumer",
      },
      writes,
    );
    const made = await resource("core/v1:PersistentVolumeClaim").create(claim("late", "late"));
    expect(textAt(toManifest(made.outputs), "status", "phase")).toBe("Pending");
  });

  it("are waited for until they are bound", async () => {
    const failure = await initializationFailure(
      resource("core/v1:PersistentVolumeClaim").create(claim("lost", "absent"), { timeoutSeconds: 1 }),
    );
    expect(failure.resource.reasons).toContain('the claim is Pending and there is no StorageClass "absent"');

    await cluster.server.objects.create(
      {
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { name: "disk" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          storageClassName: "manual",
          hostPath: { path: "/none" },
        },
      },
      writes,
    );
    const bound = await resource("core/v1:PersistentVolumeClaim").create(claim("bound", "manual"), {
      timeoutSeconds: 60,
    });
    expect(textAt(toManifest(bound.outputs), "status", "phase")).toBe("Bound");
  });
});

describe("Secrets for a service account's token", () => {
  it("are waited for until the token is in them", async () => {
    const secret = await resource("core/v1:Secret").create({
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/service-account-token",
      metadata: { name: "token", annotations: { "kubernetes.io/service-account.name": "default" } },
    });
    expect(textAt(toManifest(secret.outputs), "data", "token")).not.toBe("");
  });
});

describe("quotas", () => {
  it("are waited for until their controller has taken them over", async () => {
    const quota = await resource("core/v1:ResourceQuota").create({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "limits" },
      spec: { hard: { "count/configmaps": "100", "requests.storage": "0.5Ti" } },
    });
    expect(at(toManifest(quota.outputs), "status", "hard")).toEqual({
      "count/configmaps": "100",
      "requests.storage": "512Gi",
    });
  });
});

describe("the end of objects", () => {
  it("is waited for, and named when something holds it", async () => {
    const config = resource("core/v1:ConfigMap");
    const held = await config.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "held", finalizers: ["example.com/hold"] },
    });
    await expect(config.delete(held, { timeoutSeconds: 1 })).rejects.toThrow(
      'ConfigMap "held" is not gone yet and the time is up: waiting for its end; finalizers example.com/hold',
    );
    await cluster.server.objects.edit(
      { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "held" },
      [{ op: "remove", path: "/metadata/finalizers" }],
    );
    await config.delete(held);
    expect(
      await cluster.server.objects.find({
        apiVersion: "v1",
        kind: "ConfigMap",
        namespace: "default",
        name: "held",
      }),
    ).toBeUndefined();
    await config.delete(held);
  });

  it("is not waited for with skipAwait, for the kinds that the official plug-in lets go", async () => {
    const metadata = (name: string): PropertyObject => ({
      name,
      finalizers: ["example.com/hold"],
      annotations: { "pulumi.com/skipAwait": "true" },
    });
    const pod = await resource("core/v1:Pod").create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: metadata("let-go"),
      spec: { containers: [{ name: "main", image: "fine" }] },
    });
    await resource("core/v1:Pod").delete(pod, { timeoutSeconds: 1 });
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("let-go") };
    const held = await resource("core/v1:ConfigMap").create(map);
    await expect(resource("core/v1:ConfigMap").delete(held, { timeoutSeconds: 1 })).rejects.toThrow(
      'ConfigMap "let-go" is not gone yet and the time is up',
    );
    for (const kind of ["Pod", "ConfigMap"]) {
      await cluster.server.objects.edit({ apiVersion: "v1", kind, namespace: "default", name: "let-go" }, [
        { op: "remove", path: "/metadata/finalizers/0" },
      ]);
    }
  });

  it("takes dependants along, unless the annotation says orphan", async () => {
    const deployment = resource("apps/v1:Deployment");
    const gone = await deployment.create(workload("Deployment", "parent", "fine"));
    await deployment.delete(gone, { timeoutSeconds: 20 });
    const podsOf = async (app: string): Promise<number> => {
      const query = { labelSelector: `app=${app}` };
      const list = await cluster.server.objects.client.request({
        method: "GET",
        path: "/api/v1/namespaces/default/pods",
        query,
      });
      const items = at(list, "items");
      return Array.isArray(items) ? items.length : -1;
    };
    expect(await podsOf("parent")).toBe(0);

    const annotations = { "pulumi.com/deletionPropagationPolicy": "orphan" };
    const orphaning = await deployment.create({
      ...workload("Deployment", "leaving", "fine"),
      metadata: { name: "leaving", annotations },
    });
    await deployment.delete(orphaning, { timeoutSeconds: 20 });
    expect(await podsOf("leaving")).toBe(1);
  });

  it("of a namespace takes all of its objects", async () => {
    const namespace = resource("core/v1:Namespace");
    const made = await namespace.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "short" } });
    await resource("core/v1:ConfigMap").create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "inside", namespace: "short" },
    });
    await namespace.delete(made, { timeoutSeconds: 60 });
    expect(await namespace.read(made)).toBeUndefined();
  });
});
