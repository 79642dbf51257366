import { describe, expect, it } from "vitest";
import type { Inputs } from "../../../policies/values";
import {
  blocked,
  bucket,
  eks,
  expectOutcome,
  frankfurt,
  germanAnyone,
  inCluster,
  judged,
  told,
  virginia,
} from "../../support/contract/cases";

describe("an exception lifts every violation of what it names", () => {
  const urn = `urn:pulumi:prod::site::${bucket}::it`;
  const abroad = {
    region: "us-east-1",
    accelerationStatus: "Enabled",
    replicationConfiguration: { rules: [{ destination: { bucket: "arn:aws:s3:::b" } }] },
  };
  const excepted = (fields: string): string =>
    `jurisdiction: [DE]\noperators: [EU]\nexceptions: [{ ${fields} }]\n`;
  const on = (fields: string, at: string, inputs: Inputs = abroad) =>
    judged(excepted(fields), bucket, inputs, virginia, new Date(at));
  const soon = "reason: moving, expires: 2027-01-31";

  it.each([
    [`type: "${bucket}", ${soon}`],
    [`urn: "${urn}", ${soon}`],
    [`type: "${bucket}", urn: "${urn}", ${soon}`],
  ])("%s", (fields) => {
    const findings = on(fields, "2026-11-24T12:00:00Z");
    expectOutcome(findings, told("moving", "2027-01-31"));
    expect(findings.filter(({ level }) => level === "hardening")).toEqual([]);
  });
  it.each([
    [`type: "aws:s3/*", ${soon}`],
    [`type: "aws:s3/bucket:bucket", ${soon}`],
    [`type: "aws:s3/bucket", ${soon}`],
    [`type: "*", ${soon}`],
    [`type: "aws:s3/bucketPolicy:BucketPolicy", ${soon}`],
    [`urn: "${urn}2", ${soon}`],
    [`urn: "${urn.slice(0, -1)}", ${soon}`],
    [`urn: "urn:pulumi:test::site::${bucket}::it", ${soon}`],
    [`type: "${bucket}", urn: "${urn}2", ${soon}`],
    [`type: "aws:sns/topic:Topic", urn: "${urn}", ${soon}`],
  ])("no match: %s", (fields) => {
    expectOutcome(on(fields, "2026-11-24T12:00:00Z"), blocked("us-east-1 (US)"));
  });
  it.each([
    ["2026-11-23", false],
    ["2026-11-24", true],
    ["2026-11-25", true],
    ["2020-01-01", false],
    ["9999-12-31", true],
    ["2028-02-29", true],
  ])("expires on %s, today being 2026-11-24: holds %s", (day, holds) => {
    const findings = on(`type: "${bucket}", reason: moving, expires: ${day}`, "2026-11-24T12:00:00Z");
    expectOutcome(findings, holds ? told("moving", day) : blocked(day));
    if (!holds) expectOutcome(findings, blocked("us-east-1 (US)"));
  });
  it("holds through its last day and not a second longer", () => {
    const fields = `type: "${bucket}", reason: moving, expires: 2027-01-31`;
    expectOutcome(on(fields, "2027-01-31T23:59:59Z"), told("moving"));
    expectOutcome(on(fields, "2027-02-01T00:00:00Z"), blocked("2027-01-31"));
  });
  it("an expired one is a violation that names it", () => {
    const findings = on(`type: "${bucket}", reason: moving, expires: 2026-11-01`, "2026-11-24T12:00:00Z");
    expect(findings.map(({ message }) => message).join("\n")).toMatch(/exception.*2026-11-01/);
  });
  it("those that expire within 30 days are shown, whether used or not", () => {
    const onStack = (day: string) =>
      judged(
        excepted(`type: "aws:sns/topic:Topic", reason: moving, expires: ${day}`),
        "pulumi:pulumi:Stack",
        {},
        undefined,
      );
    expectOutcome(onStack("2026-12-01"), told("2026-12-01", "aws:sns/topic:Topic"));
    expectOutcome(onStack("2026-12-24"), told("2026-12-24"));
    expect(onStack("2026-12-26")).toEqual([]);
  });
  it("names a provider too, and what goes by it", () => {
    const yaml = `jurisdiction: [DE]\noperators: any\nexceptions: [{ type: "pulumi:providers:aws", ${soon} }]\n`;
    expectOutcome(judged(yaml, "pulumi:providers:aws", virginia), told("moving"));
    expectOutcome(judged(yaml, bucket, {}, virginia), blocked("us-east-1"));
  });
  it("without an approval's file none holds for a broken one", () => {
    expectOutcome(
      judged(
        `jurisdiction: [XX]\noperators: any\nexceptions: [{ type: "${bucket}", ${soon} }]\n`,
        bucket,
        {},
        frankfurt,
      ),
      blocked("XX"),
    );
  });
  it("a type of several policies' findings is lifted whole", () => {
    const yaml = `${germanAnyone}registries: [r.example]\nexceptions: [{ type: "kubernetes:core/v1:Pod", ${soon} }]\n`;
    expectOutcome(
      judged(
        yaml,
        "kubernetes:core/v1:Pod",
        { spec: { hostNetwork: true, containers: [{ name: "c", image: "nginx" }] } },
        inCluster(eks("us-east-1")),
      ),
      told("moving"),
    );
  });
});
