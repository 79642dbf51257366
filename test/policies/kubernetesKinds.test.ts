import { describe, expect, it } from "vitest";
import { placementOf } from "../../policies/placement";
import { customResourceGroup, kubernetesRules } from "../../policies/rules/kubernetes";
import { kubernetesKind } from "../../policies/rules/kubernetes/kinds";
import { unknown, type Inputs } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

function judged(type: string, inputs: Inputs = {}, apiGroups: string[] = []): string[] {
  return saidOf([kubernetesKind], resourceOf(`kubernetes:${type}`, inputs), approvalOf({ apiGroups }));
}

const known =
  "gateway.networking.k8s.io, inference.networking.k8s.io, inference.networking.x-k8s.io, cert-manager.io, " +
  "acme.cert-manager.io, keda.sh, leaderworkerset.x-k8s.io, jobset.x-k8s.io, monitoring.coreos.com, " +
  "snapshot.storage.k8s.io, groupsnapshot.storage.k8s.io, metrics.k8s.io, custom.metrics.k8s.io, " +
  "external.metrics.k8s.io, cilium.io, policy.networking.k8s.io";

describe("kinds", () => {
  it.each([
    "core/v1:Pod",
    "apps/v1:Deployment",
    "rbac.authorization.k8s.io/v1:ClusterRole",
    "apiregistration/v1:APIService",
    "gateway.networking.k8s.io/v1:HTTPRoute",
    "cert-manager.io/v1:Certificate",
    "keda.sh/v1alpha1:ScaledObject",
    "leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
    "monitoring.coreos.com/v1:ServiceMonitor",
    "monitoring.coreos.com/v1:ServiceMonitorPatch",
    "snapshot.storage.k8s.io/v1:VolumeSnapshot",
    "cilium.io/v2:CiliumNetworkPolicy",
    // Sets of manifests are classed by the placement tables.
    "helm.sh/v3:Release",
    "yaml/v2:ConfigGroup",
  ])("permits %s", (type) => {
    expect(judged(type)).toEqual([]);
  });

  it.each([
    [
      "serving.kserve.io/v1beta1:InferenceService",
      '"serving.kserve.io/v1beta1" is of the group serving.kserve.io',
    ],
    ["helm.cattle.io/v1:HelmChart", '"helm.cattle.io/v1" is of the group helm.cattle.io'],
    [
      "s3.services.k8s.aws/v1alpha1:Bucket",
      '"s3.services.k8s.aws/v1alpha1" is of the group s3.services.k8s.aws',
    ],
    [
      "Gateway.networking.k8s.io/v1:HTTPRoute",
      '"Gateway.networking.k8s.io/v1" is of the group Gateway.networking.k8s.io',
    ],
    [
      "evil.gateway.networking.k8s.io/v1:X",
      '"evil.gateway.networking.k8s.io/v1" is of the group evil.gateway.networking.k8s.io',
    ],
  ])("refuses %s", (type, said) => {
    expect(judged(type)).toEqual([
      `mandatory apiVersion: 'apiVersion' ${said}, whose resources nobody judges; approved: Kubernetes' own groups, ${known} - add the group to 'apiGroups' of the approval`,
    ]);
  });

  it("permits a group that the approval names, to the letter", () => {
    const type = "serving.kserve.io/v1beta1:InferenceService";
    expect(judged(type, {}, ["serving.kserve.io"])).toEqual([]);
    expect(judged(type, {}, ["kserve.io", "Serving.kserve.io"])).toHaveLength(1);
  });

  it.each<[string, Inputs, string]>([
    ["cilium.io/v2:CiliumNetworkPolicyList", { items: [] }, "CiliumNetworkPolicyList"],
    ["keda.sh/v1alpha1:ScaledJobList", { items: unknown }, "ScaledJobList"],
    ["gateway.networking.k8s.io/v1:GatewayList", {}, "GatewayList"],
  ])("refuses the list %s", (type, inputs, kind) => {
    expect(judged(type, inputs)).toEqual([
      `mandatory items: ${kind} is a list, whose items nobody judges; approved: single objects - make a resource of each item`,
    ]);
  });

  it("leaves Kubernetes' own lists to the placement tables", () => {
    for (const type of ["kubernetes:core/v1:PodList", "kubernetes:apps/v1:DeploymentList"]) {
      expect(placementOf(type)?.placement.class).toBe("opaque");
      expect(saidOf([kubernetesKind], resourceOf(type, { items: [] }))).toEqual([]);
    }
  });

  it("takes a custom kind for no list because of its name", () => {
    expect(judged("example.com/v1:AllowList", { spec: {} }, ["example.com"])).toEqual([]);
  });

  it.each<[string, Inputs, string, string, string]>([
    ["core/v1:ConfigMap", { kind: "Pod" }, "kind", '"Pod"', "ConfigMap"],
    ["core/v1:ConfigMap", { kind: unknown }, "kind", "unknown", "ConfigMap"],
    ["core/v1:ConfigMap", { kind: 5 }, "kind", "5", "ConfigMap"],
    ["core/v1:ConfigMap", { apiVersion: "helm.cattle.io/v1" }, "apiVersion", '"helm.cattle.io/v1"', "core"],
    ["cilium.io/v2:CiliumNode", { apiVersion: unknown }, "apiVersion", "unknown", "cilium.io"],
    ["keda.sh/v1:ScaledJob", { apiVersion: "v1" }, "apiVersion", '"v1"', "keda.sh"],
  ])("refuses %s whose manifest says %j", (type, inputs, property, value, approved) => {
    expect(judged(type, inputs)).toEqual([
      `mandatory ${property}: '${property}' is ${value}, which is not what the resource's type says; approved: ${approved} - write the same as the type`,
    ]);
  });

  it("permits manifests that say what their type says", () => {
    expect(judged("core/v1:Pod", { apiVersion: "v1", kind: "Pod" })).toEqual([]);
    expect(judged("apps/v1:DeploymentPatch", { apiVersion: "apps/v1", kind: "Deployment" })).toEqual([]);
    expect(judged("extensions/v1beta1:Deployment", { apiVersion: "apps/v1", kind: "Deployment" })).toEqual(
      [],
    );
    expect(judged("example.com/v1:SecurityPatch", { kind: "SecurityPatch" }, ["example.com"])).toEqual([]);
  });

  it("tells the groups of custom resources", () => {
    expect(customResourceGroup("kubernetes:serving.kserve.io/v1:X")).toBe("serving.kserve.io");
    expect(customResourceGroup("kubernetes:apps/v1:Deployment")).toBeUndefined();
    expect(customResourceGroup("kubernetes:helm.sh/v3:Release")).toBeUndefined();
    expect(customResourceGroup("aws:s3/bucket:Bucket")).toBeUndefined();
  });
});

describe("the rules of Kubernetes", () => {
  it("have names of their own, and say nothing of other resources", () => {
    expect(new Set(kubernetesRules.map(({ id }) => id)).size).toBe(kubernetesRules.length);
    const others = [
      "aws:s3/bucket:Bucket",
      "pulumi:providers:kubernetes",
      "domicile:index:Gateway",
      "kubernetes",
      "kubernetes:x",
    ];
    for (const type of others) {
      expect(
        saidOf(
          kubernetesRules,
          resourceOf(type, { spec: unknown, kind: 5 }),
          approvalOf({ registries: ["x.de"] }),
        ),
      ).toEqual([]);
    }
  });
});
