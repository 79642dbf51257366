import { describe, expect, it } from "vitest";
import type { DiffResult, PropertyObject } from "../../infra/local/providers/protocol";
import { configuredProvider, KubernetesResource } from "../support/kubernetesCalls";
import type { ResourceState } from "../support/kubernetesCalls";

/** A kubeconfig of a server that is not there: nothing here may need one. */
const kubeconfig = JSON.stringify({
  clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "u", user: { token: "t" } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u", namespace: "home" } }],
  "current-context": "c",
});

async function resource(type: string, config: PropertyObject = {}): Promise<KubernetesResource> {
  return new KubernetesResource(
    await configuredProvider({ kubeconfig, ...config }),
    `kubernetes:${type}`,
    "web",
  );
}

/** The state after `inputs` were made, with what the server added. */
function state(inputs: PropertyObject, added: PropertyObject = {}): ResourceState {
  return {
    id: "default/web",
    inputs,
    outputs: { ...inputs, ...added, __inputs: inputs, __fieldManager: "m" },
  };
}

async function diff(
  type: string,
  olds: PropertyObject,
  news: PropertyObject,
  added: PropertyObject = {},
  config: PropertyObject = {},
): Promise<DiffResult> {
  return (await resource(type, config)).diff(state(olds, added), news);
}

function object(apiVersion: string, kind: string, parts: PropertyObject): PropertyObject {
  return { apiVersion, kind, metadata: { name: "web", namespace: "default" }, ...parts };
}

describe("a replacement", () => {
  it.each<[string, string, PropertyObject, PropertyObject, string[]]>([
    [
      "a Deployment's selector",
      "apps/v1:Deployment",
      { spec: { selector: { matchLabels: { a: "1" } } } },
      { spec: { selector: { matchLabels: { a: "2" } } } },
      ["spec.selector.matchLabels.a"],
    ],
    [
      "a StatefulSet's claims",
      "apps/v1:StatefulSet",
      { spec: { serviceName: "s" } },
      { spec: { serviceName: "s", volumeClaimTemplates: [{}] } },
      ["spec.volumeClaimTemplates"],
    ],
    [
      "a DaemonSet's selector",
      "apps/v1:DaemonSet",
      { spec: { selector: { matchLabels: { a: "1" } } } },
      { spec: { selector: { matchExpressions: [{ key: "a", operator: "Exists" }] } } },
      ["spec.selector.matchExpressions", "spec.selector.matchLabels"],
    ],
    [
      "a Job's template",
      "batch/v1:Job",
      { spec: { template: { spec: { containers: [{ image: "a" }] } } } },
      { spec: { template: { spec: { containers: [{ image: "b" }] } } } },
      ["spec.template.spec.containers[0].image"],
    ],
    [
      "a Service's address",
      "core/v1:Service",
      { spec: {} },
      { spec: { clusterIP: "None" } },
      ["spec.clusterIP"],
    ],
    [
      "a claim's access modes",
      "core/v1:PersistentVolumeClaim",
      { spec: { accessModes: ["ReadWriteOnce"] } },
      { spec: { accessModes: ["ReadWriteMany"] } },
      ["spec.accessModes[0]"],
    ],
    [
      "a claim's size (in place)",
      "core/v1:PersistentVolumeClaim",
      { spec: { resources: { requests: { storage: "1Gi" } } } },
      { spec: { resources: { requests: { storage: "2Gi" } } } },
      [],
    ],
    [
      "a StorageClass's provisioner",
      "storage.k8s.io/v1:StorageClass",
      { provisioner: "a" },
      { provisioner: "b" },
      ["provisioner"],
    ],
    [
      "a Pod's image",
      "core/v1:Pod",
      { spec: { containers: [{ name: "m", image: "a" }] } },
      { spec: { containers: [{ name: "m", image: "b" }] } },
      ["spec.containers[0].image"],
    ],
    [
      "a Pod's deadline (in place)",
      "core/v1:Pod",
      { spec: { activeDeadlineSeconds: 10 } },
      { spec: { activeDeadlineSeconds: 5 } },
      [],
    ],
    ["a Secret's type", "core/v1:Secret", { type: "a" }, { type: "b" }, ["type"]],
    ["a Secret's data", "core/v1:Secret", { data: { a: "MQ==" } }, { stringData: { a: "2" } }, ["data.a"]],
    [
      "a ConfigMap's data",
      "core/v1:ConfigMap",
      { data: { a: "1" } },
      { data: { a: "1", b: "2" } },
      ["data.b"],
    ],
    [
      "a binding's role",
      "rbac.authorization.k8s.io/v1:RoleBinding",
      { roleRef: { name: "a" } },
      { roleRef: { name: "b" } },
      ["roleRef.name"],
    ],
    [
      "a quota's scopes",
      "core/v1:ResourceQuota",
      { spec: { scopes: ["a"] } },
      { spec: { scopes: ["b"] } },
      ["spec.scopes[0]"],
    ],
    [
      "a NetworkPolicy's rules (in place)",
      "networking.k8s.io/v1:NetworkPolicy",
      { spec: { podSelector: {}, egress: [] } },
      { spec: { podSelector: {}, egress: [{}] } },
      [],
    ],
    [
      "a whole spec with a selector",
      "apps/v1:Deployment",
      {},
      { spec: { selector: { matchLabels: { a: "1" } } } },
      ["spec"],
    ],
  ])("of %s", async (_, type, olds, news, replaces) => {
    const [module = "", kind = ""] = type.split(":");
    const apiVersion = module.replace("core/", "");
    const result = await diff(type, object(apiVersion, kind, olds), object(apiVersion, kind, news));
    expect(result.changes).toBe(true);
    expect([...(result.replaces ?? [])].sort()).toEqual(replaces);
    expect(result.deleteBeforeReplace).toBe(replaces.length > 0);
  });

  it("is not needed for data when the provider says that it is mutable, unless the object is immutable", async () => {
    const config = { enableConfigMapMutable: "true", enableSecretMutable: "true" };
    for (const kind of ["ConfigMap", "Secret"]) {
      const olds = object("v1", kind, { data: { a: "MQ==" } });
      const news = object("v1", kind, { data: { a: "Mg==" } });
      expect((await diff(`core/v1:${kind}`, olds, news, {}, config)).replaces).toEqual([]);
      const sealed = { ...news, immutable: true };
      expect((await diff(`core/v1:${kind}`, olds, sealed, {}, config)).replaces).toEqual(["data.a"]);
    }
  });

  it("follows another name or namespace, and can then begin with the new object", async () => {
    const olds = object("v1", "ConfigMap", {});
    const renamed = { ...olds, metadata: { name: "other", namespace: "default" } };
    expect(await diff("core/v1:ConfigMap", olds, renamed)).toMatchObject({
      replaces: ["metadata.name"],
      deleteBeforeReplace: false,
    });
    const moved = { ...olds, metadata: { name: "web", namespace: "other" } };
    expect(await diff("core/v1:ConfigMap", olds, moved)).toMatchObject({
      replaces: ["metadata.namespace"],
      deleteBeforeReplace: false,
    });
  });

  it("of an object with a made name begins with the new object", async () => {
    const metadata = {
      name: "web-01234567",
      namespace: "default",
      annotations: { "pulumi.com/autonamed": "true" },
    };
    const olds = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } };
    const maps = await resource("core/v1:ConfigMap");
    const news = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { namespace: "default" },
      data: { a: "2" },
    };
    expect(await maps.diff(state(olds), news)).toMatchObject({
      replaces: ["data.a"],
      deleteBeforeReplace: false,
    });
  });

  it("is never needed for patches, save for another object", async () => {
    const olds = object("v1", "ConfigMap", { data: { a: "1" } });
    const news = object("v1", "ConfigMap", { data: { a: "2" } });
    expect((await diff("core/v1:ConfigMapPatch", olds, news)).replaces).toEqual([]);
  });
});
