import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { gpuMachineType } from "../../infra/catalogue";
import { numberAt, textAt, type JsonObject } from "../../infra/local/providers/kubernetes/manifest/json";
import { isMade } from "../../stacks/siteSchema";
import { startSchedulerRun, type SchedulerRun } from "../support/schedulerRun";
import { configOf, registrationsOf, shippedStacks } from "../support/shippedStacks";
import { claimsOf, nodesOf, workloadsOf } from "../support/stackObjects";

const made = shippedStacks.filter((stack) => configOf(stack).sites.every(isMade));

/** What of a stack is scheduled. */
interface Scheduled {
  readonly nodes: readonly JsonObject[];
  readonly workloads: readonly JsonObject[];
  /** The names of nodes with GPUs. */
  readonly withGpus: readonly string[];
  readonly engines: readonly JsonObject[];
}

async function scheduledOf(stack: string): Promise<Scheduled> {
  const config = configOf(stack);
  const sites = config.sites.filter(isMade);
  const nodes = sites.flatMap(nodesOf);
  const workloads = workloadsOf(await registrationsOf(stack), config.namespace);
  return {
    nodes,
    workloads,
    withGpus: sites.flatMap((site) =>
      site.nodePools
        .filter(({ machineType }) => gpuMachineType(site.cloud, machineType) !== undefined)
        .flatMap(({ name, count }) =>
          Array.from({ length: count }, (_, index) => `${site.name}-${name}-${index}`),
        ),
    ),
    engines: workloads.filter((workload) => textAt(workload, "kind") === "StatefulSet"),
  };
}

describe("the real scheduler, on nodes as the pools of a stack have them", { timeout: 120_000 }, () => {
  let run: SchedulerRun;
  beforeAll(async () => {
    run = await startSchedulerRun();
  }, 120_000);
  afterEach(() => run.clear());
  afterAll(() => run.stop());

  const settled = async (expected: number) => {
    await expect
      .poll(
        async () =>
          Object.values(await run.placement()).filter((place) => !place.startsWith("pending")).length,
        {
          timeout: 30_000,
        },
      )
      .toBe(expected);
    return run.placement();
  };

  it.each(made)(
    "%s: models are on GPUs, a device plug-in is on each node with some, the rest is on others",
    async (stack) => {
      const { nodes, workloads, withGpus, engines } = await scheduledOf(stack);
      await run.make([...nodes, ...workloads, ...claimsOf(workloads)]);
      const replicas = workloads.map((workload) =>
        textAt(workload, "kind") === "DaemonSet"
          ? withGpus.length
          : numberAt(workload, 0, "spec", "replicas"),
      );
      const placement = await settled(replicas.reduce((sum, count) => sum + count, 0));
      const models = engines.map((engine) => textAt(engine, "metadata", "name"));
      const isOnGpus = (pod: string) =>
        models.some((model) => pod.startsWith(`${model}-`)) || pod.startsWith("nvidia-device-plugin-");
      for (const [pod, node] of Object.entries(placement)) {
        expect([pod, withGpus.includes(node)]).toEqual([pod, isOnGpus(pod)]);
      }
      const plugins = Object.entries(placement).filter(([pod]) => pod.startsWith("nvidia-device-plugin-"));
      expect(plugins.map(([, node]) => node).toSorted()).toEqual(withGpus.toSorted());
    },
  );

  it("what does not fit waits, and goes where there is room once its node is drained", async () => {
    const { nodes, workloads, withGpus, engines } = await scheduledOf("de-aws");
    const [engine] = engines;
    if (engine === undefined) throw new Error("the stack serves no model");
    await run.make([...nodes, ...workloads, ...claimsOf(workloads)]);
    const name = textAt(engine, "metadata", "name");
    const replicasOf = async () =>
      Object.entries(await run.placement())
        .filter(([pod]) => pod.startsWith(`${name}-`))
        .toSorted();

    await run.change(engine, { spec: { replicas: withGpus.length + 1 } });
    await expect
      .poll(async () => (await replicasOf()).filter(([, place]) => withGpus.includes(place)).length, {
        timeout: 30_000,
      })
      .toBe(withGpus.length);
    await expect
      .poll(async () => (await replicasOf()).map(([, place]) => place).join("\n"), { timeout: 30_000 })
      .toMatch(/pending: 0\/5 nodes are available: .*Insufficient nvidia\.com\/gpu/);

    const namespace = textAt(engine, "metadata", "namespace");
    await run.change(engine, { spec: { replicas: 1 } });
    // No kubelet says that the others have ended.
    for (const [pod] of (await replicasOf()).slice(1)) await run.evict(namespace, pod);
    await expect.poll(async () => (await replicasOf()).length, { timeout: 30_000 }).toBe(1);
    const [first] = await replicasOf();
    const drained = nodes.find((node) => textAt(node, "metadata", "name") === first?.[1]);
    if (first === undefined || drained === undefined) throw new Error("the first replica is on no node");
    await run.change(drained, { spec: { unschedulable: true } });
    await run.evict(namespace, first[0]);
    await expect
      .poll(async () => (await replicasOf()).find(([pod]) => pod === first[0])?.[1], { timeout: 30_000 })
      .toSatisfy((place: string) => place !== first[1] && withGpus.includes(place));
  });
});
