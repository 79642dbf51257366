import { chmod, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoreV1Api, KubeConfig, StorageV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stopCluster } from "../../infra/local/cluster";
import { ctr, importImages } from "../../infra/local/cluster/containerImages";
import { buildImage, type LocalImage } from "../../infra/local/images";
import {
  gatewayRecipe,
  llamacppRecipe,
  quotaCounterRecipe,
  quotaStoreRecipe,
  shellRecipe,
} from "../../infra/local/images/recipes";
import { localPaths, type LocalPaths } from "../../infra/local/paths";
import { ensureTools } from "../../infra/local/toolchain";
import { upstreamImages } from "../../infra/images";
import { checkoutCopy } from "../support/checkoutCopy";
import { freePort } from "../../infra/local/freePorts";
import { testCluster, type TestCluster } from "../support/localCluster";
import { openAiClient, readEndpointFile, runCheckoutCommand } from "../support/localEndpoint";
import { RecordedProgress } from "../support/recordedProgress";

// A cluster that `npm start` did not make, with a default StorageClass, and with the upstream images' names for images
// that were made here. What stays untested is their content.

const progress = new RecordedProgress();

let folder: string;
let other: LocalPaths;
let cluster: TestCluster;
let checkout: LocalPaths;
let core: CoreV1Api;
/** Of its own: other checkouts start at the same time, and would take the same. */
let port: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "domicile-existing-"));
  await mkdir(join(folder, "other"));
  other = localPaths(join(folder, "other"));
  cluster = await testCluster(other);
  await bringImages();
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfig);
  core = config.makeApiClient(CoreV1Api);
  await makeVolumes(config.makeApiClient(StorageV1Api));
  checkout = await checkoutCopy(join(folder, "checkout"));
  port = String(await freePort());
});

afterAll(async () => {
  await runCheckoutCommand(checkout.root, "down");
  await stopCluster({ paths: other, progress });
  await rm(folder, { recursive: true, force: true });
});

/** The names that a kubelet looks for: of a reference with tag and digest, containerd drops the tag. */
async function bringImages(): Promise<void> {
  const tools = await ensureTools(["envoy", "llamacpp", "ratelimit"], { paths: other, progress });
  const llamacpp = await llamacppRecipe(tools.llamacpp);
  const shell = await shellRecipe();
  const commands = ["rm", "mv", "head", "test", "sleep", "sh"];
  const withShell = {
    ...llamacpp,
    name: "llamacpp-with-shell",
    files: [
      ...llamacpp.files,
      ...shell.files.filter(({ path }) => path === "/bin/busybox"),
      ...commands.map((name) => ({ kind: "link", path: `/bin/${name}`, target: "busybox" }) as const),
    ],
  };
  const images: readonly (readonly [LocalImage, string])[] = [
    [await buildImage(other, await gatewayRecipe(tools.envoy), progress), upstreamImages.gateway.reference],
    [await buildImage(other, withShell, progress), upstreamImages.llamacpp.reference],
    [
      await buildImage(other, quotaCounterRecipe(tools.ratelimit), progress),
      upstreamImages.quotaCounter.reference,
    ],
    [await buildImage(other, await quotaStoreRecipe(), progress), upstreamImages.quotaStore.reference],
  ];
  for (const [image, upstream] of images) {
    await importImages(cluster.sandbox, [image]);
    const name = upstream.replace(/:[^:@]+@/, "@");
    await ctr(cluster.sandbox, "images", "tag", "--force", image.reference, name);
  }
}

async function makeVolumes(storage: StorageV1Api): Promise<void> {
  await storage.createStorageClass({
    body: {
      metadata: { name: "default", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "kubernetes.io/no-provisioner",
      volumeBindingMode: "WaitForFirstConsumer",
    },
  });
  for (const name of ["one", "two", "three"]) {
    const path = join(other.state, "volumes", name);
    await mkdir(path, { recursive: true });
    await chmod(path, 0o777);
    await core.createPersistentVolume({
      body: {
        metadata: { name },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          storageClassName: "default",
          hostPath: { path },
        },
      },
    });
  }
}

function start(...args: string[]) {
  return runCheckoutCommand(checkout.root, "start", [
    "--kubeconfig",
    cluster.kubeconfig,
    "--port",
    port,
    ...args,
  ]);
}

const messages = [{ role: "user" as const, content: "Where do you run?" }];

it("a cluster that the user has becomes an endpoint, and is as before after npm run down", async () => {
  const first = await start();
  expect(first, first.stderr).toMatchObject({ code: 0 });
  expect(first.stdout).toContain("Your sovereign AI endpoint is up");
  const endpoint = await readEndpointFile(checkout);
  const client = openAiClient(endpoint);
  const { choices } = await client.chat.completions.create({ model: "gpt-4o", messages });
  expect(choices[0]?.message.content).toContain("Hello from a sovereign endpoint");
  const { data } = await client.embeddings.create({ model: "text-embedding-3-small", input: "a house" });
  expect(data[0]?.embedding).toHaveLength(384);

  const second = await start();
  expect(second.stdout).toContain("Your sovereign AI endpoint is up (nothing to change).");

  // A pod that is made anew finds the weights that were copied once.
  await core.deleteNamespacedPod({ name: "domicile-chat-0", namespace: "domicile", gracePeriodSeconds: 0 });
  const answered = async () => {
    const answer = await client.chat.completions.create({ model: "gpt-4o", messages }).catch(() => undefined);
    return answer?.choices[0]?.message.content;
  };
  await expect.poll(answered, { timeout: 60_000, interval: 500 }).toContain("Hello");

  const wrong = await runCheckoutCommand(checkout.root, "start");
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain("remove it first: npm run down");

  const down = await runCheckoutCommand(checkout.root, "down");
  expect(down, down.stderr).toMatchObject({ code: 0 });
  await expect(client.models.list()).rejects.toThrow("Connection error");
  const namespaces = await core.listNamespace();
  const left = namespaces.items.filter(({ status }) => status?.phase === "Active");
  expect(left.map(({ metadata }) => metadata?.name).sort()).toEqual([
    "default",
    "kube-node-lease",
    "kube-public",
    "kube-system",
  ]);
  await expect(readFile(join(checkout.state, "endpoint.json"))).rejects.toThrow("ENOENT");
});
