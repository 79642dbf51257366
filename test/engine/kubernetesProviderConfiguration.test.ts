import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { describe, expect, it } from "vitest";
import { outputValues } from "../support/engine";
import { kubernetesStacks } from "../support/kubernetesStacks";

const stacks = kubernetesStacks();
const { program } = stacks;

describe("the provider resource", () => {
  it("is previewed without a cluster while its kubeconfig is not known", async () => {
    let previewed = false;
    const stack = await stacks.backend.stack(() => {
      const first = new k8s.Provider("first", { kubeconfig: stacks.server.kubeconfig });
      const marker = new k8s.core.v1.ConfigMap(
        "marker",
        { metadata: { name: "marker" } },
        { provider: first },
      );
      const kubeconfig = marker.metadata.uid.apply(() => stacks.server.kubeconfig);
      const second = new k8s.Provider("second", { kubeconfig });
      const late = new k8s.core.v1.ConfigMap("late", { metadata: { name: "late" } }, { provider: second });
      previewed = true;
      return Promise.resolve({ name: late.metadata.name });
    });
    expect((await stack.preview()).changeSummary).toEqual({ create: 5 });
    expect(previewed).toBe(true);
    expect(outputValues(await stack.up())["name"]).toBe("late");
    await stack.destroy();
  });

  it("is previewed while its cluster does not answer, and says so when it is used", async () => {
    const kubeconfig = stacks.server.kubeconfigFor({ server: "https://127.0.0.1:1" });
    const stack = await stacks.backend.stack(
      program(
        (options) => {
          new k8s.core.v1.ConfigMap("none", { metadata: { name: "none" } }, options);
          return {};
        },
        { kubeconfig },
      ),
    );
    expect((await stack.preview()).changeSummary).toEqual({ create: 3 });
    await expect(stack.up()).rejects.toThrow(
      "the cluster is unreachable: https://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1",
    );
  });

  it("moves its objects when the cluster is another one, unless clusterIdentifier says it is the same", async () => {
    // Another address of the same server stands for another cluster.
    const elsewhere = stacks.server.kubeconfigFor({
      server: stacks.server.objects.client.server.replace("127.0.0.1", "localhost"),
    });
    const moved = (configuration: Partial<k8s.ProviderArgs>): PulumiFn =>
      program((options) => {
        new k8s.core.v1.ConfigMap("here", { data: { a: "1" } }, options);
        return {};
      }, configuration);
    const plan = async (configuration: Partial<k8s.ProviderArgs>): Promise<unknown> =>
      (await (await stacks.backend.stack(moved(configuration))).preview()).changeSummary;
    await (await stacks.backend.stack(moved({ clusterIdentifier: "site-a" }))).up();
    expect(await plan({ clusterIdentifier: "site-a", kubeconfig: elsewhere })).toEqual({
      same: 2,
      update: 1,
    });
    expect(await plan({ clusterIdentifier: "site-b" })).toEqual({ same: 1, replace: 2 });

    await (await stacks.backend.stack(moved({}))).up();
    expect(await plan({ kubeconfig: elsewhere })).toEqual({ same: 1, replace: 2 });
    await (await stacks.backend.stack(moved({}))).destroy();
  });

  it("takes a path, a context and its namespace", async () => {
    const file = join(stacks.backend.folder, "kubeconfig");
    await writeFile(file, stacks.server.kubeconfig, { mode: 0o600 });
    await stacks.server.objects.create(
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "elsewhere" } },
      { fieldManager: "test", dryRun: false },
    );
    const stack = await stacks.backend.stack(
      program(
        (options) => {
          const config = new k8s.core.v1.ConfigMap("placed", { metadata: { name: "placed" } }, options);
          return { namespace: config.metadata.namespace };
        },
        { kubeconfig: file, context: "elsewhere" },
      ),
    );
    expect(outputValues(await stack.up())["namespace"]).toBe("elsewhere");
    await stack.destroy();
  });

  it("follows the project's way of naming", async () => {
    const stack = await stacks.backend.stack(
      program((options) => {
        const map = new k8s.core.v1.ConfigMap("verbatim", { data: {} }, options);
        return { name: map.metadata.name };
      }),
    );
    await stack.setConfig("pulumi:autonaming.mode", { value: "verbatim" }, true);
    expect(outputValues(await stack.up())["name"]).toBe("verbatim");
    await stack.destroy();
    await stack.setConfig("pulumi:autonaming.mode", { value: "disabled" }, true);
    await expect(stack.preview()).rejects.toThrow(
      'autonaming is disabled, so "verbatim" needs metadata.name',
    );
  });

  it("refuses what this stand-in cannot do, naming the official plug-in", async () => {
    const rendering = await stacks.backend.stack(program(() => ({}), { renderYamlToDirectory: "out" }));
    await expect(rendering.preview()).rejects.toThrow(
      "writing YAML files instead of a cluster is not supported by this stand-in for pulumi-resource-kubernetes, install the official plug-in",
    );
    const release = await stacks.backend.stack(
      program((options) => {
        new k8s.helm.v3.Release("chart", { chart: "none" }, options);
        return {};
      }),
    );
    await expect(release.preview()).rejects.toThrow(
      "kubernetes:helm.sh/v3:Release is not supported by this stand-in for pulumi-resource-kubernetes",
    );
  });

  it("has to name its cluster and context in strict mode, which the stack's settings can ask for", async () => {
    const stack = await stacks.backend.stack(program(() => ({})));
    await stack.setConfig("kubernetes:strictMode", { value: "true" });
    await expect(stack.preview()).rejects.toThrow('strict mode needs "context" on the provider');
    const named = await stacks.backend.stack(program(() => ({}), { context: "test" }));
    expect((await named.preview()).changeSummary).toEqual({ create: 2 });
  });

  it("forgets the objects of a lost cluster when PULUMI_K8S_DELETE_UNREACHABLE says so", async () => {
    const config = (kubeconfig: string): PulumiFn =>
      program(
        (options) => {
          new k8s.core.v1.ConfigMap("lost", { metadata: { name: "lost-cluster" } }, options);
          return {};
        },
        { kubeconfig, clusterIdentifier: "site" },
      );
    await (await stacks.backend.stack(config(stacks.server.kubeconfig))).up();
    const lost = await stacks.backend.stack(
      config(stacks.server.kubeconfigFor({ server: "https://127.0.0.1:1" })),
    );
    await lost.up();
    await expect(lost.destroy()).rejects.toThrow("if it was deleted, set PULUMI_K8S_DELETE_UNREACHABLE=true");
    lost.workspace.envVars["PULUMI_K8S_DELETE_UNREACHABLE"] = "true";
    expect((await lost.destroy()).summary.resourceChanges).toEqual({ delete: 3 });
    await stacks.server.objects.remove(
      { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "lost-cluster" },
      "Background",
    );
  });
});
