import type {
  Policies,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
} from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import type { ApprovalResult } from "../../policies/approval/result";
import { PlannedObjects } from "../../policies/pack/planned";
import { packPolicies } from "../../policies/pack/policies";
import type { Resource } from "../../policies/resource";
import { unknown } from "../../policies/values";
import { behindProxy, found, today } from "../support/policies";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const arraySentinel = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";

/** The pack has no settings of its own. */
function noConfig(): never {
  throw new Error("not configured");
}

/** What the policies over a stack report, when it has these resources. */
function reportedOfStack(policies: Policies, registered: readonly Registered[]): string[] {
  const resources = registered.map((resource): PolicyResource => ({
    ...handed(resource),
    dependencies: [],
    propertyDependencies: {},
  }));
  const lines: string[] = [];
  for (const policy of policies) {
    if (!("validateStack" in policy)) continue;
    const notApplicable = () => {
      throw new Error("not applicable");
    };
    void policy.validateStack(
      { resources, getConfig: noConfig, notApplicable, stackTags: new Map() },
      (message) => {
        lines.push(message);
      },
    );
  }
  return lines;
}

interface Registered {
  readonly type: string;
  readonly props?: unknown;
  readonly provider?: Record<string, unknown>;
}

function handed({ type, props = {}, provider }: Registered): ResourceValidationArgs {
  const pkg = `pulumi:providers:${type.split(":")[0] ?? ""}`;
  return {
    type,
    name: "it",
    urn: `urn:pulumi:test::test::${type}::it`,
    props: behindProxy(props),
    ...(provider === undefined
      ? {}
      : {
          provider: {
            type: pkg,
            name: "p",
            urn: `urn:pulumi:test::test::${pkg}::p`,
            props: behindProxy(provider),
          },
        }),
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    },
    isType: () => false,
    asType: () => undefined,
    getConfig: noConfig,
    notApplicable: () => {
      throw new Error("not applicable");
    },
    stackTags: new Map(),
  };
}

/** What every resource policy of the pack reports, as the SDK would run them: one after the other. */
function reported(
  args: ResourceValidationArgs,
  result: ApprovalResult,
  skipped: readonly string[] = [],
): string[] {
  const policies = packPolicies({ result, now: () => today });
  return resourcePolicies(policies)
    .filter(({ name }) => !skipped.includes(name))
    .flatMap((policy) => reportedBy(policy, args));
}

function resourcePolicies(policies: Policies): ResourceValidationPolicy[] {
  return policies.filter((policy): policy is ResourceValidationPolicy => "validateResource" in policy);
}

function reportedBy(
  { name, enforcementLevel, validateResource = [] }: ResourceValidationPolicy,
  args: ResourceValidationArgs,
): string[] {
  const lines: string[] = [];
  for (const validate of Array.isArray(validateResource) ? validateResource : [validateResource]) {
    void validate(args, (message) => {
      lines.push(`[${enforcementLevel ?? ""}] ${name}: ${message}`);
    });
  }
  return lines;
}

describe("the pack", () => {
  it("has few policies, of which place and operator always block", () => {
    const levels = (hardening: boolean) =>
      packPolicies({ result: found({ hardening }) }).map(({ name, enforcementLevel }) => [
        name,
        enforcementLevel,
      ]);
    expect(levels(false)).toEqual([
      ["jurisdiction", "mandatory"],
      ["hardening", "advisory"],
      ["notes", "advisory"],
      ["stack-jurisdiction", "mandatory"],
      ["stack-hardening", "advisory"],
    ]);
    expect(levels(true)).toEqual([
      ["jurisdiction", "mandatory"],
      ["notes", "advisory"],
      ["stack-jurisdiction", "mandatory"],
      ["stack-hardening", "mandatory"],
    ]);
  });

  it("names type, resource, value and what is approved, and is not stopped by unknown values", () => {
    const args = handed({
      type: "aws:s3/bucket:Bucket",
      props: { bucket: sentinel, tags: sentinel, region: "us-east-1" },
      provider: { region: sentinel },
    });
    expect(
      reported(args, found({ locations: { aws: ["eu-central-1"] } })).filter((line) =>
        line.startsWith("[mandatory]"),
      ),
    ).toEqual([
      "[mandatory] jurisdiction: aws:s3/bucket:Bucket 'it': placed in us-east-1 (US) by 'region'; approved: DE (aws: eu-central-1) - set region or add an exception",
    ]);
  });

  it.each([sentinel, arraySentinel])("refuses inputs that are unknown as a whole: %s", (props) => {
    const message =
      "so nobody can tell where it lies; approved: DE - give them as plain values or add an exception";
    const server = handed({ type: "hcloud:index/server:Server", props, provider: {} });
    expect(reported(server, found())).toEqual([
      `[mandatory] jurisdiction: hcloud:index/server:Server 'it': its inputs as a whole cannot be known yet, ${message}`,
    ]);
    const exceptions = [{ type: "hcloud:index/server:Server", reason: "moving", expires: "2026-12-01" }];
    expect(reported(server, found({ exceptions }))).toEqual([
      "[advisory] notes: hcloud:index/server:Server 'it': excepted from placement by the exception for hcloud:index/server:Server: expires on 2026-12-01, in 7 days (moving)",
    ]);
    expect(reported(server, { kind: "missing" })).toHaveLength(1);
  });

  it.each([
    ["acme:index:Site", undefined],
    ["random:index/randomPet:RandomPet", {}],
  ])("allows what needs no inputs, though they are unknown as a whole: %s", (type, provider) => {
    const args = handed({ type, props: sentinel, ...(provider === undefined ? {} : { provider }) });
    expect(reported(args, found())).toEqual([]);
    expect(reported(args, { kind: "missing" })).toEqual([]);
  });

  it("says on one line what a resource is called", () => {
    const args = { ...handed({ type: "hcloud:index/server:Server", provider: {} }), name: "a\nb\u202e" };
    expect(reported(args, found())).toEqual([
      expect.stringMatching(
        /^\[mandatory\] jurisdiction: hcloud:index\/server:Server 'a\\u000ab\\u202e': names no place: /,
      ),
    ]);
  });

  it("tells what is used and what is unknown at preview, without blocking", () => {
    const exceptions = [{ type: "hcloud:index/server:Server", reason: "moving", expires: "2026-12-01" }];
    const server = handed({ type: "hcloud:index/server:Server", props: { location: "ash" }, provider: {} });
    const note =
      "[advisory] notes: hcloud:index/server:Server 'it': excepted from placement by the exception for hcloud:index/server:Server: expires on 2026-12-01, in 7 days (moving)";
    expect(reported(server, found({ exceptions }))).toEqual([note]);
    // Each policy judges for itself where the one before it is switched off.
    expect(reported(server, found({ exceptions }), ["jurisdiction"])).toEqual([note]);
  });

  it("judges a resource anew for every call", () => {
    const policies = resourcePolicies(packPolicies({ result: found(), now: () => today }));
    const lines = ["ash", "fsn1", "hil"].flatMap((location) =>
      policies.flatMap((policy) =>
        reportedBy(policy, handed({ type: "hcloud:index/server:Server", props: { location }, provider: {} })),
      ),
    );
    expect(lines.map((line) => /placed in (\w+)/.exec(line)?.[1])).toEqual(["ash", "hil"]);
  });

  const privileged = (name: string): ResourceValidationArgs => ({
    ...handed({
      type: "kubernetes:core/v1:Pod",
      props: { metadata: { name, namespace: "ai" }, spec: { hostNetwork: true, containers: [] } },
      provider: {
        kubeconfig: JSON.stringify({
          "current-context": "it",
          contexts: [{ name: "it", context: { cluster: "it" } }],
          clusters: [{ name: "it", cluster: { server: "https://0A1B.gr7.eu-central-1.eks.amazonaws.com" } }],
        }),
      },
    }),
    name,
    urn: `urn:pulumi:test::test::kubernetes:core/v1:Pod::${name}`,
  });
  const said = (name: string): string => `kubernetes:core/v1:Pod '${name}': 'spec.hostNetwork' is true`;

  it("has hardening block in the policy that blocks, where the approval asks for it, and tells of it elsewhere", () => {
    expect(reported(privileged("a"), found({ hardening: true }))).toEqual([
      expect.stringContaining(`[mandatory] jurisdiction: ${said("a")}`),
    ]);
    expect(reported(privileged("a"), found())).toEqual([
      expect.stringContaining(`[advisory] hardening: ${said("a")}`),
    ]);
    expect(reported(privileged("a"), found(), ["jurisdiction"])).toHaveLength(1);
  });

  it("runs a policy that only tells when there is something to tell, also where calls come in between", () => {
    const policies = resourcePolicies(packPolicies({ result: found(), now: () => today }));
    const [jurisdiction, ...others] = policies;
    if (jurisdiction === undefined) throw new Error("no policy");
    const functions = (): number[] =>
      others.map(({ validateResource }) => (Array.isArray(validateResource) ? validateResource.length : NaN));
    const server = handed({ type: "hcloud:index/server:Server", props: { location: "fsn1" }, provider: {} });
    // Nobody has judged yet: the one before may be switched off.
    expect(functions()).toEqual([1, 1]);
    expect(reportedBy(jurisdiction, server)).toEqual([]);
    expect(functions()).toEqual([0, 0]);

    for (const args of [privileged("a"), server, privileged("b")]) reportedBy(jurisdiction, args);
    expect(functions()).toEqual([1, 0]);
    const told = [privileged("a"), server, privileged("b")].map((args) =>
      others.flatMap((policy) => reportedBy(policy, args)),
    );
    expect(told).toEqual([[expect.stringContaining(said("a"))], [], [expect.stringContaining(said("b"))]]);
    expect(functions()).toEqual([0, 0]);
  });

  it("forgets what nobody asks for", () => {
    const policies = resourcePolicies(packPolicies({ result: found(), now: () => today }));
    const [jurisdiction, hardening] = policies;
    if (jurisdiction === undefined || hardening === undefined) throw new Error("no policies");
    for (let index = 0; index <= 1_000; index++) reportedBy(jurisdiction, privileged(`pod-${index}`));
    expect(reportedBy(hardening, privileged("pod-0"))).toEqual([]);
    expect(reportedBy(hardening, privileged("pod-1000"))).toEqual([
      expect.stringContaining(said("pod-1000")),
    ]);
  });

  it("reports on a stack only what its approval can say", () => {
    const namespace = { type: "kubernetes:core/v1:Namespace", props: {}, provider: {} };
    expect(reportedOfStack(packPolicies({ result: { kind: "missing" } }), [namespace])).toEqual([]);
  });

  it("keeps so many objects of clusters that are still to be made, and no more", () => {
    const objects = new PlannedObjects();
    const object = (number: number): Resource => ({
      ...{ type: "kubernetes:core/v1:Namespace", name: `${number}`, urn: `urn:${number}`, inputs: {} },
      provider: {
        type: "pulumi:providers:kubernetes",
        name: "p",
        urn: "urn:p",
        inputs: { kubeconfig: unknown },
      },
    });
    for (let number = 1; number <= 5_001; number++) objects.note(object(number));
    expect(objects.planned("urn:5000")?.name).toBe("5000");
    expect(objects.planned("urn:5001")).toBeUndefined();
    const known = {
      type: "pulumi:providers:kubernetes",
      name: "p",
      urn: "urn:p",
      inputs: { kubeconfig: "{}" },
    };
    objects.note({ ...object(1), provider: known });
    expect(objects.planned("urn:1")).toBeUndefined();
  });

  it("judges a stack whose cluster is still to be made by what its objects are to be", () => {
    const provider = { kubeconfig: sentinel, clusterIdentifier: "domicile:aws/eu-central-1" };
    const of = (type: string, props: unknown) => ({ type: `kubernetes:${type}`, props, provider });
    const namespace = of("core/v1:Namespace", { metadata: { name: "ai" } });
    const closed = of("networking.k8s.io/v1:NetworkPolicy", {
      metadata: { name: "default-deny", namespace: "ai" },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
    const toldNothing = [namespace, closed].map((object) => ({ ...object, props: sentinel }));
    const judgedAfter = (asked: readonly Registered[]): string[] => {
      const policies = packPolicies({ result: found(), now: () => today });
      const [jurisdiction] = resourcePolicies(policies);
      if (jurisdiction === undefined) throw new Error("no policies");
      for (const resource of asked) reportedBy(jurisdiction, handed(resource));
      return reportedOfStack(policies, toldNothing);
    };
    expect(judgedAfter([namespace, closed])).toEqual([]);
    expect(judgedAfter([namespace])).toEqual([
      expect.stringContaining("the namespace ai lets its pods speak to anyone"),
    ]);
  });
});
