import { describe, expect, it } from "vitest";
import { toManifest } from "../../infra/local/providers/kubernetes/manifest/manifest";
import { knownName } from "../../infra/local/providers/kubernetes/manifest/naming";
import { Secret, Unknown } from "../../infra/local/providers/protocol";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { sampleObject, sampleResource, sampleState } from "../support/kubernetesSamples";
import { shown } from "../support/propertyValues";

describe("names and namespaces", () => {
  const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: { labels: { a: "b" } } };

  it("are made for new objects without a name, in the kubeconfig's namespace", async () => {
    const { inputs: checked } = await (
      await sampleResource("core/v1:ConfigMap")
    ).check(inputs, undefined, "seed");
    expect(checked).toMatchObject({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { labels: { a: "b" }, annotations: { "pulumi.com/autonamed": "true" }, namespace: "home" },
    });
    expect(knownName(checked)).toMatch(/^web-[0-9a-f]{8}$/);
  });

  it("are made as the project says", async () => {
    const maps = await sampleResource("core/v1:ConfigMap");
    for (const mode of ["propose", "enforce"] as const) {
      const { inputs: checked } = await maps.check(inputs, undefined, "seed", {
        mode,
        proposedName: "web-of-mine",
      });
      expect(checked["metadata"]).toMatchObject({
        name: "web-of-mine",
        annotations: { "pulumi.com/autonamed": "true" },
      });
    }
    const disabled = { mode: "disable", proposedName: "" } as const;
    await expect(maps.check(inputs, undefined, "seed", disabled)).rejects.toThrow(
      'autonaming is disabled, so "web" needs metadata.name',
    );
    const named = { ...inputs, metadata: { name: "mine" } };
    expect((await maps.check(named, undefined, "seed", disabled)).inputs["metadata"]).toMatchObject({
      name: "mine",
    });
  });

  it("stay over updates, also when the resource is renamed by an alias", async () => {
    const maps = await sampleResource("core/v1:ConfigMap");
    const { inputs: first } = await maps.check(inputs, undefined, "one");
    const { inputs: second } = await maps.check({ ...inputs, data: {} }, sampleState(first), "two");
    expect(second["metadata"]).toEqual(first["metadata"]);
  });

  it("that are given are kept, known or not", async () => {
    const maps = await sampleResource("core/v1:ConfigMap");
    for (const name of ["mine", Unknown.value, new Secret("mine")]) {
      const { inputs: checked } = await maps.check({ ...inputs, metadata: { name } });
      expect(checked["metadata"]).toEqual({ name, namespace: "home" });
    }
    const unknown = { ...inputs, metadata: Unknown.value };
    expect((await maps.check(unknown)).inputs).toEqual(unknown);
  });

  it("of kinds outside of namespaces get no namespace", async () => {
    const roles = await sampleResource("rbac.authorization.k8s.io/v1:ClusterRole");
    expect((await roles.check({ metadata: { name: "r" } })).inputs).toEqual({ metadata: { name: "r" } });
  });

  it("follow the provider's namespace before the kubeconfig's", async () => {
    const maps = await sampleResource("core/v1:ConfigMap", { namespace: "mine" });
    expect((await maps.check({ metadata: { name: "r" } })).inputs).toEqual({
      metadata: { name: "r", namespace: "mine" },
    });
  });

  it("are the provider's for an object whose namespace is not known yet, as with the official plug-in", async () => {
    const maps = await sampleResource("core/v1:ConfigMap");
    for (const namespace of [Unknown.value, new Secret(Unknown.value)]) {
      const { inputs: checked } = await maps.check({ ...inputs, metadata: { name: "mine", namespace } });
      expect(shown(checked["metadata"])).toMatchObject({ name: "mine" });
      expect(toManifest(checked)).toMatchObject({ metadata: { name: "mine", namespace: "home" } });
    }
    const roles = await sampleResource("rbac.authorization.k8s.io/v1:ClusterRole");
    const unknown = { metadata: { name: "r", namespace: Unknown.value } };
    expect((await roles.check(unknown)).inputs).toEqual(unknown);
  });

  it("cannot be left to the server with server-side apply", async () => {
    const maps = await sampleResource("core/v1:ConfigMap");
    await expect(maps.check({ metadata: { generateName: "a-" } })).rejects.toThrow(
      "metadata.generateName is not possible with server-side apply",
    );
    const plain = await sampleResource("core/v1:ConfigMap", { enableServerSideApply: "false" });
    expect((await plain.check({ metadata: { generateName: "a-" } })).inputs).toMatchObject({
      metadata: { generateName: "a-", namespace: "home" },
    });
  });
});

describe("forms that are refused", () => {
  it("are lists and patches without a name or without server-side apply", async () => {
    const lists = await sampleResource("core/v1:ConfigMapList");
    await expect(lists.check({ items: [] })).rejects.toThrow("ConfigMapList cannot be created");
    const patches = await sampleResource("core/v1:ConfigMapPatch");
    await expect(patches.check({ metadata: {} })).rejects.toThrow("Patch resources need metadata.name");
    const plain = await sampleResource("core/v1:ConfigMapPatch", { enableServerSideApply: "false" });
    await expect(plain.check({ metadata: { name: "a" } })).rejects.toThrow(
      "Patch resources need server-side apply",
    );
  });
});

describe("checked inputs", () => {
  async function checked(kind: string, parts: PropertyObject): Promise<unknown> {
    const resource = await sampleResource(`core/v1:${kind}`);
    return shown((await resource.check(sampleObject("v1", kind, parts))).inputs);
  }

  it("hold a list with a secret as one secret, and other secrets as the program gave them", async () => {
    const env = [
      { name: "OPEN", value: "1" },
      { name: "KEY", value: new Secret("sesame") },
    ];
    const spec = { hostname: new Secret("h"), containers: [{ name: "main", env }], volumes: [{ name: "v" }] };
    expect(await checked("Pod", { spec })).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "default" },
      spec: {
        hostname: { secret: "h" },
        containers: {
          secret: [
            {
              name: "main",
              env: [
                { name: "OPEN", value: "1" },
                { name: "KEY", value: "sesame" },
              ],
            },
          ],
        },
        volumes: [{ name: "v" }],
      },
    });
  });

  it("do so also while something is not known yet", async () => {
    const args = [new Secret("sesame"), Unknown.value];
    expect(await checked("Pod", { spec: { args } })).toMatchObject({
      spec: { args: { secret: ["sesame", "<unknown>"] } },
    });
  });

  it("keep metadata, labels and annotations secret that are so as a whole", async () => {
    const pods = await sampleResource("core/v1:Pod", { enableServerSideApply: "false" });
    const given = { labels: new Secret({ a: "1" }), annotations: new Secret({ b: "2" }) };
    expect(shown((await pods.check({ metadata: new Secret(given) }, undefined, "s")).inputs)).toMatchObject({
      metadata: { secret: { labels: { a: "1" }, annotations: { b: "2" }, namespace: "home" } },
    });
    expect(shown((await pods.check({ metadata: given }, undefined, "s")).inputs)).toMatchObject({
      metadata: {
        labels: { secret: { a: "1", "app.kubernetes.io/managed-by": "pulumi" } },
        annotations: { secret: { b: "2", "pulumi.com/autonamed": "true" } },
      },
    });
  });

  it("hold the data of a Secret as the server keeps it, secret whether the program says so or not", async () => {
    const data = { a: "MQ==" };
    expect(await checked("Secret", { data, stringData: { b: "2" } })).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "web", namespace: "default" },
      data: { secret: { a: "MQ==", b: "Mg==" } },
    });
    expect(await checked("Secret", { data, stringData: { b: Unknown.value } })).toMatchObject({
      data: { secret: data },
      stringData: { secret: { b: "<unknown>" } },
    });
  });

  it("have no field that only the server writes", async () => {
    const metadata = { name: "web", namespace: "default", uid: "u", resourceVersion: "1", managedFields: [] };
    expect(await checked("ConfigMap", { metadata })).toMatchObject({
      metadata: { name: "web", namespace: "default" },
    });
    expect(await checked("ConfigMap", { metadata })).not.toHaveProperty("metadata.uid");
  });
});

describe("the label of client-side apply", () => {
  const plain = { enableServerSideApply: "false" };
  const label = { "app.kubernetes.io/managed-by": "pulumi" };
  const map = (metadata: PropertyObject = {}): PropertyObject =>
    sampleObject("v1", "ConfigMap", { metadata: { name: "web", namespace: "default", ...metadata } });

  it.each([
    ["no labels", {}, { labels: label }],
    ["labels", { labels: { a: "1" } }, { labels: { a: "1", ...label } }],
    ["another manager", { labels: { "app.kubernetes.io/managed-by": "me" } }, { labels: label }],
    ["labels that are not known yet", { labels: Unknown.value }, { labels: Unknown.value }],
  ])("is set on a new object with %s", async (_, given, expected) => {
    const maps = await sampleResource("core/v1:ConfigMap", plain);
    expect((await maps.check(map(given))).inputs).toEqual(map(expected));
  });

  it("stays on an object that has it and comes to none that has not, however objects are applied now", async () => {
    const [client, server] = [
      await sampleResource("core/v1:ConfigMap", plain),
      await sampleResource("core/v1:ConfigMap"),
    ];
    for (const maps of [client, server]) {
      expect((await maps.check(map(), sampleState(map({ labels: label })))).inputs).toEqual(
        map({ labels: label }),
      );
      expect((await maps.check(map(), sampleState(map()))).inputs).toEqual(map());
    }
    expect((await server.check(map())).inputs).toEqual(map());
  });
});
