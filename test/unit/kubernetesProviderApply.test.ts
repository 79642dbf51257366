import { describe, expect, it } from "vitest";
import { ApiError } from "../../infra/local/providers/kubernetes/api/apiError";
import { explainConflict } from "../../infra/local/providers/kubernetes/apply/conflict";
import { propagationOf } from "../../infra/local/providers/kubernetes/apply/deleteObject";
import { withIgnoredFields } from "../../infra/local/providers/kubernetes/apply/ignoredFields";
import {
  creators,
  hasPlainWrites,
  takeover,
} from "../../infra/local/providers/kubernetes/apply/managedFields";
import { mergePatch } from "../../infra/local/providers/kubernetes/apply/updateObject";
import type { JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";
import type { Manifest } from "../../infra/local/providers/kubernetes/manifest/manifest";

function entry(manager: string, operation: string, fieldsV1: JsonObject, subresource?: string): JsonObject {
  const part = subresource === undefined ? {} : { subresource };
  return { manager, operation, apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1, ...part };
}

function live(...managedFields: readonly JsonObject[]): Manifest {
  return { metadata: { resourceVersion: "7", managedFields }, spec: { replicas: 3, paused: true } };
}

describe("taking fields over", () => {
  it("hands the fields of creators to our manager in one entry, and leaves the others", () => {
    const others = entry("kube-controller-manager", "Update", { "f:status": {} }, "status");
    const object = live(
      entry("pulumi-kubernetes", "Update", { "f:data": { ".": {}, "f:a": {} } }),
      others,
      entry("kubectl", "Update", { "f:data": { "f:b": {} } }),
      entry("ours", "Apply", { "f:metadata": {} }),
    );
    expect(takeover(object, creators, "ours")).toEqual([
      {
        op: "replace",
        path: "/metadata/managedFields",
        value: [
          entry("ours", "Apply", { "f:metadata": {}, "f:data": { ".": {}, "f:a": {}, "f:b": {} } }),
          others,
        ],
      },
      { op: "replace", path: "/metadata/resourceVersion", value: "7" },
    ]);
  });

  it("takes the fields of a manager that goes by another name now", () => {
    const object = live(entry("first", "Apply", { "f:data": {} }));
    expect(takeover(object, [{ manager: "first", operation: "Apply" }], "second")).toMatchObject([
      { value: [entry("second", "Apply", { "f:data": {} })] },
      {},
    ]);
  });

  it("changes nothing when only we, others, or subresources have written", () => {
    const object = live(
      entry("ours", "Apply", {}),
      entry("autoscaler", "Update", {}),
      entry("kubectl", "Update", {}, "status"),
    );
    expect(takeover(object, creators, "ours")).toBeUndefined();
    expect(hasPlainWrites(object)).toBe(false);
    expect(hasPlainWrites(live(entry("pulumi-kubernetes", "Update", {})))).toBe(true);
  });
});

describe("ignored fields", () => {
  const manifest = { spec: { replicas: 1, paused: false, ports: [{ port: 1 }] } };
  const object = live(
    entry("autoscaler", "Update", { "f:spec": { "f:replicas": {} } }),
    entry("ours", "Apply", { "f:spec": { "f:paused": {} } }),
  );

  it("are left out when another manages them, and keep their value when we do", () => {
    expect(withIgnoredFields(manifest, object, ["spec.replicas", "spec.paused"], "ours")).toEqual({
      spec: { paused: true, ports: [{ port: 1 }] },
    });
  });

  it("in lists, and those that are not there, stay as the inputs have them", () => {
    expect(withIgnoredFields(manifest, object, ["spec.ports[0].port", "spec.gone"], "ours")).toEqual(
      manifest,
    );
  });
});

describe("a conflict", () => {
  it("names every field, who manages it, and the ways out", () => {
    const error = ApiError.of(409, {
      reason: "Conflict",
      message: "Apply failed",
      details: { causes: [{ field: ".spec.replicas", message: 'conflict with "autoscaler"' }] },
    });
    const explained = explainConflict(error, "ours");
    expect(explained instanceof Error && explained.message).toBe(
      'server-side apply conflict: fields that "ours" sets are managed by others\n' +
        '  .spec.replicas: conflict with "autoscaler"\n' +
        'leave these fields to them, or set the annotation pulumi.com/patchForce: "true" on the object ' +
        "(enablePatchForce on the provider) to take them over",
    );
  });

  it("of versions, and other errors, stay what they are", () => {
    const version = ApiError.of(409, { reason: "Conflict", message: "the object has been modified" });
    expect(explainConflict(version, "ours")).toBe(version);
    const other = ApiError.of(422, { reason: "Invalid" });
    expect(explainConflict(other, "ours")).toBe(other);
  });
});

describe("a merge patch", () => {
  it("sets what is new, takes away what is gone and replaces lists whole", () => {
    expect(mergePatch({ a: { b: 1, c: 1 }, d: 1, list: [1, 2] }, { a: { b: 2 }, list: [1] })).toEqual({
      a: { b: 2, c: null },
      d: null,
      list: [1],
    });
  });
});

describe("deletion", () => {
  it.each([
    ["Orphan", "Orphan"],
    ["background", "Background"],
    ["foreground", "Foreground"],
    ["", "Foreground"],
  ])("with the policy %j is %s", (policy, expected) => {
    const annotations = { "pulumi.com/deletionPropagationPolicy": policy };
    expect(propagationOf({ metadata: { annotations } })).toBe(expected);
  });
});
