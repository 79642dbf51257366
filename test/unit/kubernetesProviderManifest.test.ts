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
import { pruneToShape, refreshedInputs } from "../../infra/local/providers/kubernetes/manifest/prune";
import { nanoUnits, sameQuantity } from "../../infra/local/providers/kubernetes/manifest/quantity";
import { isNamespacedKind } from "../../infra/local/providers/kubernetes/manifest/scope";
import { withSecretsOf } from "../../infra/local/providers/kubernetes/manifest/secrecy";
import { withUnknownServerFields } from "../../infra/local/providers/kubernetes/manifest/serverFields";
import { parseTypeToken } from "../../infra/local/providers/kubernetes/manifest/typeToken";
import { isPropertyObject, Secret, Unknown } from "../../infra/local/providers/protocol";
import type { PropertyObject, PropertyValue } from "../../infra/local/providers/protocol";
import { shown } from "../support/propertyValues";

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

  it("keep the zero values of the inputs that the server drops, in a refresh", () => {
    const inputs = {
      paused: false,
      count: 0,
      name: "",
      list: [],
      map: {},
      nested: { on: false, parts: [] },
      env: [
        { name: "A", value: "" },
        { name: "B", value: "" },
      ],
      text: "lost",
      deep: { name: "lost", on: false },
    };
    const live = { env: [{ name: "A" }], deep: {}, added: 1 };
    expect(refreshedInputs(live, inputs, live)).toEqual({
      paused: false,
      count: 0,
      name: "",
      list: [],
      map: {},
      nested: { on: false, parts: [] },
      env: [{ name: "A", value: "" }],
      deep: { on: false },
    });
  });

  it("lose zero values that the object had and lacks now, in a refresh", () => {
    const inputs = { spec: { escalation: false, ports: [{ weight: 0 }], dropped: false } };
    const before = { spec: { escalation: false, ports: [{ weight: 0 }] } };
    expect(refreshedInputs({ spec: { ports: [{}] } }, inputs, before)).toEqual({
      spec: { ports: [{}], dropped: false },
    });
    expect(refreshedInputs({ spec: { escalation: true } }, inputs, before)).toEqual({
      spec: { escalation: true, dropped: false },
    });
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
      { data: { a: "1", b: "2" }, moved: "text", spec: { a: 1 } },
      {
        data: { a: new Secret("0"), gone: new Secret("3") },
        moved: { key: new Secret("4") },
        spec: new Secret("5"),
      },
    );
    expect(shown(marked)).toEqual({
      data: { a: { secret: "1" }, b: "2" },
      moved: { secret: "text" },
      spec: { secret: { a: 1 } },
    });
  });

  it("in a list make all of it secret, since its items change their places", () => {
    const target = { env: [{ name: "NEW" }, { name: "KEY", value: "sesame" }], ports: [{ port: 1 }] };
    const source = { env: [{ name: "KEY", value: new Secret("sesame") }], ports: [{ port: 1 }] };
    expect(shown(withSecretsOf(target, source))).toEqual({
      env: { secret: [{ name: "NEW" }, { name: "KEY", value: "sesame" }] },
      ports: [{ port: 1 }],
    });
    expect(shown(withSecretsOf(source, source))).toEqual({
      env: { secret: [{ name: "KEY", value: "sesame" }] },
      ports: [{ port: 1 }],
    });
  });

  it("are sealed in what kubectl noted about the object, of Secrets always", () => {
    const note = "kubectl.kubernetes.io/last-applied-configuration";
    const metadata = { name: "a", annotations: { [note]: "{}", other: "1" } };
    const noted = (kind: string, marked: PropertyObject): PropertyValue | undefined => {
      const manifest = { apiVersion: "v1", kind, metadata };
      const checkpoint = { inputs: {}, live: manifest, fieldManager: "m", initialApiVersion: "v1" };
      return property(checkpointProperties(checkpoint, marked), "metadata", "annotations");
    };
    const open = { [note]: "{}", other: "1" };
    const closed = { [note]: { secret: "{}" }, other: "1" };
    expect(shown(noted("ConfigMap", {}))).toEqual(open);
    expect(shown(noted("ConfigMap", { data: { k: new Secret("v") } }))).toEqual(closed);
    expect(shown(noted("Secret", {}))).toEqual(closed);
  });

  it("of a Secret object are secret in the outputs, marked or not, and in the inputs kept with them", () => {
    const inputs = { apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, data: { k: "djE=" } };
    const live = { ...inputs, metadata: { name: "a", uid: "u" } };
    const outputs = checkpointProperties(
      { inputs, live, fieldManager: "m", initialApiVersion: "v1" },
      { ...inputs, metadata: { name: new Secret("a") } },
    );
    expect(shown(outputs["data"])).toEqual({ secret: { k: "djE=" } });
    expect(shown(property(outputs, "__inputs", "data"))).toEqual({ secret: { k: "djE=" } });
    expect(shown(property(outputs, "metadata", "name"))).toEqual({ secret: "a" });
    expect(parseCheckpoint(outputs)).toEqual({ inputs, live, fieldManager: "m", initialApiVersion: "v1" });
  });
});

describe("a preview", () => {
  const inputs = {
    apiVersion: "v1",
    kind: "Service",
    spec: { ports: [{ port: 80 }, { port: 81, nodePort: 30_001 }] },
  };
  const answered = {
    metadata: { name: "a", uid: "u", resourceVersion: "1", generation: 2 },
    spec: {
      clusterIP: "10.0.0.1",
      clusterIPs: ["10.0.0.1"],
      type: "NodePort",
      ports: [
        { port: 80, nodePort: 30_000 },
        { port: 81, nodePort: 30_001 },
      ],
    },
  };

  it("of a creation shows what the server makes up as unknown", () => {
    expect(shown(withUnknownServerFields(answered, inputs, {}))).toEqual({
      metadata: {
        name: "a",
        uid: "<unknown>",
        resourceVersion: "<unknown>",
        generation: "<unknown>",
      },
      spec: {
        clusterIP: "<unknown>",
        clusterIPs: "<unknown>",
        type: "NodePort",
        ports: [
          { port: 80, nodePort: "<unknown>" },
          { port: 81, nodePort: 30_001 },
        ],
      },
    });
  });

  it("of an update shows what the object has already, and only the rest as unknown", () => {
    const before = {
      metadata: { name: "a", uid: "u", resourceVersion: "1", generation: 1 },
      spec: { clusterIP: "10.0.0.1", clusterIPs: ["10.0.0.1"], ports: [{ port: 80 }] },
    };
    expect(shown(withUnknownServerFields(answered, inputs, before))).toEqual({
      metadata: { name: "a", uid: "u", resourceVersion: "<unknown>", generation: "<unknown>" },
      spec: {
        clusterIP: "10.0.0.1",
        clusterIPs: ["10.0.0.1"],
        type: "NodePort",
        ports: [
          { port: 80, nodePort: "<unknown>" },
          { port: 81, nodePort: 30_001 },
        ],
      },
    });
  });

  it("keeps an address that the program has chosen", () => {
    const headless = { apiVersion: "v1", kind: "Service", spec: { clusterIP: "None" } };
    const outputs = { spec: { clusterIP: "None", clusterIPs: ["None"] } };
    expect(withUnknownServerFields(outputs, headless, {})).toEqual(outputs);
  });
});

function property(object: PropertyValue | undefined, ...path: readonly string[]): PropertyValue | undefined {
  return path.reduce<PropertyValue | undefined>((value, name) => {
    const plain = value instanceof Secret ? value.reveal() : value;
    return isPropertyObject(plain) ? plain[name] : undefined;
  }, object);
}
