import { describe, expect, it } from "vitest";
import {
  containsPath,
  parsePath,
  pathText,
} from "../../infra/local/providers/kubernetes/manifest/difference";
import { Unknown } from "../../infra/local/providers/protocol";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { sampleDiff, sampleObject, sampleResource, sampleState } from "../support/kubernetesSamples";

describe("a difference", () => {
  const deployment = (parts: PropertyObject): PropertyObject =>
    sampleObject("apps/v1", "Deployment", { spec: parts });

  it("is none when only the server has added fields", async () => {
    const inputs = deployment({
      replicas: 1,
      template: { spec: { containers: [{ name: "a", image: "i" }] } },
    });
    const added = {
      spec: {
        replicas: 1,
        strategy: { type: "RollingUpdate" },
        template: {
          spec: {
            containers: [{ name: "a", image: "i", imagePullPolicy: "Always" }],
            dnsPolicy: "ClusterFirst",
          },
        },
      },
      status: { replicas: 1 },
    };
    expect(await sampleDiff("apps/v1:Deployment", inputs, inputs, added)).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
      detailedDiff: {},
    });
  });

  it("is none between equal quantities, empty fields that the server drops, and the default namespace", async () => {
    const inputs = {
      ...deployment({
        template: { spec: { hostNetwork: false, containers: [{ resources: { limits: { cpu: "0.5" } } }] } },
      }),
      metadata: { name: "web", labels: {} },
    };
    const added = {
      metadata: { name: "web", namespace: "default" },
      spec: { template: { spec: { containers: [{ resources: { limits: { cpu: "500m" } } }] } } },
    };
    const result = await (
      await sampleResource("apps/v1:Deployment", { namespace: "default" })
    ).diff(sampleState(inputs, added), inputs);
    expect(result.changes).toBe(false);
  });

  it("lists every changed field in place", async () => {
    const olds = deployment({
      replicas: 1,
      paused: true,
      template: { spec: { containers: [{ image: "a" }, { image: "b" }] } },
    });
    const news = {
      ...deployment({
        replicas: 2,
        minReadySeconds: 3,
        template: { spec: { containers: [{ image: "c" }] } },
      }),
      metadata: { name: "web", namespace: "default", labels: { "app.kubernetes.io/name": "web" } },
    };
    expect(await sampleDiff("apps/v1:Deployment", olds, news)).toEqual({
      changes: true,
      replaces: [],
      deleteBeforeReplace: false,
      detailedDiff: {
        "metadata.labels": "add",
        "spec.replicas": "update",
        "spec.minReadySeconds": "add",
        "spec.paused": "delete",
        "spec.template.spec.containers[0].image": "update",
        "spec.template.spec.containers[1]": "delete",
      },
    });
  });

  it("is seen when a field that means something by being false is added", async () => {
    const olds = deployment({ template: { spec: {} } });
    const news = deployment({ template: { spec: { automountServiceAccountToken: false } } });
    expect((await sampleDiff("apps/v1:Deployment", olds, news)).detailedDiff).toEqual({
      "spec.template.spec.automountServiceAccountToken": "add",
    });
  });

  it("is seen in drift that a refresh has brought into the state", async () => {
    const inputs = deployment({ replicas: 1 });
    expect(
      (await sampleDiff("apps/v1:Deployment", inputs, inputs, { spec: { replicas: 5 } })).detailedDiff,
    ).toEqual({
      "spec.replicas": "update",
    });
  });

  it("counts a value that is not known yet as changed", async () => {
    const olds = deployment({ replicas: 1 });
    expect(
      (await sampleDiff("apps/v1:Deployment", olds, deployment({ replicas: Unknown.value }))).detailedDiff,
    ).toEqual({
      "spec.replicas": "update",
    });
  });

  it("leaves out what the program ignores", async () => {
    const deployments = await sampleResource("apps/v1:Deployment");
    const result = await deployments.diff(
      sampleState(deployment({ replicas: 1, paused: false })),
      deployment({ replicas: 2, paused: true }),
      {
        ignoreChanges: ["spec.replicas"],
      },
    );
    expect(result.detailedDiff).toEqual({ "spec.paused": "update" });
  });
});

describe("paths", () => {
  it.each([
    ["spec.ports[0].port", ["spec", "ports", 0, "port"]],
    ['metadata.labels["app.kubernetes.io/name"]', ["metadata", "labels", "app.kubernetes.io/name"]],
    ["spec.containers[*].image", ["spec", "containers", "*", "image"]],
  ])("%s", (text, path) => {
    expect(parsePath(text)).toEqual(path);
    if (!path.includes("*")) expect(pathText(path)).toBe(text);
  });

  it("that make no sense are refused", () => {
    expect(() => parsePath("spec..a[")).toThrow('"spec..a[" is no property path');
  });

  it("contain what lies below them", () => {
    expect(containsPath(["spec"], ["spec", "a"])).toBe(true);
    expect(containsPath(["spec", "*", "a"], ["spec", 3, "a", "b"])).toBe(true);
    expect(containsPath(["spec", "a"], ["spec"])).toBe(false);
    expect(containsPath(["spec", "b"], ["spec", "a"])).toBe(false);
  });
});
