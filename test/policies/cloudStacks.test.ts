import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../cli/domicile/report/report";
import { runDomicile } from "../../cli/domicile/command";
import { findProject } from "../../cli/domicile/project/project";
import { checkStacks } from "../../cli/domicile/judging/checkStacks";
import { checkout, checkProject, projectFile, today, type CheckProject } from "../support/checkProject";
import { shippedStacks } from "../support/shippedStacks";

/** Programs load whole SDKs, on machines that do other things as well. */
const timeout = 180_000;

const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";

/** What each stack's approval says, another country and law that it does not, and the rules that refuse the stack then. */
const made = {
  "de-aws": {
    ...{ country: "DE", operators: "US", registries: ecr, foreign: "FR" },
    refusedBy: ["approval", "cluster", "leak-zone", "placement", "provider"],
    unlawfulBy: ["approval", "cluster", "operator"],
  },
  "de-aws-eusc": {
    ...{ country: "DE", operators: "US", foreign: "FR" },
    registries: "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu",
    refusedBy: ["approval", "cluster", "leak-zone", "placement", "provider"],
    unlawfulBy: ["approval", "cluster", "operator"],
  },
  "de-two-sites": {
    ...{ country: "DE", operators: "DE, US", foreign: "FR" },
    registries: `${ecr}, registry.example.de`,
    refusedBy: ["approval", "cluster", "leak-zone", "placement", "provider"],
    unlawfulBy: ["approval", "cluster", "operator"],
  },
  "on-prem": {
    ...{ country: "DE", operators: "DE", registries: "registry.example.de", foreign: "FR" },
    refusedBy: ["approval", "cluster"],
    unlawfulBy: ["approval", "cluster"],
  },
  "se-azure": {
    ...{ country: "SE", operators: "US", registries: "domicileexample.azurecr.io", foreign: "DE" },
    refusedBy: ["approval", "cluster", "leak-geo-redundancy", "placement", "provider"],
    unlawfulBy: ["approval", "cluster", "operator"],
  },
} as const;

const cases = Object.entries(made).map(([stack, facts]) => ({ stack, ...facts }));

describe("the stacks that the project ships", { timeout }, () => {
  let project: CheckProject;
  beforeAll(async () => {
    const approvals = cases.flatMap(
      ({ stack, country, foreign, operators, registries }): [string, string][] => {
        const rest = `operators: [${operators}]\nhardening: true\nrequireDigest: true\nregistries: [${registries}]\n`;
        return [
          [`own-${stack}.yaml`, `jurisdiction: [${country}]\n${rest}`],
          [`other-${stack}.yaml`, `jurisdiction: [${foreign}]\n${rest}`],
          [`law-${stack}.yaml`, `jurisdiction: [${country}]\n${rest.replace(operators, foreign)}`],
        ];
      },
    );
    project = await checkProject({
      "Pulumi.yaml": projectFile("unused"),
      ...Object.fromEntries(approvals),
    });
  });
  afterAll(() => project.remove());

  const judged = (stack: string, approval: string): Promise<Report> =>
    checkStacks(findProject(checkout), [stack], {
      approvalFile: `${project.folder}/${approval}-${stack}.yaml`,
      now: today,
      backend: undefined,
      workingFolder: checkout,
    });

  const violations = async (stack: string, approval: string) => {
    const [report] = (await judged(stack, approval)).stacks;
    return report?.findings.filter(({ level }) => level === "violation") ?? [];
  };
  const rulesOf = (findings: readonly { readonly rule: string }[]) =>
    [...new Set(findings.map(({ rule }) => rule))].toSorted();

  it("are all judged here but the one of this machine", () => {
    expect(shippedStacks.filter((name) => name !== "local").toSorted()).toEqual(Object.keys(made).toSorted());
  });

  it.each(cases)("$stack breaks no rule in $country, hardening included", async ({ stack }) => {
    const [report] = (await judged(stack, "own")).stacks;
    expect(report).toMatchObject({ verdict: "clean", problems: [], findings: [] });
    expect(report?.footprint.resources.length).toBeGreaterThan(20);
  });

  it.each(cases)(
    "$stack is refused where only $foreign is approved",
    async ({ stack, country, refusedBy }) => {
      const blocking = await violations(stack, "other");
      expect(rulesOf(blocking)).toEqual(refusedBy);
      // Every object in a cluster, and every resource that has a place.
      expect(blocking.filter(({ message }) => message.includes(country)).length).toBeGreaterThan(18);
    },
  );

  it.each(cases)(
    "$stack is refused where its operator's law is not approved",
    async ({ stack, unlawfulBy }) => {
      const blocking = await violations(stack, "law");
      expect(rulesOf(blocking)).toEqual(unlawfulBy);
      expect(blocking.filter(({ message }) => message.includes("under the law of")).length).toBeGreaterThan(
        18,
      );
    },
  );

  it("are checked side by side by one command", async () => {
    const { exitCode } = await runDomicile(["check"], {
      environment: {},
      workingFolder: checkout,
      now: today,
    });
    expect(exitCode).toBe(0);
  });
});
