import { describe, expect, it } from "vitest";
import { imageDigest, imageRegistry } from "../../policies/rules/kubernetes/images";
import { unknown, type Inputs, type Value } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

const home = "registry.example.de/app@sha256:" + "a".repeat(64);
const registries = ["registry.example.de"];
const approved = "approved: registry.example.de";
const mirror = `${approved} - mirror the image there and name it there`;
const write = `${approved} - write registry/path@sha256:digest`;

function judged(type: string, inputs: Inputs, change = {}): string[] {
  return saidOf(
    [imageRegistry, imageDigest],
    resourceOf(type, inputs),
    approvalOf({ registries, ...change }),
  );
}

function foreign(path: string, image = "nginx", from = "docker.io/library/nginx"): string {
  return `mandatory ${path}: "${image}" by '${path}' comes from ${from}; ${mirror}`;
}

const pod = { containers: [{ name: "a", image: "nginx" }] };

describe("where images are found", () => {
  it.each([
    ["core/v1:Pod", { spec: pod }, "spec.containers[0].image"],
    ["core/v1:PodPatch", { spec: pod }, "spec.containers[0].image"],
    ["core/v1:PodTemplate", { template: { spec: pod } }, "template.spec.containers[0].image"],
    [
      "core/v1:ReplicationController",
      { spec: { template: { spec: pod } } },
      "spec.template.spec.containers[0].image",
    ],
    ["apps/v1:ReplicaSet", { spec: { template: { spec: pod } } }, "spec.template.spec.containers[0].image"],
    ["apps/v1:Deployment", { spec: { template: { spec: pod } } }, "spec.template.spec.containers[0].image"],
    [
      "apps/v1:DeploymentPatch",
      { spec: { template: { spec: pod } } },
      "spec.template.spec.containers[0].image",
    ],
    [
      "extensions/v1beta1:Deployment",
      { spec: { template: { spec: pod } } },
      "spec.template.spec.containers[0].image",
    ],
    ["apps/v1:StatefulSet", { spec: { template: { spec: pod } } }, "spec.template.spec.containers[0].image"],
    ["apps/v1:DaemonSet", { spec: { template: { spec: pod } } }, "spec.template.spec.containers[0].image"],
    ["batch/v1:Job", { spec: { template: { spec: pod } } }, "spec.template.spec.containers[0].image"],
    [
      "batch/v1:CronJob",
      { spec: { jobTemplate: { spec: { template: { spec: pod } } } } },
      "spec.jobTemplate.spec.template.spec.containers[0].image",
    ],
    ["v1:Pod", { apiVersion: "v1", kind: "Pod", spec: pod }, "spec.containers[0].image"],
    [
      "core/v1:Pod",
      { spec: { containers: [{ image: home }], initContainers: pod.containers } },
      "spec.initContainers[0].image",
    ],
    [
      "core/v1:Pod",
      { spec: { containers: [{ image: home }], ephemeralContainers: pod.containers } },
      "spec.ephemeralContainers[0].image",
    ],
    [
      "core/v1:Pod",
      { spec: { containers: [{ image: home }], volumes: [{ name: "w", image: { reference: "nginx" } }] } },
      "spec.volumes[0].image.reference",
    ],
    // Arrays of arrays and lists in place of objects are read as they would be made.
    ["core/v1:Pod", { spec: { containers: [[{ image: "nginx" }]] } }, "spec.containers[0][0].image"],
  ])("%s", (type, inputs, path) => {
    expect(judged(`kubernetes:${type}`, inputs)).toEqual([foreign(path)]);
  });

  it.each([
    [
      "serving.kserve.io/v1beta1:InferenceService",
      { spec: { predictor: { containers: [{ image: "nginx" }] } } },
      "spec.predictor.containers[0].image",
    ],
    [
      "serving.kserve.io/v1beta1:InferenceService",
      { spec: { predictor: { model: { image: "nginx", modelFormat: { name: "x" } } } } },
      "spec.predictor.model.image",
    ],
    [
      "leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
      { spec: { leaderWorkerTemplate: { workerTemplate: { spec: pod } } } },
      "spec.leaderWorkerTemplate.workerTemplate.spec.containers[0].image",
    ],
    [
      "argoproj.io/v1alpha1:Workflow",
      { spec: { templates: [{ script: { image: "nginx" } }] } },
      "spec.templates[0].script.image",
    ],
    [
      "keda.sh/v1alpha1:ScaledJob",
      { spec: { jobTargetRef: { template: { spec: pod } } } },
      "spec.jobTargetRef.template.spec.containers[0].image",
    ],
    ["monitoring.coreos.com/v1:Prometheus", { spec: { image: "nginx" } }, "spec.image"],
  ])("custom resource %s at %s", (type, inputs, path) => {
    expect(judged(`kubernetes:${type}`, inputs)).toEqual([foreign(path)]);
  });

  it.each<[string, string, Inputs]>([
    [
      "custom resource without an image",
      "monitoring.coreos.com/v1:Prometheus",
      { spec: { containers: [{ name: "config-reloader" }] } },
    ],
    [
      "image in parts",
      "nvidia.com/v1:ClusterPolicy",
      { spec: { driver: { repository: "registry.example.de/nvidia", image: "driver" } } },
    ],
    [
      "image as an object",
      "example.com/v1:Thing",
      { spec: { image: { repository: "registry.example.de/x", tag: "1" } } },
    ],
    ["data that only looks like pods", "core/v1:ConfigMap", { data: { containers: "x", image: "nginx" } }],
    [
      "schema of a custom resource",
      "apiextensions.k8s.io/v1:CustomResourceDefinition",
      {
        spec: {
          versions: [
            { schema: { properties: { containers: { type: "array" }, image: { type: "string" } } } },
          ],
        },
      },
    ],
    ["route whose spec is not known yet", "gateway.networking.k8s.io/v1:HTTPRoute", { spec: unknown }],
    [
      "patch that leaves the image as it is",
      "apps/v1:DeploymentPatch",
      { spec: { template: { spec: { containers: [{ name: "a" }] } } } },
    ],
    ["workload without pods", "apps/v1:Deployment", { metadata: unknown }],
    [
      "something else that is not known yet",
      "core/v1:Pod",
      { metadata: unknown, spec: { containers: [{ image: home, env: unknown }], nodeName: unknown } },
    ],
    [
      "approved image volume",
      "core/v1:Pod",
      { spec: { containers: [{ image: home }], volumes: [{ image: { reference: home } }] } },
    ],
  ])("nothing in a %s", (_, type, inputs) => {
    expect(judged(`kubernetes:${type}`, inputs)).toEqual([]);
  });

  it("reads a repository beside the image of a container as nothing", () => {
    const container = { image: "nginx", repository: "registry.example.de" };
    expect(judged("kubernetes:core/v1:Pod", { spec: { containers: [container] } })).toEqual([
      foreign("spec.containers[0].image"),
    ]);
  });

  it("says nothing of other packages", () => {
    expect(judged("aws:ec2/instance:Instance", { spec: pod })).toEqual([]);
  });
});

describe("image registry", () => {
  const path = "spec.containers[0].image";
  const later = `cannot be known yet; ${approved} - write the image as plain text, not as an output`;

  it.each<[string, Value, string]>([
    ["missing", undefined, `'${path}' is missing; ${approved} - name an image`],
    ["null", null, `'${path}' is missing; ${approved} - name an image`],
    ["empty", "", `'${path}' is "", no image reference; ${write}`],
    ["a number", 5, `'${path}' is 5, no image reference; ${write}`],
    [
      "a list",
      [home],
      `'${path}' is ["registry.example.de/app@sha256:${"a".repeat(64)}"], no image reference; ${write}`.slice(
        0,
        500,
      ),
    ],
    ["an object", { reference: "x" }, `'${path}' is {"reference":"x"}, no image reference; ${write}`],
    ["unknown", unknown, `'${path}' ${later}`],
    [
      "no reference",
      "registry.example.de@evil.com/x",
      `'${path}' is "registry.example.de@evil.com/x", no image reference; ${write}`,
    ],
    [
      "padded",
      " registry.example.de/x",
      `'${path}' is " registry.example.de/x", no image reference; ${write}`,
    ],
    ["elsewhere", "quay.io/a/b:1", `"quay.io/a/b:1" by '${path}' comes from quay.io/a/b; ${mirror}`],
    [
      "a registry that only begins like an approved one",
      "registry.example.de.evil.com/x",
      `"registry.example.de.evil.com/x" by '${path}' comes from registry.example.de.evil.com/x; ${mirror}`,
    ],
    [
      "a host without a path, which is Docker Hub's",
      "registry.example.de:443",
      `"registry.example.de:443" by '${path}' comes from docker.io/library/registry.example.de; ${mirror}`,
    ],
  ])("refuses an image that is %s", (what, image, message) => {
    const said = judged("kubernetes:core/v1:Pod", { spec: { containers: [{ image }] } });
    if (what === "a list") expect(said).toHaveLength(1);
    else expect(said).toEqual([`mandatory ${path}: ${message}`]);
  });

  it.each<[string, Inputs, string]>([
    ["spec", { spec: unknown }, "spec"],
    ["spec.template", { spec: { template: unknown } }, "spec.template"],
    ["spec.template.spec", { spec: { template: { spec: unknown } } }, "spec.template.spec"],
    [
      "containers",
      { spec: { template: { spec: { containers: unknown } } } },
      "spec.template.spec.containers",
    ],
    [
      "a container",
      { spec: { template: { spec: { containers: [unknown] } } } },
      "spec.template.spec.containers[0]",
    ],
    ["a volume", { spec: { template: { spec: { volumes: [unknown] } } } }, "spec.template.spec.volumes[0]"],
    [
      "an image volume",
      { spec: { template: { spec: { volumes: [{ image: unknown }] } } } },
      "spec.template.spec.volumes[0].image",
    ],
  ])("refuses a Deployment whose %s cannot be known yet", (_, inputs, at) => {
    expect(judged("kubernetes:apps/v1:Deployment", inputs)).toEqual([`mandatory ${at}: '${at}' ${later}`]);
  });

  it("refuses a custom resource whose spec may hold pods and cannot be known yet", () => {
    expect(judged("kubernetes:serving.kserve.io/v1beta1:InferenceService", { spec: unknown })).toEqual([
      `mandatory spec: 'spec' ${later}`,
    ]);
  });

  it.each<[string, Inputs, string, string]>([
    ["pods", { spec: "registry.example.de/x" }, "spec", '"registry.example.de/x"'],
    [
      "containers",
      { spec: { containers: "registry.example.de/x" } },
      "spec.containers",
      '"registry.example.de/x"',
    ],
    ["a container", { spec: { containers: [7] } }, "spec.containers[0]", "7"],
    ["a volume", { spec: { volumes: [true] } }, "spec.volumes[0]", "true"],
    [
      "an image volume",
      { spec: { volumes: [{ image: home }] } },
      "spec.volumes[0].image",
      JSON.stringify(home).slice(0, 77) + "...",
    ],
  ])("refuses %s of the wrong type", (_, inputs, at, value) => {
    expect(judged("kubernetes:core/v1:Pod", inputs)).toEqual([
      `mandatory ${at}: '${at}' is ${value}, which names no image; ${approved} - write an object`,
    ]);
  });

  it("says nothing where the approval names no registries", () => {
    expect(
      judged(
        "kubernetes:core/v1:Pod",
        { spec: { containers: [{ image: 5 }, unknown] } },
        { registries: undefined },
      ),
    ).toEqual([]);
  });
});

describe("image digest", () => {
  const path = "spec.containers[0].image";
  const digested = (image: Value, change = {}): string[] =>
    judged(
      "kubernetes:core/v1:Pod",
      { spec: { containers: [{ image }] } },
      { requireDigest: true, ...change },
    );

  it.each([
    ["registry.example.de/app", "no tag"],
    ["registry.example.de/app:v1", "tag"],
    [`registry.example.de/app@sha512:${"a".repeat(128)}`, "another digest"],
  ])("refuses %s", (image) => {
    expect(digested(image)).toEqual([
      `mandatory ${path}: "${image.length > 78 ? `${image.slice(0, 76)}...` : `${image}"`} by '${path}' has no digest; approved: images by digest - append @sha256: and the digest`,
    ]);
  });

  it("permits digests, with a tag or without", () => {
    expect(digested(home)).toEqual([]);
    expect(digested(home.replace("@", ":v1@"))).toEqual([]);
  });

  it("refuses what cannot be read once", () => {
    expect(digested(unknown)).toHaveLength(1);
    expect(digested(unknown, { registries: undefined })).toEqual([
      `mandatory ${path}: '${path}' cannot be known yet; approved: images by digest - write the image as plain text, not as an output`,
    ]);
    expect(digested("nginx", { registries: undefined })).toEqual([
      `mandatory ${path}: "nginx" by '${path}' has no digest; approved: images by digest - append @sha256: and the digest`,
    ]);
  });
});
