import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { at, listAt, parseJson, textAt } from "../../infra/local/providers/kubernetes/manifest/json";
import { parseId } from "../../infra/local/providers/kubernetes/manifest/manifest";
import { outputValues } from "../support/engine";
import { kubernetesStacks } from "../support/kubernetesStacks";

const stacks = kubernetesStacks();
const { program, find } = stacks;

function deploymentSpec(app: string, image: string): k8s.types.input.apps.v1.DeploymentSpec {
  const labels = { app };
  return {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "main", image }] } },
  };
}

describe("a stack", () => {
  it("is previewed, made, left alone when nothing changes, changed and removed", async () => {
    const shop = (image: string): PulumiFn =>
      program((options) => {
        const namespace = new k8s.core.v1.Namespace("shop", { metadata: { name: "shop" } }, options);
        const metadata = { namespace: namespace.metadata.name };
        const web = new k8s.apps.v1.Deployment(
          "web",
          { metadata, spec: deploymentSpec("web", image) },
          options,
        );
        const service = new k8s.core.v1.Service(
          "web",
          {
            metadata: { ...metadata, name: "web" },
            spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
          },
          { ...options, dependsOn: web },
        );
        return { name: web.metadata.name, namespace: web.metadata.namespace, ip: service.spec.clusterIP };
      });
    const stack = await stacks.backend.stack(shop("fine:1"));

    expect((await stack.preview()).changeSummary).toEqual({ create: 5 });
    expect(await find("v1", "Namespace", "shop", "")).toBeUndefined();

    const made = outputValues(await stack.up());
    expect(made["name"]).toMatch(/^web-[0-9a-f]{8}$/);
    expect(made["namespace"]).toBe("shop");
    expect(made["ip"]).toMatch(/^10\.250\./);
    const name = String(made["name"]);
    const live = await find("apps/v1", "Deployment", name, "shop");
    expect(at(live, "metadata", "annotations", "pulumi.com/autonamed")).toBe("true");

    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 5 });

    const changed = await stacks.backend.stack(shop("fine:2"));
    expect((await changed.preview()).changeSummary).toEqual({ same: 4, update: 1 });
    const updated = await changed.up();
    expect(updated.summary.resourceChanges).toEqual({ same: 4, update: 1 });
    expect(outputValues(updated)).toEqual(made);
    const after = await find("apps/v1", "Deployment", name, "shop");
    expect(at(after, "spec", "template", "spec", "containers", 0, "image")).toBe("fine:2");
    expect(at(after, "metadata", "uid")).toBe(at(live, "metadata", "uid"));
    expect((await changed.refresh()).summary.resourceChanges).toEqual({ same: 5 });

    expect((await changed.destroy()).summary.resourceChanges).toEqual({ delete: 5 });
    expect(await find("v1", "Namespace", "shop", "")).toBeUndefined();
  });

  it("shows what the server chooses as unknown in a preview, and the rest as the server would make it", async () => {
    const seen: Record<string, unknown> = {};
    const stack = await stacks.backend.stack(
      program((options) => {
        const service = new k8s.core.v1.Service(
          "front",
          { metadata: { name: "front" }, spec: { ports: [{ port: 80 }] } },
          options,
        );
        const output = (name: string, value: pulumi.Output<unknown>): pulumi.Output<unknown> =>
          value.apply((known) => {
            seen[name] = known;
            return known;
          });
        return {
          ip: output("ip", service.spec.clusterIP),
          uid: output("uid", service.metadata.uid),
          protocol: output(
            "protocol",
            service.spec.ports.apply(([port]) => port?.protocol),
          ),
        };
      }),
    );
    await stack.preview();
    expect(seen).toEqual({ protocol: "TCP" });
  });

  it("replaces: first the new object with a made name, first the old one with a given name", async () => {
    const events: string[] = [];
    const pair = (app: string): PulumiFn =>
      program((options) => {
        new k8s.apps.v1.Deployment("made", { spec: deploymentSpec(`made-${app}`, "fine") }, options);
        new k8s.apps.v1.Deployment(
          "given",
          { metadata: { name: "given" }, spec: deploymentSpec(`given-${app}`, "fine") },
          options,
        );
        return {};
      });
    await (await stacks.backend.stack(pair("one"))).up();
    const changed = await stacks.backend.stack(pair("two"));
    const result = await changed.up({
      onEvent: ({ resOutputsEvent, resourcePreEvent }) => {
        const step = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata;
        const moment = resourcePreEvent === undefined ? "done" : "begin";
        if (step?.type === "kubernetes:apps/v1:Deployment") {
          events.push(`${moment} ${step.op} ${step.urn.split("::").at(-1) ?? ""}`);
        }
      },
    });
    expect(result.summary.resourceChanges).toEqual({ same: 2, replace: 2 });
    const order = (event: string): number => {
      expect(events).toContain(event);
      return events.indexOf(event);
    };
    expect(order("done delete-replaced given")).toBeLessThan(order("begin create-replacement given"));
    expect(order("done create-replacement made")).toBeLessThan(order("begin delete-replaced made"));
    const given = await find("apps/v1", "Deployment", "given");
    expect(at(given, "spec", "selector", "matchLabels", "app")).toBe("given-two");
    await changed.destroy();
  });

  it("sees drift in a refresh and undoes it", async () => {
    const stack = await stacks.backend.stack(
      program(
        (options) => {
          new k8s.core.v1.ConfigMap("drift", { metadata: { name: "drift" }, data: { a: "1" } }, options);
          new k8s.core.v1.ConfigMap("lost", { metadata: { name: "lost" }, data: { a: "1" } }, options);
          return {};
        },
        { enableConfigMapMutable: true },
      ),
    );
    await stack.up();
    const reference = { apiVersion: "v1", kind: "ConfigMap", namespace: "default" };
    await stacks.server.objects.merge(
      { ...reference, name: "drift" },
      { data: { a: "2" }, metadata: { labels: { foreign: "yes" } } },
      { fieldManager: "somebody", dryRun: false },
    );
    await stacks.server.objects.remove({ ...reference, name: "lost" }, "Background");

    expect((await stack.refresh()).summary.resourceChanges).toEqual({ same: 2, update: 1, delete: 1 });
    await expect(stack.up()).rejects.toThrow(/managed by others\n\s*\.data\.a: conflict with "somebody"/);

    await stacks.server.objects.merge(
      { ...reference, name: "drift" },
      { data: null },
      { fieldManager: "somebody", dryRun: false },
    );
    expect((await stack.up()).summary.resourceChanges).toMatchObject({ same: 3, update: 1 });
    expect(at(await find("v1", "ConfigMap", "drift"), "data")).toEqual({ a: "1" });
    expect(at(await find("v1", "ConfigMap", "drift"), "metadata", "labels")).toEqual({ foreign: "yes" });
    expect(at(await find("v1", "ConfigMap", "lost"), "data")).toEqual({ a: "1" });
    await stack.destroy();
  });

  it("keeps an object whose waiting failed, and repairs it in place", async () => {
    const torn = (image: string): PulumiFn =>
      program((options) => {
        new k8s.apps.v1.Deployment(
          "torn",
          { spec: deploymentSpec("torn", image) },
          { ...options, customTimeouts: { create: "3s", update: "20s" } },
        );
        return {};
      });
    const failing = await stacks.backend.stack(torn("broken:1"));
    await expect(failing.up()).rejects.toThrow(/\[ImagePullBackOff\] Back-off pulling image "broken:1"/);
    const resources = listAt(
      parseJson(await stacks.backend.stateText()),
      "checkpoint",
      "latest",
      "resources",
    );
    const saved = resources.find((resource) => textAt(resource, "type") === "kubernetes:apps/v1:Deployment");
    expect(textAt(saved, "id")).toMatch(/^default\/torn-[0-9a-f]{8}$/);
    expect(listAt(saved, "initErrors")).toContainEqual(expect.stringContaining("[ImagePullBackOff]"));

    const repaired = await (await stacks.backend.stack(torn("fine:1"))).up();
    expect(repaired.summary.resourceChanges).toEqual({ same: 2, update: 1 });
    const { name } = parseId(textAt(saved, "id"));
    expect(at(await find("apps/v1", "Deployment", name), "status", "readyReplicas")).toBe(1);
    const again = await stacks.backend.stack(torn("fine:1"));
    expect((await again.up()).summary.resourceChanges).toEqual({ same: 3 });
    await again.destroy();
  });

  it("tries an object that was not ready again although the program has not changed", async () => {
    const stack = await stacks.backend.stack(
      program((options) => {
        const job = { restartPolicy: "Never", containers: [{ name: "main", image: "slow" }] };
        new k8s.core.v1.Pod(
          "late",
          { metadata: { name: "late" }, spec: job },
          { ...options, customTimeouts: { create: "1s", update: "30s" } },
        );
        return {};
      }),
    );
    await expect(stack.up()).rejects.toThrow("timed out waiting to be ready");
    const condition = (type: string): Record<string, string> => ({ type, status: "True" });
    await stacks.server.objects.client.request({
      method: "PATCH",
      path: "/api/v1/namespaces/default/pods/late/status",
      body: { status: { conditions: [condition("Ready"), condition("ContainersReady")] } },
      contentType: "application/strategic-merge-patch+json",
    });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 3 });
    await stack.destroy();
  });

  it("keeps the data of Secrets out of the plain state", async () => {
    const key = "client-key-8c1f";
    const secretive = (value: string): PulumiFn =>
      program(
        (options) => {
          new k8s.core.v1.Secret("keys", { metadata: { name: "keys" }, stringData: { key: value } }, options);
          new k8s.core.v1.ConfigMap(
            "mixed",
            { metadata: { name: "mixed" }, data: { a: pulumi.secret(value) } },
            options,
          );
          return {};
        },
        { enableSecretMutable: true, enableConfigMapMutable: true },
      );
    const stack = await stacks.backend.stack(secretive(key));
    const result = await stack.up();
    expect(at(await find("v1", "Secret", "keys"), "data", "key")).toBe(Buffer.from(key).toString("base64"));
    expect(at(await find("v1", "ConfigMap", "mixed"), "data", "a")).toBe(key);
    const changed = await stacks.backend.stack(secretive(`${key}-2`));
    const second = await changed.up();
    expect(second.summary.resourceChanges).toEqual({ same: 2, update: 2 });
    expect(at(await find("v1", "Secret", "keys"), "data")).toEqual({
      key: Buffer.from(`${key}-2`).toString("base64"),
    });
    await changed.refresh();
    for (const text of [await stacks.backend.stateText(), result.stdout, second.stdout]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(Buffer.from(key).toString("base64").slice(0, 18));
    }
    await changed.destroy();
  });

  it("imports an object and manages it from then on", async () => {
    await stacks.server.objects.create(
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "found", namespace: "default" },
        data: { a: "1" },
      },
      { fieldManager: "kubectl", dryRun: false },
    );
    const adopt = (data: Record<string, string>, importing: boolean): PulumiFn =>
      program(
        (options) => {
          new k8s.core.v1.ConfigMap(
            "found",
            { metadata: { name: "found", namespace: "default" }, data },
            { ...options, ...(importing ? { import: "default/found" } : {}) },
          );
          return {};
        },
        { enableConfigMapMutable: true },
      );
    const stack = await stacks.backend.stack(adopt({ a: "1" }, true));
    expect((await stack.up()).summary.resourceChanges).toEqual({ create: 2, import: 1 });
    const owner = await stacks.backend.stack(adopt({ b: "2" }, false));
    expect((await owner.up()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
    expect(at(await find("v1", "ConfigMap", "found"), "data")).toEqual({ b: "2" });
    await owner.destroy();
    expect(await find("v1", "ConfigMap", "found")).toBeUndefined();
  });

  it("reads an object that something else owns", async () => {
    const stack = await stacks.backend.stack(
      program((options) => {
        const account = k8s.core.v1.ServiceAccount.get("default", "default/default", options);
        return { uid: account.metadata.uid };
      }),
    );
    const account = await find("v1", "ServiceAccount", "default");
    expect(outputValues(await stack.up())["uid"]).toBe(textAt(account, "metadata", "uid"));
    await stack.destroy();
    expect(await find("v1", "ServiceAccount", "default")).toBeDefined();
  });

  it("makes custom kinds and objects of them in one go, whatever the namespace's order", async () => {
    const stack = await stacks.backend.stack(
      program((options) => {
        new k8s.apiextensions.v1.CustomResourceDefinition(
          "widgets",
          {
            metadata: { name: "widgets.example.com" },
            spec: {
              group: "example.com",
              scope: "Namespaced",
              names: { kind: "Widget", plural: "widgets", singular: "widget" },
              versions: [
                {
                  name: "v1",
                  served: true,
                  storage: true,
                  schema: {
                    openAPIV3Schema: {
                      type: "object",
                      properties: { spec: { type: "object", x_kubernetes_preserve_unknown_fields: true } },
                    },
                  },
                },
              ],
            },
          },
          options,
        );
        new k8s.apiextensions.CustomResource(
          "one",
          {
            apiVersion: "example.com/v1",
            kind: "Widget",
            metadata: { name: "one", namespace: "workshop" },
            spec: { size: 3 },
          },
          options,
        );
        new k8s.core.v1.Namespace("workshop", { metadata: { name: "workshop" } }, options);
        return {};
      }),
    );
    expect((await stack.preview()).changeSummary).toEqual({ create: 5 });
    await stack.up();
    expect(at(await find("example.com/v1", "Widget", "one", "workshop"), "spec", "size")).toBe(3);
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 5 });
    await stack.destroy();
    expect(
      await find("apiextensions.k8s.io/v1", "CustomResourceDefinition", "widgets.example.com", ""),
    ).toBeUndefined();
  });
});
