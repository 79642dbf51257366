import { describe, expect, it } from "vitest";
import {
  checkpointProperties,
  parseCheckpoint,
} from "../../infra/local/providers/kubernetes/manifest/checkpoint";
import { withAt } from "../../infra/local/providers/kubernetes/manifest/json";
import {
  fromManifest,
  idOf,
  parseId,
  toManifest,
} from "../../infra/local/providers/kubernetes/manifest/manifest";
import { uniqueName } from "../../infra/local/providers/kubernetes/manifest/naming";
import { normalizeManifest } from "../../infra/local/providers/kubernetes/manifest/normalize";
import { pruneToShape } from "../../infra/local/providers/kubernetes/manifest/prune";
import { nanoUnits, sameQuantity } from "../../infra/local/providers/kubernetes/manifest/quantity";
import { isNamespacedKind } from "../../infra/local/providers/kubernetes/manifest/scope";
import { withSecretsOf } from "../../infra/local/providers/kubernetes/manifest/secrecy";
import { withUnknownServerFields } from "../../infra/local/providers/kubernetes/manifest/serverFields";
import { parseTypeToken } from "../../infra/local/providers/kubernetes/manifest/typeToken";
import { isPropertyObject, Secret, Unknown } from "../../infra/local/providers/protocol";
import type { PropertyValue } from "../../infra/local/providers/protocol";

function reveal(value: PropertyValue | undefined): unknown {
  return value instanceof Secret ? { secret: value.reveal() } : value;
}

describe("type tokens", () => {
  it.each([
    ["kubernetes:core/v1:Secret", { group: "", version: "v1", kind: "Secret", patch: false }],
    ["kubernetes:apps/v1:Deployment", { group: "apps", version: "v1", kind: "Deployment", patch: false }],
    [
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      { group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy", patch: false },
    ],
    ["kubernetes:core/v1:ConfigMapPatch", { group: "", version: "v1", kind: "ConfigMap", patch: true }],
    [
      "kubernetes:example.com/v1alpha1:Widget",
      { group: "example.com", version: "v1alpha1", kind: "Widget", patch: false },
    ],
  ])("%s", (token, type) => {
    expect(parseTypeToken(token)).toEqual(type);
  });

  it.each([
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:yaml/v2:ConfigGroup",
    "kubernetes:kustomize/v2:Directory",
  ])("%s is the official plug-in's", (token) => {
    expect(() => parseTypeToken(token)).toThrow(
      `${token} is not supported by this stand-in for pulumi-resource-kubernetes, which serves plain Kubernetes ` +
        "objects: install the official plug-in",
    );
  });

  it("of other forms are refused", () => {
    expect(() => parseTypeToken("aws:s3/bucket:Bucket")).toThrow("is no type of this provider");
    expect(() => parseTypeToken("kubernetes:v1:Secret")).toThrow("has no group and version");
  });
});

describe("manifests", () => {
  it("come from properties without secrets and nulls, with the server's field names, and go back", () => {
    const properties = {
      metadata: { name: "a", labels: null },
      spec: new Secret({ schema: { x_kubernetes_preserve_unknown_fields: true, x_other: 1 } }),
      list: [new Secret("s"), null],
    };
    const manifest = toManifest(properties);
    expect(manifest).toEqual({
      metadata: { name: "a" },
      spec: { schema: { "x-kubernetes-preserve-unknown-fields": true, x_other: 1 } },
      list: ["s", null],
    });
    expect(property(fromManifest(manifest), "spec", "schema")).toEqual({
      x_kubernetes_preserve_unknown_fields: true,
      x_other: 1,
    });
    expect(() => toManifest({ a: [Unknown.value] })).toThrow("a value of the object is not known yet");
  });

  it("have ids of namespace and name", () => {
    expect(idOf({ metadata: { name: "a", namespace: "n" } })).toBe("n/a");
    expect(idOf({ metadata: { name: "a" } })).toBe("a");
    expect(parseId("n/a")).toEqual({ namespace: "n", name: "a" });
    expect(parseId("a")).toEqual({ namespace: "", name: "a" });
  });

  it("are compared in the form in which the server keeps them", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "a", uid: "u", resourceVersion: "1" },
      data: { kept: "YQ ==", overwritten: "YQ==" },
      stringData: { overwritten: "b" },
    };
    expect(normalizeManifest(secret)).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "a" },
      data: { kept: "YQ==", overwritten: "Yg==" },
    });
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      spec: { preserveUnknownFields: false, group: "g" },
      status: {},
    };
    expect(normalizeManifest(definition)).toEqual({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      spec: { group: "g" },
    });
  });

  it("are pruned to what the inputs have set", () => {
    const live = { spec: { a: 1, b: 2, list: [{ x: 1, y: 2 }, { x: 3 }], added: {} }, status: {} };
    expect(pruneToShape(live, { spec: { a: 0, list: [{ x: 0 }], gone: 1 } })).toEqual({
      spec: { a: 1, list: [{ x: 1 }] },
    });
    expect(pruneToShape({ a: "text" }, { a: { b: 1 } })).toEqual({ a: "text" });
  });

  it("are changed at a path without touching the rest", () => {
    const manifest = { a: { b: 1 }, c: 2 };
    expect(withAt(manifest, ["a", "d"], 3)).toEqual({ a: { b: 1, d: 3 }, c: 2 });
    expect(withAt(manifest, ["a", "b"], undefined)).toEqual({ a: {}, c: 2 });
    expect(withAt(manifest, ["x", "y"], undefined)).toBe(manifest);
    expect(manifest).toEqual({ a: { b: 1 }, c: 2 });
  });
});

describe("quantities", () => {
  it.each([
    ["0.5", "500m"],
    ["1", "1000m"],
    [2, "2"],
    ["1Gi", "1024Mi"],
    ["1.5Gi", "1536Mi"],
    ["1e3", "1k"],
    ["128974848", "123Mi"],
    ["0.1n", "1n"],
  ])("%s is %s", (left, right) => {
    expect(sameQuantity(left, right)).toBe(true);
  });

  it.each([
    ["1", "1m"],
    ["1Gi", "1G"],
    ["a", "a"],
    ["", ""],
    ["1", "-1"],
  ])("%s is not %s", (left, right) => {
    expect(sameQuantity(left, right)).toBe(false);
  });

  it("are exact", () => {
    expect(nanoUnits("1Ei")).toBe(2n ** 60n * 10n ** 9n);
    expect(nanoUnits("-1.5")).toBe(-1_500_000_000n);
  });
});

describe("generated names", () => {
  it("end in eight hexadecimal digits that the seed decides", () => {
    const name = uniqueName("web-", Buffer.from("seed"));
    expect(name).toMatch(/^web-[0-9a-f]{8}$/);
    expect(uniqueName("web-", Buffer.from("seed"))).toBe(name);
    expect(uniqueName("web-", Buffer.from("other"))).not.toBe(name);
    expect(uniqueName("web-", Buffer.alloc(0))).not.toBe(uniqueName("web-", Buffer.alloc(0)));
  });
});

describe("scopes of kinds", () => {
  it.each([
    ["", "Pod", true],
    ["", "Namespace", false],
    ["apps", "Deployment", true],
    ["rbac.authorization.k8s.io", "Role", true],
    ["rbac.authorization.k8s.io", "ClusterRole", false],
    ["networking.k8s.io", "NetworkPolicy", true],
    ["example.com", "Widget", undefined],
  ])("%s/%s", (group, kind, namespaced) => {
    expect(isNamespacedKind(group, kind)).toBe(namespaced);
  });
});

describe("secrets", () => {
  it("carry over to the same fields of another object", () => {
    const marked = withSecretsOf(
      { data: { a: "1", b: "2" }, list: [{ v: "x" }, { v: "y" }] },
      { data: { a: new Secret("0") }, list: [{ v: "x" }, new Secret({ v: "z" })] },
    );
    expect(reveal(property(marked, "data", "a"))).toEqual({ secret: "1" });
    expect(property(marked, "data", "b")).toBe("2");
    const list = marked["list"];
    expect(Array.isArray(list) && list.map((item: PropertyValue) => reveal(item))).toEqual([
      { v: "x" },
      { secret: { v: "y" } },
    ]);
  });

  it("of a Secret object are secret in the outputs, marked or not, and in the inputs kept with them", () => {
    const inputs = { apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, data: { k: "djE=" } };
    const live = { ...inputs, metadata: { name: "a", uid: "u" } };
    const outputs = checkpointProperties(
      { inputs, live, fieldManager: "m", initialApiVersion: "v1" },
      { ...inputs, metadata: { name: new Secret("a") } },
    );
    expect(reveal(outputs["data"])).toEqual({ secret: { k: "djE=" } });
    expect(reveal(property(outputs, "__inputs", "data"))).toEqual({ secret: { k: "djE=" } });
    expect(reveal(property(outputs, "metadata", "name"))).toEqual({ secret: "a" });
    expect(parseCheckpoint(outputs)).toEqual({ inputs, live, fieldManager: "m", initialApiVersion: "v1" });
  });
});

describe("a preview", () => {
  it("shows what the server makes up as unknown", () => {
    const inputs = {
      apiVersion: "v1",
      kind: "Service",
      spec: { ports: [{ port: 80 }, { port: 81, nodePort: 30_001 }] },
    };
    const outputs = withUnknownServerFields(
      {
        metadata: { name: "a", uid: "u", resourceVersion: "1" },
        spec: {
          clusterIP: "10.0.0.1",
          clusterIPs: ["10.0.0.1"],
          type: "NodePort",
          ports: [
            { port: 80, nodePort: 30_000 },
            { port: 81, nodePort: 30_001 },
          ],
        },
      },
      inputs,
    );
    expect(outputs).toEqual({
      metadata: { name: "a", uid: Unknown.value, resourceVersion: Unknown.value },
      spec: {
        clusterIP: Unknown.value,
        clusterIPs: Unknown.value,
        type: "NodePort",
        ports: [
          { port: 80, nodePort: Unknown.value },
          { port: 81, nodePort: 30_001 },
        ],
      },
    });
  });

  it("keeps an address that the program has chosen", () => {
    const inputs = { apiVersion: "v1", kind: "Service", spec: { clusterIP: "None" } };
    expect(withUnknownServerFields({ spec: { clusterIP: "None", clusterIPs: ["None"] } }, inputs)).toEqual({
      spec: { clusterIP: "None", clusterIPs: ["None"] },
    });
  });
});

function property(object: PropertyValue | undefined, ...path: readonly string[]): PropertyValue | undefined {
  return path.reduce<PropertyValue | undefined>((value, name) => {
    const plain = value instanceof Secret ? value.reveal() : value;
    return isPropertyObject(plain) ? plain[name] : undefined;
  }, object);
}
