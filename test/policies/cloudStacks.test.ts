import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../cli/domicile/report/report";
import { runDomicile } from "../../cli/domicile/command";
import { findProject } from "../../cli/domicile/project/project";
import { checkStacks } from "../../cli/domicile/judging/checkStacks";
import { checkout, checkProject, projectFile, today, type CheckProject } from "../support/checkProject";
import { shippedStacks } from "../support/shippedStacks";

/** Programs load whole SDKs, on machines that do other things as well. */
const timeout = 180_000;

/** The stacks whose clusters are made: who may run them, where their images are, and another country of the same cloud. */
const made = {
  "de-aws": {
    country: "DE",
    other: "FR",
    operators: "US",
    registry: "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
  },
  "de-aws-eusc": {
    country: "DE",
    other: "FR",
    operators: "US",
    registry: "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu",
  },
} as const;

const cases = Object.entries(made).map(([stack, facts]) => ({ stack, ...facts }));

describe("the stacks that the project ships", { timeout }, () => {
  let project: CheckProject;
  beforeAll(async () => {
    const approvals = cases.flatMap(({ stack, country, other, operators, registry }): [string, string][] => {
      const rest = `operators: [${operators}]\nhardening: true\nrequireDigest: true\nregistries: [${registry}]\n`;
      return [
        [`own-${stack}.yaml`, `jurisdiction: [${country}]\n${rest}`],
        [`other-${stack}.yaml`, `jurisdiction: [${other}]\n${rest}`],
        [`law-${stack}.yaml`, `jurisdiction: [${country}]\n${rest.replace(operators, other)}`],
      ];
    });
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

  it("are all judged here but the one of this machine", () => {
    expect(shippedStacks.filter((name) => name !== "local").toSorted()).toEqual(Object.keys(made).toSorted());
  });

  it.each(cases)("$stack breaks no rule in $country, hardening included", async ({ stack }) => {
    const [report] = (await judged(stack, "own")).stacks;
    expect(report).toMatchObject({ verdict: "clean", problems: [], findings: [] });
    expect(report?.footprint.resources.length).toBeGreaterThan(50);
  });

  it.each(cases)("$stack is refused where only $other is approved", async ({ stack, country }) => {
    const [report] = (await judged(stack, "other")).stacks;
    const blocking = report?.findings.filter(({ level }) => level === "violation") ?? [];
    expect([...new Set(blocking.map(({ rule }) => rule))].toSorted()).toEqual([
      "approval",
      "cluster",
      "leak-zone",
      "placement",
      "provider",
    ]);
    // Every resource that has a place, and every object in the cluster.
    const foreign = blocking.filter(({ message }) => message.includes(`(${country})`));
    expect(foreign.length).toBeGreaterThan(50);
  });

  it.each(cases)(
    "$stack is refused where its operator's law is not approved",
    async ({ stack, operators }) => {
      const [report] = (await judged(stack, "law")).stacks;
      const blocking = report?.findings.filter(({ level }) => level === "violation") ?? [];
      expect([...new Set(blocking.map(({ rule }) => rule))].toSorted()).toEqual([
        "approval",
        "cluster",
        "operator",
      ]);
      const foreign = blocking.filter(({ message }) => message.includes(`under the law of ${operators}`));
      expect(foreign.length).toBeGreaterThan(50);
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
