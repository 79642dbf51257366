import type * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { InferenceServer, type InferenceServerArgs } from "../../components/inferenceServer";
import {
  clusterIpOf,
  inputsOf,
  isKnown,
  recordRegistrations,
  valueOf,
  type Registration,
} from "../support/mocks";

const args: InferenceServerArgs = {
  namespace: "ai",
  model: "chat",
  engine: "llamacpp",
  image: "registry.example/llamacpp@sha256:0",
  claim: "weights",
  path: "chat.gguf",
};

const labels = {
  "app.kubernetes.io/name": "llamacpp",
  "app.kubernetes.io/component": "inference-server",
  "app.kubernetes.io/instance": "chat",
};

describe("InferenceServer", () => {
  let registered: Registration[];
  beforeEach(async () => {
    registered = await recordRegistrations();
  });

  async function serve(more: Partial<InferenceServerArgs> = {}, opts?: pulumi.ComponentResourceOptions) {
    const server = new InferenceServer("here-chat", { ...args, ...more }, opts);
    const endpoints = await valueOf(server.endpoints);
    await expect.poll(() => registered.some(({ name }) => name === "here-chat-engine")).toBe(true);
    return { endpoints, engine: inputsOf(registered, "here-chat-engine") };
  }

  /** A stateful set's inputs whose pod matches. */
  function withPod(pod: object): object {
    return { spec: { template: { spec: pod } } };
  }

  it("gives each replica an address of its own", async () => {
    const { endpoints } = await serve({ replicas: 2 });
    expect(endpoints).toEqual([
      { address: clusterIpOf("here-chat-service-0"), port: 8000 },
      { address: clusterIpOf("here-chat-service-1"), port: 8000 },
    ]);
    expect(inputsOf(registered, "here-chat-service-1")).toMatchObject({
      metadata: { name: "chat-1", namespace: "ai" },
      spec: {
        selector: { ...labels, "statefulset.kubernetes.io/pod-name": "chat-1" },
        ports: [{ name: "http", port: 8000, targetPort: "http" }],
      },
    });
  });

  it("does not know the addresses in a preview that may not ask the API server", async () => {
    registered = await recordRegistrations({ preview: true, computes: false });
    const { endpoints } = new InferenceServer("here-chat", { ...args, replicas: 2 });
    expect(await isKnown(endpoints)).toBe(false);
    expect(registered.map(({ name }) => name)).toContain("here-chat-service-1");
  });

  it("knows the addresses in a preview of Services that are there", async () => {
    registered = await recordRegistrations({ preview: true });
    const { endpoints } = new InferenceServer("here-chat", args);
    expect(await isKnown(endpoints)).toBe(true);
    expect(await valueOf(endpoints)).toEqual([{ address: clusterIpOf("here-chat-service-0"), port: 8000 }]);
  });

  it("runs under the Pod Security Standard 'restricted' with a read-only root file system", async () => {
    const { engine } = await serve();
    expect(engine).toMatchObject(
      withPod({
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
          },
        ],
      }),
    );
  });

  it("mounts the weights read-only and serves them by name", async () => {
    const { engine } = await serve();
    expect(engine).toMatchObject(
      withPod({
        volumes: [
          { name: "weights", persistentVolumeClaim: { claimName: "weights", readOnly: true } },
          { name: "tmp" },
        ],
        containers: [
          {
            image: "registry.example/llamacpp@sha256:0",
            args: expect.arrayContaining(["--model", "/models/chat.gguf", "--alias", "chat"]) as unknown,
            volumeMounts: [
              { name: "weights", mountPath: "/models", readOnly: true },
              { name: "tmp", mountPath: "/tmp" },
            ],
          },
        ],
      }),
    );
  });

  it("probes health, waits for slow starts and drains before it ends", async () => {
    const { engine } = await serve({ startupSeconds: 600, drainSeconds: 20 });
    expect(engine).toMatchObject(
      withPod({
        terminationGracePeriodSeconds: 35,
        containers: [
          {
            startupProbe: {
              httpGet: { path: "/health", port: "http" },
              periodSeconds: 2,
              failureThreshold: 300,
            },
            readinessProbe: { httpGet: { path: "/health", port: "http" } },
            livenessProbe: { httpGet: { path: "/health", port: "http" } },
            lifecycle: { preStop: { sleep: { seconds: 20 } } },
          },
        ],
      }),
    );
  });

  it("gets the time that the size of the weights asks for", async () => {
    const limitsOf = async (more: Partial<InferenceServerArgs>) => {
      registered.length = 0;
      let timeouts: pulumi.CustomTimeouts | undefined;
      const { engine } = await serve(more, {
        transformations: [
          ({ name, opts }) => {
            if (name === "here-chat-engine" && "customTimeouts" in opts) timeouts = opts.customTimeouts;
            return undefined;
          },
        ],
      });
      const failures = /"startupProbe":.*?"failureThreshold":(\d+)/.exec(JSON.stringify(engine))?.[1];
      return { startupSeconds: 2 * Number(failures), ...timeouts };
    };
    // 600 s for all else; 10 MB/s to load, 5 MB/s to copy; 30 minutes to load what is not known.
    expect(await limitsOf({})).toEqual({ startupSeconds: 1800, create: "2400s", update: "2460s" });
    expect(await limitsOf({ bytes: 46e6 })).toEqual({ startupSeconds: 1800, create: "660s", update: "720s" });
    expect(await limitsOf({ bytes: 20e9 })).toMatchObject({ startupSeconds: 2600, create: "2640s" });
    expect(await limitsOf({ bytes: 20e9, awaitsWeights: true })).toMatchObject({ create: "6600s" });
    expect(await limitsOf({ bytes: 20e9, startupSeconds: 600, replicas: 2, drainSeconds: 20 })).toEqual({
      startupSeconds: 600,
      create: "1200s",
      update: "2440s",
    });
  });

  it("asks for no GPU with llama.cpp and for one with vLLM", async () => {
    expect((await serve()).engine).toMatchObject(
      withPod({
        containers: [{ resources: { requests: { cpu: "1", memory: "4Gi" }, limits: { memory: "4Gi" } } }],
      }),
    );
    expect(JSON.stringify((await serve()).engine)).not.toContain("tolerations");
    registered.length = 0;
    const team = { key: "team", operator: "Exists", effect: "NoExecute" } as const;
    const { engine } = await serve({ engine: "vllm", path: "qwen", memory: "64Gi", tolerations: [team] });
    expect(engine).toMatchObject(
      withPod({
        tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }, team],
        containers: [
          {
            command: ["vllm"],
            resources: {
              requests: { cpu: "1", memory: "64Gi", "nvidia.com/gpu": "1" },
              limits: { memory: "64Gi", "nvidia.com/gpu": "1" },
            },
          },
        ],
      }),
    );
  });

  it("keeps few revisions, and lets one replica at a time be evicted", async () => {
    const { engine } = await serve();
    expect(engine).toMatchObject({
      metadata: { name: "chat", labels: { ...labels, "app.kubernetes.io/part-of": "domicile" } },
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        podManagementPolicy: "Parallel",
        selector: { matchLabels: labels },
      },
    });
    expect(inputsOf(registered, "here-chat-disruption")).toMatchObject({
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    });
  });
});
