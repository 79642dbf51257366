import { describe, expect, it } from "vitest";
import { judge } from "../../../policies/judge";
import { judgeStack } from "../../../policies/judgeStack";
import type { Resource } from "../../../policies/resource";
import type { Inputs } from "../../../policies/values";
import { approvalOf, cluster, germanAnyone, now, resourceOf } from "../../support/contract/cases";

describe("stack rules: a namespace without default-deny", () => {
  const resources = (kinds: readonly (readonly [string, Inputs])[]): readonly Resource[] =>
    kinds.map(([type, inputs], index) => ({
      ...resourceOf(type, inputs, cluster),
      name: `r${index}`,
      urn: `urn:pulumi:prod::site::${type}::r${index}`,
    }));
  const result = approvalOf(germanAnyone);
  const found = (kinds: readonly (readonly [string, Inputs])[]) =>
    result.kind === "found" ? judgeStack(resources(kinds), result.approval, now) : [];
  const namespace: readonly [string, Inputs] = ["kubernetes:core/v1:Namespace", { metadata: { name: "ai" } }];
  const deny: readonly [string, Inputs] = [
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    {
      metadata: { name: "deny", namespace: "ai" },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    },
  ];
  it("is found", () => {
    expect(found([namespace]).map(({ level }) => level)).toEqual(["hardening"]);
    expect(found([namespace])[0]?.message).toContain("ai");
  });
  it("is not found with it", () => {
    expect(found([namespace, deny])).toEqual([]);
  });
  it("is found with one of ingress only, of another namespace, or of some pods", () => {
    const spec = { podSelector: {}, policyTypes: ["Ingress"] };
    expect(found([namespace, [deny[0], { metadata: { namespace: "ai" }, spec }]])).toHaveLength(1);
    expect(
      found([
        namespace,
        [deny[0], { metadata: { namespace: "other" }, spec: { podSelector: {}, policyTypes: ["Egress"] } }],
      ]),
    ).toHaveLength(1);
    expect(
      found([
        namespace,
        [
          deny[0],
          {
            metadata: { namespace: "ai" },
            spec: { podSelector: { matchLabels: { a: "b" } }, policyTypes: ["Egress"] },
          },
        ],
      ]),
    ).toHaveLength(1);
  });
});

describe("state: a backend outside the approval is reported", () => {
  const at = (backend: string | undefined) =>
    judge(resourceOf("pulumi:pulumi:Stack", {}, undefined), approvalOf(germanAnyone), { now, backend });
  it.each(["https://app.pulumi.com", "https://api.pulumi.com", "s3://state?region=us-east-1", "gs://state"])(
    "%s",
    (backend) => {
      expect(at(backend)).not.toEqual([]);
      expect(at(backend)[0]?.message).toContain("approved");
    },
  );
  it.each(["file:///state", "file://~", "s3://state?region=eu-central-1", undefined])(
    "fine: %s",
    (backend) => {
      expect(at(backend)).toEqual([]);
    },
  );
});
