import { beforeEach, describe, expect, it } from "vitest";
import * as pulumi from "@pulumi/pulumi";
import { Gateway, type GatewayArgs } from "../../components/gateway";
import { gatewayConfiguration } from "../../components/gateway/configuration";
import { gatewayDefaults } from "../../components/gateway/spec";
import { asRecord, inputsOf, recordRegistrations, valueOf, type Registration } from "../support/mocks";

const endpoints = [{ address: "10.96.0.10", port: 8000 }];
const args: GatewayArgs = {
  namespace: "ai",
  image: "registry.example.de/envoy@sha256:0",
  models: [
    { name: "small", aliases: ["gpt-4o"], paths: ["chat/completions"], endpoints: pulumi.output(endpoints) },
  ],
  clients: [
    { name: "first", key: pulumi.secret("sk-first-000000000000") },
    { name: "second", key: "sk-second-00000000000", models: ["small"] },
  ],
  allowedOrigins: ["https://app.example.de"],
  service: { type: "NodePort", nodePort: 30080 },
};
const expectedSpec = {
  ...gatewayDefaults,
  models: [{ name: "small", aliases: ["gpt-4o"], paths: ["chat/completions" as const], endpoints }],
  clients: [
    { name: "first", key: "sk-first-000000000000" },
    { name: "second", key: "sk-second-00000000000", models: ["small"] },
  ],
  allowedOrigins: ["https://app.example.de"],
};
const selector = {
  "app.kubernetes.io/name": "envoy",
  "app.kubernetes.io/component": "gateway",
  "app.kubernetes.io/instance": "gateway",
};
const labels = {
  ...selector,
  "app.kubernetes.io/part-of": "domicile",
  "app.kubernetes.io/managed-by": "pulumi",
};
const metadata = { name: "gateway", namespace: "ai", labels };

let registered: Registration[];

beforeEach(async () => {
  registered = await recordRegistrations();
});

/** Makes a gateway and waits until all its children are registered. */
async function make(given: GatewayArgs = args): Promise<Gateway> {
  const gateway = new Gateway("ai", given);
  await valueOf(gateway.serviceName);
  await pulumi.runtime.disconnect();
  return gateway;
}

/** What a secret input holds under mocks. */
function secretValue(input: unknown): unknown {
  const record = asRecord(input);
  return "value" in record ? record["value"] : input;
}

describe("Gateway", () => {
  it("makes these children", async () => {
    await make();
    expect(registered.map(({ type, name }) => [type, name]).sort()).toEqual([
      ["domicile:index:Gateway", "ai"],
      ["kubernetes:apps/v1:Deployment", "ai-envoy"],
      ["kubernetes:core/v1:Secret", "ai-configuration"],
      ["kubernetes:core/v1:Service", "ai-service"],
      ["kubernetes:core/v1:ServiceAccount", "ai-account"],
      ["kubernetes:policy/v1:PodDisruptionBudget", "ai-disruption"],
    ]);
  });

  it("keeps the configuration in a Secret only, as a Pulumi secret", async () => {
    await make();
    const { data } = gatewayConfiguration(expectedSpec);
    const inputs = inputsOf(registered, "ai-configuration");
    expect(inputs["metadata"]).toEqual(metadata);
    expect(secretValue(inputs["data"])).toEqual(data);
    expect(inputs["data"]).not.toEqual(data);
    for (const { name, inputs: others } of registered.filter(
      (resource) => resource.name !== "ai-configuration",
    )) {
      const plain = JSON.stringify(others, (_, value: unknown) => (isSecret(value) ? "[secret]" : value));
      expect([name, /sk-(first|second)/.test(plain)]).toEqual([name, false]);
    }
  });

  it("runs Envoy as the restricted standard asks, and never with fewer pods than asked", async () => {
    await make();
    const { spec, metadata: given } = inputsOf(registered, "ai-envoy");
    expect(given).toEqual(metadata);
    const { template, ...rest } = asRecord(spec);
    expect(rest).toEqual({
      replicas: 2,
      revisionHistoryLimit: 3,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: selector },
    });
    const { metadata: podMetadata, spec: pod } = asRecord(template);
    expect(asRecord(podMetadata)["labels"]).toEqual(labels);
    const annotations = asRecord(asRecord(podMetadata)["annotations"]);
    expect(annotations["domicile/configuration"]).toBe(gatewayConfiguration(expectedSpec).checksum);
    const probe = (path: string) => ({ httpGet: { path, port: "probe" } });
    expect(pod).toEqual({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        fsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      serviceAccountName: "gateway",
      terminationGracePeriodSeconds: 600,
      topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map(
        (topologyKey) => ({
          topologyKey,
          maxSkew: 1,
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: { matchLabels: selector },
        }),
      ),
      containers: [
        {
          name: "envoy",
          image: "registry.example.de/envoy@sha256:0",
          command: ["/usr/local/bin/envoy"],
          args: [
            "--config-path",
            "/etc/domicile/gateway/bootstrap.json",
            "--concurrency",
            "2",
            "--log-level",
            "warning",
            "--component-log-level",
            "misc:error",
            "--file-flush-interval-msec",
            "1000",
            "--disable-hot-restart",
            "--reject-unknown-dynamic-fields",
          ],
          ports: [
            { name: "http", containerPort: 8080 },
            { name: "probe", containerPort: 8081 },
            { name: "metrics", containerPort: 9090 },
          ],
          resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "2Gi" } },
          readinessProbe: { ...probe("/ready"), periodSeconds: 2, failureThreshold: 2 },
          livenessProbe: {
            ...probe("/alive"),
            periodSeconds: 10,
            failureThreshold: 3,
            initialDelaySeconds: 10,
          },
          lifecycle: { preStop: probe("/drain") },
          volumeMounts: [{ name: "configuration", mountPath: "/etc/domicile/gateway", readOnly: true }],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
      volumes: [{ name: "configuration", secret: { secretName: "gateway", defaultMode: 0o440 } }],
    });
  });

  it("is reached through a Service of the given type", async () => {
    await make();
    expect(inputsOf(registered, "ai-service")).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        type: "NodePort",
        selector,
        ports: [{ name: "http", port: 80, targetPort: "http", nodePort: 30080 }],
      },
    });
  });

  it.each<[string, Partial<GatewayArgs>, string | undefined]>([
    ["the gateway has a list of addresses", { allowedAddresses: ["203.0.113.0/24"] }, "Local"],
    [
      "a client has one",
      { clients: [{ name: "first", key: "sk-first-000000000000", allowedAddresses: ["203.0.113.0/24"] }] },
      "Local",
    ],
    [
      "there is a list and a load balancer",
      { allowedAddresses: ["203.0.113.0/24"], service: { type: "LoadBalancer" } },
      "Local",
    ],
    [
      "pods alone connect",
      { allowedAddresses: ["203.0.113.0/24"], service: { type: "ClusterIP" } },
      undefined,
    ],
    ["there is no list", { trustedProxies: ["10.0.0.0/8"] }, undefined],
  ])("has a Service that keeps the callers' addresses as needed where %s", async (_, more, expected) => {
    await make({ ...args, ...more });
    const { externalTrafficPolicy } = asRecord(inputsOf(registered, "ai-service")["spec"]);
    expect(externalTrafficPolicy).toBe(expected);
  });

  it("has an account without a token, and one pod at a time may be taken away", async () => {
    await make();
    expect(inputsOf(registered, "ai-account")).toMatchObject({
      metadata,
      automountServiceAccountToken: false,
    });
    expect(inputsOf(registered, "ai-disruption")).toMatchObject({
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
    });
  });

  it("has no disruption budget when it has one pod, which could then never be moved", async () => {
    await make({ ...args, replicas: 1 });
    expect(registered.map(({ name }) => name)).not.toContain("ai-disruption");
  });

  it("rolls its pods out when a key changes", async () => {
    await make();
    const checksumOf = () => {
      const { template } = asRecord(inputsOf(registered, "ai-envoy")["spec"]);
      const { annotations } = asRecord(asRecord(template)["metadata"]);
      return asRecord(annotations)["domicile/configuration"];
    };
    const before = checksumOf();
    registered = await recordRegistrations();
    await make({ ...args, clients: [{ name: "first", key: "sk-changed-0000000000" }] });
    expect(checksumOf()).not.toBe(before);
  });

  it("refuses what Envoy could not be configured with, before anything is made", () => {
    expect(
      () => new Gateway("ai", { ...args, clients: [{ name: "A", key: "sk-first-000000000000" }] }),
    ).toThrow(
      "the gateway cannot be configured:\n- client name 'A' is not allowed: up to 63 lower case letters, digits and dashes, no dash at the ends",
    );
  });
});

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && pulumi.runtime.specialSigKey in value;
}
