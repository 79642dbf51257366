import { describe, expect, it } from "vitest";
import { judge } from "../../policies/judge";
import { judgeStack } from "../../policies/judgeStack";
import { approvalOf, found, judged, providerOf, resourceOf, today, violations } from "../support/policies";

const distribution = "aws:cloudfront/distribution:Distribution";
const frankfurt = providerOf("aws", { region: "eu-central-1" });
const site = resourceOf(distribution, {}, frankfurt);
const denied = "is worldwide: a CDN; approved: DE - use another type or add an exception";
const web = { type: distribution, reason: "public web site", expires: "2027-01-31" };

function findings(exceptions: readonly object[], resource = site): string[] {
  return judged(resource, { exceptions }).map(({ level, rule, message }) => `${level} ${rule}: ${message}`);
}

describe("an exception", () => {
  it("lifts every violation of what it names, and is shown", () => {
    expect(judged(site, { operators: ["EU"] })).toHaveLength(2);
    expect(judged(site, { operators: ["EU"], exceptions: [web] })).toEqual([
      {
        rule: "exception",
        level: "advisory",
        message: `excepted from placement, operator by the exception for ${distribution}: expires on 2027-01-31 (public web site)`,
      },
    ]);
  });

  it.each<[string, object, boolean]>([
    ["its type", web, true],
    ["its URN", { ...web, type: undefined, urn: site.urn }, true],
    ["both", { ...web, urn: site.urn }, true],
    ["its type and another URN", { ...web, urn: `${site.urn}2` }, false],
    ["another type and its URN", { ...web, type: "aws:s3/bucket:Bucket", urn: site.urn }, false],
    ["a part of its type", { ...web, type: "aws:cloudfront/distribution" }, false],
    ["its type in capitals", { ...web, type: distribution.toUpperCase() }, false],
    ["a star", { ...web, type: "aws:*" }, false],
    ["a part of its URN", { ...web, type: undefined, urn: site.urn.slice(0, -1) }, false],
  ])("names a resource by %s: %s", (_, exception, isNamed) => {
    const given = Object.fromEntries(Object.entries(exception).filter(([, value]) => value !== undefined));
    expect(violations(site, { exceptions: [given] })).toEqual(isNamed ? [] : [denied]);
  });

  it("counts for aliases and versions of its type, and the other way round", () => {
    const [alias, main] = [
      "aws:elasticloadbalancingv2/loadBalancer:LoadBalancer",
      "aws:lb/loadBalancer:LoadBalancer",
    ];
    for (const [type, named] of [
      [alias, main],
      [main, alias],
      ["azure-native:sql/v20230801:Database", "azure-native:sql:Database"],
    ] as const) {
      const provider = providerOf(type.split(":")[0] ?? "");
      const resource = resourceOf(type, { region: "us-east-1", location: "westus" }, provider);
      expect(violations(resource)).not.toEqual([]);
      expect(violations(resource, { exceptions: [{ ...web, type: named }] })).toEqual([]);
    }
  });

  it.each([
    ["2026-11-23", true],
    ["2026-11-24", false],
  ])("that ends on %s is over on 2026-11-24: %s", (expires, isOver) => {
    expect(violations(site, { exceptions: [{ ...web, expires }] }).length > 0).toBe(isOver);
    expect(
      violations(site, { exceptions: [{ ...web, expires }] }, new Date("2026-11-24T23:59:59Z")).length > 0,
    ).toBe(isOver);
    expect(
      violations(site, { exceptions: [{ ...web, expires }] }, new Date("2026-11-25T00:00:00Z")),
    ).not.toEqual([]);
  });

  it("that has expired is a violation beside the one that it lifted", () => {
    expect(findings([{ ...web, expires: "2026-11-01" }])).toEqual([
      `mandatory placement: ${denied}`,
      `mandatory exception: the exception for ${distribution} expired on 2026-11-01 (public web site); approved: DE - renew it, or do without`,
    ]);
  });

  it("that has expired and is not needed is a note", () => {
    const bucket = resourceOf("aws:s3/bucket:Bucket", { region: "eu-central-1" }, frankfurt);
    expect(findings([{ ...web, type: "aws:s3/bucket:Bucket", expires: "2026-11-01" }], bucket)).toEqual([
      "advisory exception: the exception for aws:s3/bucket:Bucket expired on 2026-11-01 (public web site) - remove it",
    ]);
  });

  it("still holds where another one has expired", () => {
    expect(violations(site, { exceptions: [{ ...web, expires: "2026-11-01" }, web] })).toEqual([]);
  });

  it("that is not needed is not shown on the resource", () => {
    const bucket = resourceOf("aws:s3/bucket:Bucket", { region: "eu-central-1" }, frankfurt);
    expect(findings([{ ...web, type: "aws:s3/bucket:Bucket" }], bucket)).toEqual([]);
  });

  it("tells the days that it has left, on what uses it and on the stack", () => {
    const soon = { ...web, expires: "2026-12-24" };
    expect(findings([soon])).toEqual([
      `advisory exception: excepted from placement by the exception for ${distribution}: expires on 2026-12-24, in 30 days (public web site)`,
    ]);
    const others = [
      { ...web, type: "a:b:C", expires: "2026-12-25" },
      { ...web, type: "a:b:D", expires: "2026-11-25" },
      { ...web, type: "a:b:E", expires: "2026-11-01" },
    ];
    expect(findings([soon, ...others], resourceOf("pulumi:pulumi:Stack"))).toEqual([
      `advisory exception: the exception for ${distribution} expires on 2026-12-24, in 30 days (public web site) - renew or remove it`,
      "advisory exception: the exception for a:b:D expires on 2026-11-25, in 1 day (public web site) - renew or remove it",
      "advisory exception: the exception for a:b:E expired on 2026-11-01 (public web site) - renew or remove it",
    ]);
  });

  it("for a provider lifts the detours of what it makes, and nothing else", () => {
    const detour = providerOf("aws", { region: "eu-central-1", httpsProxy: "http://proxy.example.com" });
    const exceptions = [{ ...web, type: "pulumi:providers:aws" }];
    expect(violations(resourceOf("aws:s3/bucket:Bucket", {}, detour))).toHaveLength(1);
    expect(violations(resourceOf("aws:s3/bucket:Bucket", {}, detour), { exceptions })).toEqual([]);
    expect(
      violations(resourceOf("aws:s3/bucket:Bucket", { region: "us-east-1" }, detour), { exceptions }),
    ).toHaveLength(1);
    expect(violations({ ...detour }, { exceptions })).toEqual([]);
  });
});

describe("a stack", () => {
  const namespace = resourceOf(
    "kubernetes:core/v1:Namespace",
    { metadata: { name: "models" } },
    providerOf("kubernetes"),
  );
  it("is judged by all of its resources together", () => {
    expect(judgeStack([namespace], approvalOf(), today)).toMatchObject([
      { rule: "namespace-default-deny", level: "hardening", urn: namespace.urn },
    ]);
  });

  it("is not found wrong for what is excepted", () => {
    const exceptions = [{ urn: namespace.urn, reason: "no data", expires: "2027-01-31" }];
    expect(judgeStack([namespace], approvalOf({ exceptions }), today)).toEqual([]);
    expect(
      judgeStack([namespace], approvalOf({ exceptions }), new Date("2027-02-01T00:00:00Z")),
    ).toHaveLength(1);
  });

  it("is not found right when a rule fails", () => {
    const broken = {
      ...namespace,
      get inputs(): never {
        throw new Error("no inputs");
      },
    };
    expect(
      judgeStack([broken], approvalOf(), today).map(({ level, message }) => `${level} ${message}`),
    ).toContain(
      "mandatory rule 'namespace-default-deny' could not judge the stack: no inputs; approved: DE - report this",
    );
  });
});

describe("the backend of the state", () => {
  const at = (backend: string, fields = {}): string[] =>
    judge(resourceOf("pulumi:pulumi:Stack"), found(fields), { now: today, backend }).map(
      ({ level, rule, message }) => `${level} ${rule}: ${message}`,
    );
  const note = (what: string, approved = "DE"): string =>
    `advisory state: the state is kept at ${what}; approved: ${approved} - keep it in an approved place, or list its host under 'endpoints'`;
  it.each<[string, Record<string, unknown>, string[]]>([
    ["file:///var/state", {}, []],
    ["file://~", {}, []],
    ["s3://state?region=eu-central-1", {}, []],
    ["s3://state?region=us-east-1", {}, [note("s3://state in us-east-1 (US)")]],
    [
      "s3://state?region=eu-central-1",
      { operators: ["EU"] },
      [note("s3://state, run under the law of US", "operators EU")],
    ],
    ["s3://state", {}, [note("s3://state, which names no location")]],
    [
      "s3://state?endpoint=https://s3.example.de",
      {},
      [note("s3://state at s3.example.de, which is no approved endpoint")],
    ],
    ["s3://state?endpoint=https://s3.example.de", { endpoints: ["s3.example.de"] }, []],
    [
      "azblob://state?storage_account=x",
      { operators: ["EU"] },
      [
        note("azblob://state, which names no location"),
        note("azblob://state, run under the law of US", "operators EU"),
      ],
    ],
    ["gs://state", {}, [note("gs://state, which names no location")]],
    ["https://api.pulumi.com", {}, [note("https://api.pulumi.com (US)")]],
    ["https://api.pulumi.com/", { jurisdiction: ["US"] }, []],
    [
      "https://user:password@pulumi.example.de/x",
      {},
      [note("https://pulumi.example.de/x, which is no approved endpoint")],
    ],
    ["https://pulumi.example.de", { endpoints: ["pulumi.example.de"] }, []],
    ["nonsense", {}, [note('"nonsense" is no address')]],
  ])("%s under %j", (backend, fields, notes) => {
    expect(at(backend, fields)).toEqual(notes);
  });
});
