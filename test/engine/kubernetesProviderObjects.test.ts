import { beforeEach, describe, expect, it } from "vitest";
import { isPropertyObject, Secret, Unknown } from "../../infra/local/providers/protocol";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { at, listAt, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import type { Json } from "../../infra/local/providers/kubernetes/manifest/json";
import { toManifest } from "../../infra/local/providers/kubernetes/manifest/manifest";
import { KubernetesResource } from "../support/kubernetesCalls";
import { kubernetesCluster, workload } from "../support/kubernetesWorkloads";

const cluster = kubernetesCluster();
const { configured } = cluster;
let count = 0;
let name = "";

beforeEach(() => {
  count += 1;
  name = `object-${count}`;
});

async function configMaps(config: PropertyObject = {}): Promise<KubernetesResource> {
  return new KubernetesResource(await configured(config), "kubernetes:core/v1:ConfigMap");
}

function configMap(data: PropertyObject, annotations: PropertyObject = {}): PropertyObject {
  const metadata = { name, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}

async function liveData(): Promise<Json | undefined> {
  return at(
    await cluster.server.objects.get({ apiVersion: "v1", kind: "ConfigMap", namespace: "default", name }),
    "data",
  );
}

/** Sets data as somebody else. */
async function interfere(data: Json): Promise<void> {
  const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data };
  await cluster.server.objects.apply(manifest, { fieldManager: "somebody", dryRun: false, force: true });
}

describe("creation", () => {
  it("of an object that is there already is refused, with the ways out", async () => {
    await interfere({ a: "1" });
    const maps = await configMaps();
    await expect(maps.create(configMap({ a: "2" }))).rejects.toThrow(
      `ConfigMap "default/${name}" is in the cluster already: import it, give the old resource an alias`,
    );
    expect(await liveData()).toEqual({ a: "1" });
    expect(await maps.previewCreate(configMap({ a: "2" }))).toMatchObject({ data: { a: "2" } });
  });

  it("takes an existing object when upsertExistingObjects is set", async () => {
    await interfere({ a: "1" });
    const maps = await configMaps({ upsertExistingObjects: true });
    await maps.create(configMap({ b: "2" }));
    expect(await liveData()).toEqual({ a: "1", b: "2" });
  });

  it("is previewed as far as the inputs go when it is going to replace an existing object", async () => {
    const deployments = new KubernetesResource(
      await configured({ upsertExistingObjects: true }),
      "kubernetes:apps/v1:Deployment",
    );
    const skip = { annotations: { "pulumi.com/skipAwait": "true" } };
    await deployments.create({ ...workload("Deployment", name, "fine"), metadata: { name, ...skip } });
    const other = {
      ...workload("Deployment", "other", "fine"),
      metadata: { name, namespace: "default", ...skip },
    };
    expect(await deployments.previewCreate(other)).toEqual(other);
  });

  it("takes what an interrupted creation has left, under a manager's name that the program gives", async () => {
    const maps = await configMaps({ upsertExistingObjects: true });
    const manager = { "pulumi.com/patchFieldManager": "domicile" };
    await maps.create(configMap({ a: "1", b: "1" }, manager));
    const again = await maps.create(configMap({ a: "2" }, manager));
    expect(await liveData()).toEqual({ a: "2" });
    await maps.update(again, configMap({ c: "3" }, manager));
    expect(await liveData()).toEqual({ c: "3" });
  });

  it("is refused with the server's words when the object is wrong", async () => {
    const services = new KubernetesResource(await configured({}), "kubernetes:core/v1:Service");
    const wrong = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: { ports: [{ port: 70_000 }] },
    };
    await expect(services.create(wrong)).rejects.toThrow(/spec\.ports\[0\]\.port: Invalid value: 70000/);
    await expect(services.previewCreate(wrong)).rejects.toThrow(
      /spec\.ports\[0\]\.port: Invalid value: 70000/,
    );
  });

  it("waits for its namespace, but not in a preview", async () => {
    const maps = await configMaps();
    const inputs = { ...configMap({}), metadata: { name, namespace: "soon" } };
    expect(await maps.previewCreate(inputs)).toEqual(inputs);
    const work = maps.create(inputs);
    await expect
      .poll(() => maps.statuses, { timeout: 10_000 })
      .toContain('waiting: namespaces "soon" not found');
    await cluster.server.objects.create(
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "soon" } },
      { fieldManager: "test", dryRun: false },
    );
    expect((await work).id).toBe(`soon/${name}`);
  });

  it("is previewed as far as an unknown input lets it", async () => {
    const maps = await configMaps();
    const inputs = { ...configMap({ a: Unknown.value }), metadata: { name, namespace: "default" } };
    expect(await maps.previewCreate(inputs)).toEqual(inputs);
  });

  it("is previewed by hand for those who may not ask the server", async () => {
    const maps = await configMaps({ kubeconfig: cluster.server.kubeconfigFor({ guest: true }) });
    expect(await maps.previewCreate(configMap({ a: "1" }))).toMatchObject({ data: { a: "1" } });
    await expect(maps.create(configMap({ a: "1" }))).rejects.toThrow(/cannot create resource "configmaps"/);
  });
});

describe("an update", () => {
  it("removes what the program has dropped and leaves alone what others have set", async () => {
    const maps = await configMaps();
    const made = await maps.create(configMap({ a: "1", b: "1" }));
    await interfere({ c: "3" });
    await maps.update(made, configMap({ a: "2" }));
    expect(await liveData()).toEqual({ a: "2", c: "3" });
  });

  it("is previewed by the server without being kept", async () => {
    const maps = await configMaps();
    const made = await maps.create(configMap({ a: "1" }));
    const outputs = await maps.previewUpdate(made, configMap({ a: "2" }));
    const metadata = made.outputs["metadata"];
    expect(outputs).toMatchObject({
      data: { a: "2" },
      metadata: { uid: isPropertyObject(metadata) && metadata["uid"], resourceVersion: Unknown.value },
    });
    expect(await liveData()).toEqual({ a: "1" });
    expect(await maps.previewUpdate(made, configMap({ a: Unknown.value }))).toMatchObject({
      data: { a: Unknown.value },
    });
  });

  it("of fields that somebody else manages is refused, naming them and the way out", async () => {
    const maps = await configMaps();
    const made = await maps.create(configMap({ a: "1" }));
    await interfere({ a: "9" });
    const error = await maps.update(made, configMap({ a: "2" })).then(
      () => "",
      (reason: unknown) => String(reason),
    );
    expect(error).toMatch(
      /server-side apply conflict: fields that "pulumi-kubernetes-[0-9a-f]{8}" sets are managed by others/,
    );
    expect(error).toContain('.data.a: conflict with "somebody"');
    expect(error).toContain('set the annotation pulumi.com/patchForce: "true" on the object');
    expect(await liveData()).toEqual({ a: "9" });
  });

  it.each([
    ["the annotation patchForce", {}, { "pulumi.com/patchForce": "true" }],
    ["enablePatchForce", { enablePatchForce: "true" }, {}],
  ])("takes such fields over with %s", async (_, config, annotations) => {
    const maps = await configMaps(config);
    const made = await maps.create(configMap({ a: "1" }));
    await interfere({ a: "9" });
    await maps.update(made, configMap({ a: "2" }, annotations));
    expect(await liveData()).toEqual({ a: "2" });
  });

  it("takes over what plain creations and kubectl have set, so that it can be dropped", async () => {
    const manifest = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "default" },
      data: { a: "1", b: "1" },
    };
    await cluster.server.objects.create(manifest, { fieldManager: "kubectl", dryRun: false });
    const maps = await configMaps();
    const found = await maps.import(`default/${name}`);
    if (found === undefined) throw new Error("the object was not found");
    await maps.update(found, configMap({ a: "2" }));
    expect(await liveData()).toEqual({ a: "2" });
  });

  it("leaves ignored fields to their manager, or as they are", async () => {
    const deployments = new KubernetesResource(await configured({}), "kubernetes:apps/v1:Deployment");
    const deployment = (replicas: number, image: string): PropertyObject => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "main", image }] } },
      },
    });
    const made = await deployments.create(deployment(1, "fine:1"));
    await cluster.server.objects.merge(
      { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name },
      { spec: { replicas: 3 } },
      { fieldManager: "autoscaler", dryRun: false },
    );
    const options = { ignoreChanges: ["spec.replicas"] };
    expect(await deployments.diff(made, deployment(2, "fine:1"), options)).toMatchObject({ changes: false });
    const updated = await deployments.update(made, deployment(2, "fine:2"), options);
    expect(updated.outputs).toMatchObject({ spec: { replicas: 3 } });
  });

  it("under another manager's name gives up the fields of the old one", async () => {
    const maps = await configMaps();
    const annotated = (manager: string): PropertyObject => ({ "pulumi.com/patchFieldManager": manager });
    const made = await maps.create(configMap({ a: "1" }, annotated("first")));
    const first = await maps.update(made, configMap({ a: "1", b: "1" }, annotated("first")));
    await maps.update(first, configMap({ a: "1" }, annotated("second")));
    expect(await liveData()).toEqual({ a: "1" });
    const live = await cluster.server.objects.get({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: "default",
      name,
    });
    expect(listAt(live, "metadata", "managedFields").map((entry) => textAt(entry, "manager"))).toEqual([
      "second",
    ]);
  });

  it("of a CustomResourceDefinition replaces it whole, so that nothing dropped stays", async () => {
    const definitions = new KubernetesResource(
      await configured({}),
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
    );
    const definition = (columns: PropertyObject): PropertyObject => ({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "gears.example.com" },
      spec: {
        group: "example.com",
        scope: "Cluster",
        names: { kind: "Gear", plural: "gears", singular: "gear" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", x_kubernetes_preserve_unknown_fields: true } },
            ...columns,
          },
        ],
      },
    });
    const column = { name: "Teeth", type: "integer", jsonPath: ".spec.teeth" };
    const made = await definitions.create(definition({ additionalPrinterColumns: [column] }));
    expect(await definitions.diff(made, definition({ additionalPrinterColumns: [column] }))).toMatchObject({
      changes: false,
    });
    const updated = await definitions.update(made, definition({}));
    expect(at(toManifest(updated.outputs), "spec", "versions", 0)).toEqual({
      name: "v1",
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
    });
    await definitions.delete(updated);
  });

  it("of an object that is gone says so", async () => {
    const maps = await configMaps();
    const made = await maps.create(configMap({ a: "1" }));
    await maps.delete(made);
    await expect(maps.update(made, configMap({ a: "2" }))).rejects.toThrow(
      `ConfigMap "default/${name}" is no longer in the cluster: run pulumi refresh, then try again`,
    );
  });

  it("without server-side apply merges what has changed, and keeps the label and the manager of that way", async () => {
    const maps = await configMaps({ enableServerSideApply: "false" });
    const made = await maps.create(configMap({ a: "1", b: "1" }));
    expect(made.outputs["__fieldManager"]).toBe("pulumi-kubernetes");
    await interfere({ c: "3" });
    expect(await maps.previewUpdate(made, configMap({ a: "2" }))).toMatchObject({ data: { a: "2", c: "3" } });
    const updated = await maps.update(made, configMap({ a: "2" }));
    expect(await liveData()).toEqual({ a: "2", c: "3" });
    expect(updated.outputs).toMatchObject({
      __fieldManager: "pulumi-kubernetes",
      metadata: { labels: { "app.kubernetes.io/managed-by": "pulumi" } },
    });
  });

  it("goes on with server-side apply where client-side apply has begun", async () => {
    const made = await (
      await configMaps({ enableServerSideApply: "false" })
    ).create(configMap({ a: "1", b: "1" }));
    const maps = await configMaps();
    expect(await maps.diff(made, configMap({ a: "1", b: "1" }))).toMatchObject({ changes: false });
    await maps.update(made, configMap({ a: "2" }));
    expect(await liveData()).toEqual({ a: "2" });
  });
});

describe("a zero value that is added", () => {
  const deployment = (spec: PropertyObject, pod: PropertyObject = {}): PropertyObject => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, annotations: { "pulumi.com/skipAwait": "true" } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: "main", image: "fine" }], ...pod },
      },
      ...spec,
    },
  });

  it("is no change where the server drops it, and one where it means something", async () => {
    const deployments = cluster.resource("apps/v1:Deployment");
    const made = await deployments.create(deployment({}));
    const empty = { hostNetwork: false, tolerations: [], nodeSelector: {} };
    expect(await deployments.diff(made, deployment({ paused: false, minReadySeconds: 0 }, empty))).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
      detailedDiff: {},
    });
    const meant = deployment(
      { paused: false, revisionHistoryLimit: 0 },
      { automountServiceAccountToken: false },
    );
    expect((await deployments.diff(made, meant)).detailedDiff).toEqual({
      "spec.revisionHistoryLimit": "add",
      "spec.template.spec.automountServiceAccountToken": "add",
    });
  });

  it("replaces nothing where the server drops it, though the field can never change", async () => {
    const pods = cluster.resource("core/v1:Pod");
    const pod = (spec: PropertyObject): PropertyObject => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: { containers: [{ name: "main", image: "fine" }], ...spec },
    });
    const made = await pods.create(pod({}));
    expect(await pods.diff(made, pod({ hostNetwork: false, nodeSelector: {} }))).toMatchObject({
      changes: false,
    });
    expect(await pods.diff(made, pod({ enableServiceLinks: false }))).toMatchObject({
      replaces: ["spec.enableServiceLinks"],
    });
  });

  it("counts as a change for those who may not ask the server", async () => {
    const deployments = new KubernetesResource(
      await configured({ kubeconfig: cluster.server.kubeconfigFor({ guest: true }) }),
      "kubernetes:apps/v1:Deployment",
    );
    const made = await cluster.resource("apps/v1:Deployment").create(deployment({}));
    expect(await deployments.diff(made, deployment({ paused: false }))).toMatchObject({
      detailedDiff: { "spec.paused": "add" },
    });
  });
});

describe("ConfigMaps and Secrets", () => {
  it("are replaced when their data changes, unless the provider says that they are mutable", async () => {
    const fixed = await configMaps();
    const made = await fixed.create(configMap({ a: "1" }));
    expect(await fixed.diff(made, configMap({ a: "2" }))).toEqual({
      changes: true,
      replaces: ["data.a"],
      deleteBeforeReplace: true,
      detailedDiff: { "data.a": "update-replace" },
    });
    const mutable = await configMaps({ enableConfigMapMutable: "true" });
    expect(await mutable.diff(made, configMap({ a: "2" }))).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: false,
      detailedDiff: { "data.a": "update" },
    });
    const { immutable } = { immutable: true };
    expect(await mutable.diff(made, { ...configMap({ a: "2" }), immutable })).toMatchObject({
      replaces: ["data.a"],
    });
  });

  it("change in place with data and stringData alike", async () => {
    const secrets = new KubernetesResource(
      await configured({ enableSecretMutable: "true" }),
      "kubernetes:core/v1:Secret",
    );
    const secret = (parts: PropertyObject): PropertyObject => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name },
      ...parts,
    });
    const made = await secrets.create(secret({ stringData: new Secret({ a: "1", b: "2" }) }));
    expect(await secrets.diff(made, secret({ stringData: new Secret({ a: "1", b: "2" }) }))).toMatchObject({
      changes: false,
    });
    const encoded = (text: string): string => Buffer.from(text).toString("base64");
    const second = await secrets.update(made, secret({ stringData: { a: "3" } }));
    const third = await secrets.update(second, secret({ data: { c: encoded("4") } }));
    expect(third.outputs["data"]).toBeInstanceOf(Secret);
    const live = await cluster.server.objects.get({
      apiVersion: "v1",
      kind: "Secret",
      namespace: "default",
      name,
    });
    expect(at(live, "data")).toEqual({ c: encoded("4") });
    expect(
      await secrets.diff(third, { ...secret({ data: { c: encoded("4") } }), type: "example.com/other" }),
    ).toMatchObject({ replaces: ["type"] });
  });
});

describe("Patch resources", () => {
  it("set single fields of somebody else's object and give them back in the end", async () => {
    await interfere({ a: "1" });
    const patches = new KubernetesResource(await configured({}), "kubernetes:core/v1:ConfigMapPatch");
    const made = await patches.create(configMap({ b: "2" }));
    expect(await liveData()).toEqual({ a: "1", b: "2" });
    const changed = await patches.update(made, configMap({ c: "3" }));
    expect(await liveData()).toEqual({ a: "1", c: "3" });
    await patches.delete(changed);
    expect(await liveData()).toEqual({ a: "1" });
  });
});

describe("a refresh", () => {
  it("of an object, or of a kind, that is gone says that it is gone", async () => {
    const maps = await configMaps();
    const made = await maps.create(configMap({ a: "1" }));
    await maps.delete(made);
    expect(await maps.read(made)).toBeUndefined();
    const widgets = new KubernetesResource(await configured({}), "kubernetes:example.com/v1:Widget");
    const inputs = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name } };
    expect(await widgets.read({ id: name, inputs, outputs: inputs })).toBeUndefined();
    await widgets.delete({ id: name, inputs, outputs: inputs });
  });

  it("shows drift in what the program has set, and nothing else", async () => {
    const maps = await configMaps();
    const made = await maps.create(configMap({ a: "1" }));
    await interfere({ a: "2", c: "3" });
    const read = await maps.read(made);
    expect(read?.inputs).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "default" },
      data: { a: "2" },
    });
    if (read === undefined) throw new Error("the object was not found");
    expect(await maps.diff(read, configMap({ a: "1" }))).toMatchObject({
      detailedDiff: { "data.a": "update-replace" },
    });
  });
});
