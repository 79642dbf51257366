import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { imageOf } from "../../infra/clouds/hetzner/podParts";
import { hetznerToken } from "../../infra/clouds/hetzner/token";
import { hetznerImages, recordedHetzner } from "../support/hetznerSpecs";
import {
  asRecord,
  inputsOf,
  numberOf,
  recordRegistrations,
  withoutMarks,
  type Registration,
} from "../support/mocks";

let registered: readonly Registration[] = [];

async function cluster(): Promise<void> {
  ({ registered } = await recordedHetzner());
}

/** The pod that a workload makes. */
function podOf(type: string, name: string): Record<string, unknown> {
  const found = registered.find((one) => one.type === type && one.name === name);
  const template = asRecord(asRecord(found?.inputs["spec"])["template"]);
  return asRecord(template["spec"]);
}

function containersOf(pod: Record<string, unknown>): Record<string, unknown>[] {
  const { containers } = pod;
  return Array.isArray(containers) ? containers.map(asRecord) : [];
}

/** The variables of a container that are plain, and the names of those that are secret. */
function variablesOf({ env }: Record<string, unknown>) {
  const all = Array.isArray(env) ? env.map(asRecord) : [];
  const plain = all.filter((one) => "value" in one);
  return {
    plain: Object.fromEntries(plain.map(({ name, value }) => [String(name), String(value)])),
    secret: all.filter((one) => "valueFrom" in one).map(({ name }) => name),
  };
}

const proxy = {
  HTTPS_PROXY: "http://10.64.63.253:8888",
  NO_PROXY: "10.43.0.0/16,10.42.0.0/16,10.64.0.0/16,.svc,.cluster.local",
};

describe("Hetzner's cloud controller", () => {
  beforeEach(() => cluster());

  it("speaks to Hetzner through the proxy, and asks neither the metadata service nor for routes", () => {
    const pod = podOf("kubernetes:apps/v1:Deployment", "fsn-cloud-controller");
    const [controller = {}] = containersOf(pod);
    expect(variablesOf(controller)).toEqual({
      plain: {
        ...proxy,
        HCLOUD_NETWORK_DISABLE_ATTACHED_CHECK: "true",
        HCLOUD_NETWORK_ROUTES_ENABLED: "false",
        HCLOUD_INSTANCES_ADDRESS_FAMILY: "ipv4",
        HCLOUD_LOAD_BALANCERS_LOCATION: "fsn1",
        HCLOUD_LOAD_BALANCERS_USE_PRIVATE_IP: "true",
        HCLOUD_LOAD_BALANCERS_DISABLE_IPV6: "true",
        HCLOUD_METRICS_ENABLED: "false",
      },
      secret: ["HCLOUD_TOKEN", "HCLOUD_NETWORK"],
    });
    expect(pod["hostNetwork"]).toBeUndefined();
    expect(controller["image"]).toBe(hetznerImages["hetznerCloudController"]);
  });

  it("runs on servers before any node takes pods", () => {
    const pod = podOf("kubernetes:apps/v1:Deployment", "fsn-cloud-controller");
    expect(pod["nodeSelector"]).toEqual({ "node-role.kubernetes.io/control-plane": "true" });
    expect(pod["tolerations"]).toContainEqual({
      key: "node.cloudprovider.kubernetes.io/uninitialized",
      operator: "Exists",
      effect: "NoSchedule",
    });
  });

  it("gets the token and the network's number from a Secret", () => {
    const { metadata, stringData } = inputsOf(registered, "fsn-access");
    expect(metadata).toMatchObject({ name: "hcloud", namespace: "kube-system" });
    expect(withoutMarks(stringData)).toEqual({
      token: "token-of-hetzner",
      network: String(numberOf("fsn-network")),
    });
  });
});

describe("the driver of Hetzner's volumes", () => {
  beforeEach(() => cluster());

  it("holds the token where it makes volumes, and not where it has every right of a node", () => {
    const controller = containersOf(podOf("kubernetes:apps/v1:Deployment", "fsn-volumes-controller"));
    const node = containersOf(podOf("kubernetes:apps/v1:DaemonSet", "fsn-volumes-node"));
    expect(controller.map((one) => [one["name"], variablesOf(one).secret])).toEqual([
      ["attacher", []],
      ["resizer", []],
      ["provisioner", []],
      ["driver", ["HCLOUD_TOKEN"]],
    ]);
    expect(node.map((one) => [one["name"], variablesOf(one).secret])).toEqual([
      ["registrar", []],
      ["driver", []],
    ]);
    const privileged = [...controller, ...node].filter(
      ({ securityContext }) => asRecord(securityContext)["privileged"] === true,
    );
    expect(privileged).toEqual([node[1]]);
    expect(variablesOf(controller[3] ?? {}).plain).toEqual({
      ...proxy,
      CSI_ENDPOINT: "unix:///run/csi/socket",
      HCLOUD_VOLUME_DEFAULT_LOCATION: "fsn1",
      ENABLE_METRICS: "false",
    });
  });

  it("leaves out dedicated servers", () => {
    const pod = podOf("kubernetes:apps/v1:DaemonSet", "fsn-volumes-node");
    expect(JSON.stringify(pod["affinity"])).toContain(
      '{"key":"instance.hetzner.cloud/provided-by","operator":"NotIn","values":["robot"]}',
    );
  });
});

it("is told by name which image is missing", () => {
  expect(() => imageOf({ images: {} }, "hetznerVolumes")).toThrow(
    "no container image runs 'hetznerVolumes' of Hetzner",
  );
});

describe("hetznerToken", () => {
  it("tells how to give it where nothing does", async () => {
    pulumi.runtime.setAllConfig({});
    await recordRegistrations();
    expect(() => hetznerToken()).toThrow("pulumi config set --secret hcloud:token");
  });

  it("is not needed by a preview", async () => {
    pulumi.runtime.setAllConfig({});
    await recordRegistrations({ preview: true });
    expect(await pulumi.isSecret(hetznerToken())).toBe(true);
  });
});
