import { describe, expect, it } from "vitest";
import type { Inputs } from "../../../policies/values";
import { bucket, frankfurt, germanAnyone, inCluster, judged } from "../../support/contract/cases";

describe("messages", () => {
  const blockedBy = (type: string, inputs: Inputs, provider?: Inputs): string =>
    judged(germanAnyone, type, inputs, provider)
      .filter(({ level }) => level === "mandatory")
      .map(({ message }) => message)
      .join("\n");
  // What a policy reports stands in the comment of a pull request.
  it.each([
    ["pulumi:providers:aws", { ...frankfurt, httpProxy: "http://user:s3cret@proxy.example:3128" }],
    ["pulumi:providers:openstack", { authUrl: "https://user:s3cret@keystone.example/v3" }],
    ["pulumi:providers:openstack", { authUrl: "https://keystone.example/v3?key=s3cret" }],
    ["pulumi:providers:aws", { ...frankfurt, endpoints: [{ s3: "https://user:s3cret@s3.example" }] }],
    ["pulumi:providers:kubernetes", inCluster("https://user:s3cret@k8s.example.de")],
    ["pulumi:providers:kubernetes", inCluster("https://k8s.example.de/?token=s3cret")],
  ] as const)("hold no password: %s", (type, inputs) => {
    expect(blockedBy(type, inputs)).not.toBe("");
    expect(blockedBy(type, inputs)).not.toContain("s3cret");
  });
  it("are short, however long the value", () => {
    expect(blockedBy(bucket, { region: "x".repeat(100_000) }, frankfurt).length).toBeLessThan(2_000);
  });
  it.each(["__proto__:x/y:Z", "constructor", "toString:index:Foo"])(
    "tell no error of the rules': %s",
    (type) => {
      expect(blockedBy(type, {}, {})).not.toContain("could not judge");
    },
  );
});
