import { describe, expect, it } from "vitest";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import {
  clusterObject,
  sampleDiff,
  sampleObject,
  sampleResource,
  sampleState,
} from "../support/kubernetesSamples";

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
    const result = await sampleDiff(
      type,
      sampleObject(apiVersion, kind, olds),
      sampleObject(apiVersion, kind, news),
    );
    expect(result.changes).toBe(true);
    expect([...(result.replaces ?? [])].sort()).toEqual(replaces);
    expect(result.deleteBeforeReplace).toBe(replaces.length > 0);
  });

  it.each<[string, string, PropertyObject, PropertyObject, string[]]>([
    [
      "a StorageClass's provisioner",
      "storage.k8s.io/v1:StorageClass",
      { provisioner: "a" },
      { provisioner: "b" },
      ["provisioner"],
    ],
    [
      "a StorageClass's parameters",
      "storage.k8s.io/v1:StorageClass",
      { provisioner: "a" },
      { provisioner: "a", parameters: { tier: "1" } },
      ["parameters"],
    ],
    [
      "a StorageClass's expansion (in place)",
      "storage.k8s.io/v1:StorageClass",
      { provisioner: "a" },
      { provisioner: "a", allowVolumeExpansion: true },
      [],
    ],
    [
      "a volume's source",
      "core/v1:PersistentVolume",
      { spec: { hostPath: { path: "/a" } } },
      { spec: { hostPath: { path: "/b" } } },
      ["spec.hostPath.path"],
    ],
    [
      "a cluster binding's role",
      "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
      { roleRef: { name: "a" } },
      { roleRef: { name: "b" } },
      ["roleRef.name"],
    ],
  ])("of %s, which lies in no namespace", async (_, type, olds, news, replaces) => {
    const [module = "", kind = ""] = type.split(":");
    const apiVersion = module.replace("core/", "");
    const [before, after] = [clusterObject(apiVersion, kind, olds), clusterObject(apiVersion, kind, news)];
    const state = { ...sampleState(before), id: "web" };
    expect(await (await sampleResource(type)).diff(state, after)).toMatchObject({
      changes: true,
      replaces,
      deleteBeforeReplace: replaces.length > 0,
    });
  });

  it("is not needed for data when the provider says that it is mutable, unless the object is immutable", async () => {
    const config = { enableConfigMapMutable: "true", enableSecretMutable: "true" };
    for (const kind of ["ConfigMap", "Secret"]) {
      const olds = sampleObject("v1", kind, { data: { a: "MQ==" } });
      const news = sampleObject("v1", kind, { data: { a: "Mg==" } });
      expect((await sampleDiff(`core/v1:${kind}`, olds, news, {}, config)).replaces).toEqual([]);
      const sealed = { ...news, immutable: true };
      expect((await sampleDiff(`core/v1:${kind}`, olds, sealed, {}, config)).replaces).toEqual(["data.a"]);
    }
  });

  it("follows another name or namespace, and can then begin with the new object", async () => {
    const olds = sampleObject("v1", "ConfigMap", {});
    const renamed = { ...olds, metadata: { name: "other", namespace: "default" } };
    expect(await sampleDiff("core/v1:ConfigMap", olds, renamed)).toMatchObject({
      replaces: ["metadata.name"],
      deleteBeforeReplace: false,
    });
    const moved = { ...olds, metadata: { name: "web", namespace: "other" } };
    expect(await sampleDiff("core/v1:ConfigMap", olds, moved)).toMatchObject({
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
    const maps = await sampleResource("core/v1:ConfigMap");
    const news = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { namespace: "default" },
      data: { a: "2" },
    };
    expect(await maps.diff(sampleState(olds), news)).toMatchObject({
      replaces: ["data.a"],
      deleteBeforeReplace: false,
    });
  });

  it("is never needed for patches, save for another object", async () => {
    const olds = sampleObject("v1", "ConfigMap", { data: { a: "1" } });
    const news = sampleObject("v1", "ConfigMap", { data: { a: "2" } });
    expect((await sampleDiff("core/v1:ConfigMapPatch", olds, news)).replaces).toEqual([]);
  });
});
