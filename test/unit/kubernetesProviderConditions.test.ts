import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";
import type { Manifest } from "../../infra/local/providers/kubernetes/manifest/manifest";
import { judgeDeployment } from "../../infra/local/providers/kubernetes/waiting/deployment";
import { matchesJsonPath, parseJsonPath } from "../../infra/local/providers/kubernetes/waiting/jsonPath";
import type { Readiness, Snapshot } from "../../infra/local/providers/kubernetes/waiting/readiness";
import { selectorOf } from "../../infra/local/providers/kubernetes/waiting/selector";
import { readWaiterFor, waiterFor } from "../../infra/local/providers/kubernetes/waiting/waiterFor";

function snapshot(self: Manifest, related: Record<string, readonly Manifest[]> = {}, quietMs = 0): Snapshot {
  return { self, related, quietMs };
}

function condition(type: string, status: string, reason = "", message = ""): JsonObject {
  return { type, status, reason, message };
}

describe("what is waited for", () => {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment" };
  const annotated = (annotations: JsonObject): Manifest => ({ ...deployment, metadata: { annotations } });

  it("depends on the kind", () => {
    expect(waiterFor(deployment, deployment)?.judge).toBe(judgeDeployment);
    expect(waiterFor({}, { apiVersion: "v1", kind: "ConfigMap" })).toBeUndefined();
    expect(readWaiterFor({}, { apiVersion: "v1", kind: "PersistentVolumeClaim" })).toBeUndefined();
    expect(readWaiterFor(deployment, deployment)?.judge).toBe(judgeDeployment);
  });

  it.each([
    ["apps/v1", "DaemonSet", true],
    ["apps/v1", "Deployment", true],
    ["apps/v1", "StatefulSet", true],
    ["batch/v1", "Job", true],
    ["networking.k8s.io/v1", "Ingress", true],
    ["v1", "Pod", true],
    ["v1", "Service", true],
    ["v1", "PersistentVolume", false],
    ["v1", "PersistentVolumeClaim", false],
    ["v1", "ReplicationController", false],
    ["v1", "ResourceQuota", false],
    ["v1", "Secret", false],
  ])("is also judged in a refresh, or not: %s/%s", (apiVersion, kind, isRead) => {
    const live = { apiVersion, kind };
    expect(waiterFor({}, live)).toBeDefined();
    expect(readWaiterFor({}, live) !== undefined).toBe(isRead);
    // A program's own conditions are for creations and updates.
    const own = { metadata: { annotations: { "pulumi.com/waitFor": "condition=Never" } } };
    expect(readWaiterFor(own, live) !== undefined).toBe(isRead);
  });

  it("is nothing with skipAwait", () => {
    const inputs = annotated({ "pulumi.com/skipAwait": "true" });
    expect([waiterFor(inputs, deployment), readWaiterFor(inputs, deployment)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("is what waitFor says", () => {
    const waiter = waiterFor(
      annotated({ "pulumi.com/waitFor": '["condition=Synced", "jsonpath={.status.phase}=Up"]' }),
      deployment,
    );
    const judge = (status: JsonObject): Readiness | undefined => waiter?.judge(snapshot({ status }));
    expect(judge({ conditions: [condition("Synced", "True")], phase: "Up" })?.ready).toBe(true);
    expect(judge({ conditions: [condition("Synced", "False")], phase: "Up" })?.reasons).toEqual([
      "waiting for condition=Synced",
    ]);
    const never = waiterFor(annotated({ "pulumi.com/waitFor": "condition=Stalled=False" }), deployment);
    expect(never?.judge(snapshot({ status: { conditions: [condition("Stalled", "False")] } })).ready).toBe(
      true,
    );
  });

  it.each([
    ["ready", 'pulumi.com/waitFor takes "condition=…" or "jsonpath=…", not "ready"'],
    ["[]", "pulumi.com/waitFor must hold one condition or more, not []"],
    ["jsonpath=.status", '"jsonpath=.status" is no JSONPath to wait for'],
    ["jsonpath={.a[1:2]}", '"jsonpath={.a[1:2]}" has a part that is not supported'],
  ])("may not be %s", (wanted, message) => {
    expect(() => waiterFor(annotated({ "pulumi.com/waitFor": wanted }), deployment)).toThrow(message);
  });
});

describe("JSONPath", () => {
  const object = {
    status: {
      phase: "Up",
      count: 2,
      list: [
        { type: "A", status: "no" },
        { type: "B", status: "yes" },
      ],
      "a.b": true,
    },
  };

  it.each([
    ["jsonpath={.status.phase}=Up", true],
    ["jsonpath={.status.phase}=Down", false],
    ["jsonpath={.status.phase}", true],
    ["jsonpath={.status.gone}", false],
    ["jsonpath={.status.count}=2", true],
    ["jsonpath={.status.list[1].status}=yes", true],
    ["jsonpath={.status.list[*].status}=yes", true],
    ['jsonpath={.status.list[?(@.type=="A")].status}=yes', false],
    ['jsonpath={.status.list[?(@.type=="B")].status}=yes', true],
    ["jsonpath={.status['a.b']}=true", true],
  ])("%s is %s", (expression, expected) => {
    expect(matchesJsonPath(parseJsonPath(expression), object)).toBe(expected);
  });
});

describe("selectors", () => {
  it("are written as the API takes them", () => {
    const selector = {
      matchLabels: { app: "a", tier: "b" },
      matchExpressions: [
        { key: "x", operator: "In", values: ["1", "2"] },
        { key: "y", operator: "NotIn", values: ["3"] },
        { key: "z", operator: "Exists" },
        { key: "w", operator: "DoesNotExist" },
      ],
    };
    expect(selectorOf({ spec: { selector } })).toEqual({
      labels: "app=a,tier=b,x in (1,2),y notin (3),z,!w",
    });
    expect(selectorOf({ spec: {} })).toEqual({});
  });
});
