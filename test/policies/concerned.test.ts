import { describe, expect, it } from "vitest";
import { rules } from "../../policies/judge";
import { tables } from "../../policies/placement/tables";
import { concerned, mainType, underMainType } from "../../policies/rules/concerned";
import { resourceOf } from "../support/policies";

function idsFor(type: string): string[] {
  return concerned(rules, type).map(({ id }) => id);
}

describe("which rules a type concerns", () => {
  it.each([
    ["pulumi:providers:aws", ["provider"]],
    ["pulumi:providers:kubernetes", ["cluster", "provider"]],
    ["hcloud:index/server:Server", ["placement", "operator", "detour"]],
    ["kubernetes:core/v1:ConfigMap", ["placement", "cluster", "detour", "kubernetes-kind"]],
    [
      "kubernetes:apps/v1:DeploymentPatch",
      [
        "placement",
        "cluster",
        "detour",
        "kubernetes-kind",
        "kubernetes-image-registry",
        "kubernetes-image-digest",
        "kubernetes-pod-names",
        "kubernetes-telemetry-target",
        "kubernetes-volume-server",
        "kubernetes-engine-telemetry",
        "kubernetes-host-namespaces",
        "kubernetes-exposure",
      ],
    ],
    ["random:index/randomId:RandomId", ["placement", "detour"]],
    ["unheard:of/type:Of", ["placement", "detour"]],
  ])("of %s", (type, expected) => {
    expect(idsFor(type)).toEqual(expected);
  });

  it("asks the same of a patch as of what it patches", () => {
    const kinds = [
      "apps/v1:StatefulSet",
      "core/v1:Service",
      "core/v1:PersistentVolume",
      "storage.k8s.io/v1:StorageClass",
    ];
    for (const kind of kinds) {
      expect.soft(idsFor(`kubernetes:${kind}Patch`), kind).toEqual(idsFor(`kubernetes:${kind}`));
    }
  });

  it("asks about a custom kind that ends in Patch whatever concerns either reading", () => {
    expect(idsFor("kubernetes:cilium.io/v2:CiliumNetworkPolicyPatch")).toContain("kubernetes-egress-name");
  });

  it("leaves no rule without a type", () => {
    const types = tables.flatMap((table) => [
      `pulumi:providers:${table.package}`,
      ...[table.placed, table.inherits, table.control, table.global, table.opaque].flatMap((groups) =>
        groups.flatMap(({ types }) => types),
      ),
    ]);
    const idle = rules.filter(({ concerns }) => concerns !== undefined && !types.some(concerns));
    expect(idle.map(({ id }) => id)).toEqual([]);
  });
});

describe("mainType", () => {
  it.each([
    ["azure-native:storage/v20230101:StorageAccount", "azure-native:storage:StorageAccount"],
    ["aws:elasticloadbalancing/loadBalancer:LoadBalancer", "aws:elb/loadBalancer:LoadBalancer"],
    ["unheard:of/type:Of", "unheard:of/type:Of"],
  ])("of %s is %s", (type, main) => {
    expect(mainType(type)).toBe(main);
    expect(underMainType(resourceOf(type, {})).type).toBe(main);
  });
});
