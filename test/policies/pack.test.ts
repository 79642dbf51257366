import type {
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import type { ApprovalResult } from "../../policies/approval/result";
import { packPolicies } from "../../policies/pack/policies";
import { behindProxy, found, today } from "../support/policies";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const arraySentinel = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";

/** The pack has no settings of its own. */
function noConfig(): never {
  throw new Error("not configured");
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
  return policies
    .filter((policy): policy is ResourceValidationPolicy => "validateResource" in policy)
    .filter(({ name }) => !skipped.includes(name))
    .flatMap(({ name, enforcementLevel, validateResource }) => {
      const lines: string[] = [];
      if (typeof validateResource !== "function") throw new Error(`${name} is no single function`);
      void validateResource(args, (message) => {
        lines.push(`[${enforcementLevel ?? ""}] ${name}: ${message}`);
      });
      return lines;
    });
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
      ["hardening", "mandatory"],
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
    const policies = packPolicies({ result: found(), now: () => today });
    const lines: string[] = [];
    for (const location of ["ash", "fsn1", "hil"]) {
      for (const policy of policies) {
        if (!("validateResource" in policy) || typeof policy.validateResource !== "function") continue;
        void policy.validateResource(
          handed({ type: "hcloud:index/server:Server", props: { location }, provider: {} }),
          (message) => {
            lines.push(`${policy.name}: ${message}`);
          },
        );
      }
    }
    expect(lines.map((line) => /placed in (\w+)/.exec(line)?.[1])).toEqual(["ash", "hil"]);
  });

  it("reports on a stack only what its approval can say", () => {
    const stack = packPolicies({ result: { kind: "missing" } }).filter(
      (policy): policy is StackValidationPolicy => "validateStack" in policy,
    );
    const resource: PolicyResource = {
      ...handed({ type: "kubernetes:core/v1:Namespace", props: {}, provider: {} }),
      dependencies: [],
      propertyDependencies: {},
    };
    const lines: string[] = [];
    for (const { validateStack } of stack) {
      void validateStack(
        {
          resources: [resource],
          getConfig: noConfig,
          notApplicable: () => {
            throw new Error("not applicable");
          },
          stackTags: new Map(),
        },
        (message) => {
          lines.push(message);
        },
      );
    }
    expect(lines).toEqual([]);
  });
});
