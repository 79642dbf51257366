import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../cli/domicile/report/report";
import { cases } from "../support/checkCases";
import { casesProgram, checkProject, projectFile } from "../support/checkProject";
import { policyEngine, type PolicyEngine } from "../support/policyEngine";

const approval = "jurisdiction: [DE]\noperators: [EU, US]\nlocations: { aws: [eu-central-1] }\n";

/** Each case with the settings that it is run under. */
const programs: readonly (readonly [name: string, config: Readonly<Record<string, string>>])[] = [
  ["clouds", {}],
  ["stackTransform", {}],
  ["defaults", { "aws:region": "us-east-1" }],
];

describe("domicile check and the policy pack in the engine", () => {
  let engine: PolicyEngine;
  beforeAll(async () => {
    engine = await policyEngine();
  });
  afterAll(() => engine.close());

  /** What `domicile check` says of a case; stack and project have the names that they have in the engine. */
  async function check(name: string, config: Readonly<Record<string, string>>): Promise<Report> {
    const settings = Object.entries({ ...config, "test:program": name });
    const project = await checkProject({
      "Pulumi.yaml": projectFile(casesProgram),
      "Pulumi.test.yaml": `config:\n${settings.map(([key, value]) => `  ${key}: ${value}\n`).join("")}`,
      "approval.yaml": approval,
    });
    try {
      return await project.report([], "approval.yaml");
    } finally {
      await project.remove();
    }
  }

  it.each(programs)("find the same violations in '%s'", async (name, config) => {
    const program = cases[name];
    const run = await engine.preview({
      approval,
      config,
      program: () => {
        program?.();
        return Promise.resolve();
      },
    });
    const [stack] = (await check(name, config)).stacks;
    const offline = stack?.findings
      .filter(({ level }) => level === "violation")
      .map((finding) => `[mandatory] jurisdiction: ${finding.type} '${finding.name}': ${finding.message}`);
    const online = run.violations.filter((line) => line.startsWith("[mandatory]"));
    expect(stack?.problems).toEqual([]);
    expect(online).not.toEqual([]);
    expect(offline?.toSorted()).toEqual(online);
  });
});
