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
  it.each(["a\nb", "a\u2028b", "a\u0000", "\u202eb", "\u001b[2J", "x".repeat(100_000)])(
    "stay one line of what can be seen, whatever a program calls a property: %j",
    (name) => {
      const inputs: Inputs = {
        region: "eu-central-1",
        environment: { variables: { [name]: "arn:aws:sqs:us-east-1:123456789012:q" } },
      };
      const message = blockedBy("aws:lambda/function:Function", inputs, frankfurt);
      expect(message).toMatch(/^works with [^\p{C}\p{Zl}\p{Zp}]+; approved: DE [^\p{C}\p{Zl}\p{Zp}]+$/u);
      expect(message.length).toBeLessThan(5_000);
    },
  );
  it.each(["__proto__:x/y:Z", "constructor", "toString:index:Foo"])(
    "tell no error of the rules': %s",
    (type) => {
      expect(blockedBy(type, {}, {})).not.toContain("could not judge");
    },
  );
});
