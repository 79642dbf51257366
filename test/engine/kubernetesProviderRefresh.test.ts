import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { at, listAt, parseJson, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import type { Json } from "../../infra/local/providers/kubernetes/manifest/json";
import { kubernetesStacks } from "../support/kubernetesStacks";

const stacks = kubernetesStacks();
const { program, find } = stacks;

const key = "client-key-5d20";
const asSomebody = { fieldManager: "somebody", dryRun: false };

/** Whether a value of an exported state is a secret: the mark is the engine's. */
function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
}

/** What the state on disk has of the resource `name`. */
async function saved(name: string): Promise<Json | undefined> {
  const resources = listAt(parseJson(await stacks.backend.stateText()), "checkpoint", "latest", "resources");
  return resources.find((resource) => textAt(resource, "urn").endsWith(`::${name}`));
}

describe("a refresh", () => {
  it("leaves no secret of a list readable, wherever its item has gone", async () => {
    const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "keyed" };
    const labels = { app: "keyed" };
    const container = { name: "main", image: "fine", env: [{ name: "KEY", value: pulumi.secret(key) }] };
    const stack = await stacks.backend.stack(
      program((options) => {
        new k8s.apps.v1.Deployment(
          "keyed",
          {
            metadata: { name: "keyed" },
            spec: {
              selector: { matchLabels: labels },
              template: { metadata: { labels }, spec: { containers: [container] } },
            },
          },
          options,
        );
        return {};
      }),
    );
    await stack.up();
    const env = "/spec/template/spec/containers/0/env";
    await stacks.server.objects.edit(reference, [
      { op: "add", path: `${env}/0`, value: { name: "INJECTED", value: "1" } },
    ]);
    await stack.refresh();

    const template = at(await stacks.server.objects.get(reference), "spec", "template", "spec");
    expect(textAt(template, "containers", 0, "env", 1, "value")).toBe(key);
    // An exported state shows secrets, each in an object that says that it is one.
    const exported: unknown = await stack.exportStack();
    const withoutSecrets = JSON.stringify(exported, (_, value: unknown) => (isSecret(value) ? "" : value));
    for (const state of [await stacks.backend.stateText(), withoutSecrets]) {
      expect(state).toContain("kubernetes:apps/v1:Deployment");
      expect(state).not.toContain(key);
    }
    await stack.destroy();
  });

  it("finds no drift in empty values that the server drops", async () => {
    const empty = (labels: Record<string, string>): PulumiFn =>
      program((options) => {
        const app = { app: "empty" };
        new k8s.apps.v1.Deployment(
          "empty",
          {
            metadata: { name: "empty", labels, annotations: {} },
            spec: {
              paused: false,
              replicas: 0,
              minReadySeconds: 0,
              selector: { matchLabels: app },
              template: {
                metadata: { labels: app },
                spec: {
                  hostNetwork: false,
                  nodeName: "",
                  nodeSelector: {},
                  tolerations: [],
                  containers: [{ name: "main", image: "fine", args: [], env: [{ name: "E", value: "" }] }],
                },
              },
            },
          },
          options,
        );
        new k8s.core.v1.PersistentVolume(
          "empty",
          {
            metadata: { name: "empty" },
            spec: {
              storageClassName: "",
              capacity: { storage: "1Gi" },
              accessModes: ["ReadWriteOnce"],
              hostPath: { path: "/none" },
            },
          },
          options,
        );
        new k8s.networking.v1.NetworkPolicy(
          "empty",
          {
            metadata: { name: "empty" },
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] },
          },
          options,
        );
        new k8s.core.v1.ConfigMap(
          "empty",
          { metadata: { name: "empty" }, data: {}, immutable: false },
          options,
        );
        return {};
      });
    const stack = await stacks.backend.stack(empty({}));
    await stack.up();
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 6 });
    expect((await stack.preview()).changeSummary).toEqual({ same: 6 });
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 6 });
    const changed = await stacks.backend.stack(empty({ a: "1" }));
    expect((await changed.up()).summary.resourceChanges).toEqual({ same: 5, update: 1 });
    await changed.destroy();
  });

  it("finds the drift of a false that the server keeps, and undoes it", async () => {
    const stack = await stacks.backend.stack(
      program((options) => {
        const account = { metadata: { name: "mute" }, automountServiceAccountToken: false };
        new k8s.core.v1.ServiceAccount("mute", account, options);
        return {};
      }),
    );
    await stack.up();
    const reference = { apiVersion: "v1", kind: "ServiceAccount", namespace: "default", name: "mute" };
    await stacks.server.objects.merge(reference, { automountServiceAccountToken: null }, asSomebody);
    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect(at(await find("v1", "ServiceAccount", "mute"), "automountServiceAccountToken")).toBe(false);
    await stack.destroy();
  });
});

describe("an update that is refused", () => {
  it("is noted with the inputs that it should have had, and tried again", async () => {
    const service = (port: number): PulumiFn =>
      program((options) => {
        new k8s.core.v1.Service("shop", { metadata: { name: "shop" }, spec: { ports: [{ port }] } }, options);
        return {};
      });
    await (await stacks.backend.stack(service(80))).up();
    await expect((await stacks.backend.stack(service(70_000))).up()).rejects.toThrow(
      /Service \\?"shop\\?" is invalid: \[spec\.ports\[0\]\.port: Invalid value: 70000/,
    );
    const resource = await saved("shop");
    expect(listAt(resource, "initErrors")).toEqual([expect.stringContaining("Invalid value: 70000")]);
    expect(at(resource, "outputs", "__inputs", "spec", "ports", 0, "port")).toBe(70_000);
    expect(at(resource, "outputs", "spec", "ports", 0, "port")).toBe(80);

    const repaired = await stacks.backend.stack(service(80));
    expect((await repaired.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect((await repaired.up()).summary.resourceChanges).toEqual({ same: 3 });
    await repaired.destroy();
  });
});

describe("a namespace that is not known yet", () => {
  it("is previewed as the provider's, and is the right one when the object is made", async () => {
    const stack = await stacks.backend.stack(
      program((options) => {
        const marker = new k8s.core.v1.ConfigMap("marker", { metadata: { name: "marker" } }, options);
        const name = marker.id.apply(() => "late");
        const late = new k8s.core.v1.Namespace("late", { metadata: { name: "late" } }, options);
        const metadata = { name: "inside", namespace: name };
        new k8s.core.v1.ConfigMap("inside", { metadata }, { ...options, dependsOn: late });
        return {};
      }),
    );
    const previewed: unknown[] = [];
    await stack.preview({
      onEvent: ({ resourcePreEvent }) => {
        const step = resourcePreEvent?.metadata;
        if (step?.urn.endsWith("::inside") === true) previewed.push(step.new?.inputs["metadata"]);
      },
    });
    expect(previewed).toEqual([{ name: "inside", namespace: "default" }]);
    await stack.up();
    expect(await find("v1", "ConfigMap", "inside", "late")).toBeDefined();
    expect(await find("v1", "ConfigMap", "inside")).toBeUndefined();
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 5 });
    await stack.destroy();
  });
});

describe("an import by a name alone", () => {
  it("finds the object in the namespace default, keeps the id, and ends with the object", async () => {
    const manifest = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "short", namespace: "default" },
    };
    await stacks.server.objects.create({ ...manifest, data: { a: "1" } }, asSomebody);
    const adopt = (options: pulumi.CustomResourceOptions): PulumiFn =>
      program((cluster) => {
        const map = { metadata: { name: "short" }, data: { a: "1" } };
        new k8s.core.v1.ConfigMap("short", map, { ...cluster, ...options });
        return {};
      });
    await (await stacks.backend.stack(adopt({ import: "short" }))).up();
    expect(textAt(await saved("short"), "id")).toBe("short");
    const owner = await stacks.backend.stack(adopt({}));
    expect((await owner.up()).summary.resourceChanges).toEqual({ same: 3 });
    expect((await owner.refresh()).summary.resourceChanges).toEqual({ same: 3 });
    await owner.destroy();
    expect(await find("v1", "ConfigMap", "short")).toBeUndefined();
  });
});
