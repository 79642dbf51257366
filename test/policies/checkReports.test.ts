import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatReport } from "../../cli/domicile/report";
import { escaped } from "../../cli/domicile/report/escape";
import { markdownReport } from "../../cli/domicile/report/markdown";
import { exitCodes, reportOf, worst, type ReportedFinding } from "../../cli/domicile/report/report";
import { sarifLog } from "../../cli/domicile/report/sarif";
import { describedRules } from "../../cli/domicile/report/rules";
import { oneLine } from "../../cli/domicile/report/words";
import { exampleReport, stackReportOf } from "../support/checkReport";

const tool = { version: "1.2.3" };

const placed =
  "aws:s3/bucket:Bucket 'logs': placed in us-east-1 (US) by 'region'; approved: DE (aws: eu-central-1) - set region or add an exception";

describe("verdicts", () => {
  it("are clean, violations or unjudged, of which the worst counts", () => {
    expect([worst([]), worst(["clean"]), worst(["clean", "violations"])]).toEqual([
      "clean",
      "clean",
      "violations",
    ]);
    expect(worst(["violations", "unjudged", "clean"])).toBe("unjudged");
    expect(exitCodes).toEqual({ clean: 0, violations: 1, unjudged: 2 });
  });
});

describe("a report as text", () => {
  it("has each stack with its verdict first, then what blocks, then what is only told", () => {
    expect(formatReport(exampleReport, "text", tool)).toBe(
      `dev: clean (0 resources; approved: jurisdiction DE, operators EU)

fra: 1 violation (1 resource; approved: jurisdiction DE, operators EU)
  violation  stacks/Pulumi.fra.yaml:9  ${placed} [placement]
  advisory   stacks/Pulumi.fra.yaml:1  pulumi:pulumi:Stack 'test-fra': the exception for a:b:C expires on 2026-12-01, in 7 days (public) - renew or remove it [exception]
  note       encrypted settings were taken as unknown: test:token

par: could not be judged (0 resources; approved: nothing)
  problem    stacks/Pulumi.par.yaml:3  its program calls a:b:c, which only a provider can answer

3 stacks: 1 clean, 1 with violations, 1 that could not be judged
`,
    );
  });

  it("lets no text start a line or steer a terminal", () => {
    expect(oneLine("a\nb\r\u001b[31mc\u2028d\u0085e\t ")).toBe("a b [31mc d e");
  });
});

describe("a report as Markdown", () => {
  it("has a mark, a table of verdicts, and what was found of each stack", () => {
    expect(formatReport(exampleReport, "markdown", tool)).toBe(
      `<!-- domicile check -->

## Domicile: 3 stacks: 1 clean, 1 with violations, 1 that could not be judged

| Stack | Verdict | Resources | Countries | Operators' countries | Approved |
| --- | --- | --- | --- | --- | --- |
| dev | ✅ clean | 0 | – | – | jurisdiction DE, operators EU |
| fra | ❌ 1 violation | 1 | US | US | jurisdiction DE, operators EU |
| par | ⚠️ could not be judged | 0 | – | – | nothing |

### fra

- <code>stacks/Pulumi.fra.yaml:9</code>: aws:s3/bucket:Bucket 'logs': placed in us-east-1 &#40;US&#41; by 'region'; approved: DE &#40;aws: eu-central-1&#41; - set region or add an exception &#91;placement&#93;

Exceptions in use:

- a:b:C until 2026-12-01, for 2 resources: public

Exceptions about to end:

- the exception for a:b:C expires on 2026-12-01, in 7 days &#40;public&#41; - renew or remove it

<details><summary>1 model, 1 client, egress to 1 host</summary>

- model chat: engine "vllm"
- client intranet
- egress to otel.example.de

</details>

Encrypted settings were taken as unknown: test:token

### par

- **could not be judged** <code>stacks/Pulumi.par.yaml:3</code>: its program calls a:b:c, which only a provider can answer
`,
    );
  });

  const finding = (name: string, message = "its cluster lies elsewhere"): ReportedFinding => ({
    level: "violation",
    rule: "cluster",
    type: "kubernetes:core/v1:Pod",
    name,
    urn: `urn:${name}`,
    property: null,
    message,
    line: 7,
  });

  it("tells once what was found alike of several resources", () => {
    const findings = [finding("a"), finding("b", "is something else"), finding("c"), finding("d")];
    const report = reportOf([stackReportOf({ verdict: "violations", findings })]);
    expect(
      markdownReport(report)
        .split("\n")
        .filter((line) => line.startsWith("- ")),
    ).toEqual([
      "- <code>stacks/Pulumi.dev.yaml:7</code>: kubernetes:core/v1:Pod 'a': its cluster lies elsewhere &#91;cluster&#93; – and 2 resources more alike",
      "- <code>stacks/Pulumi.dev.yaml:7</code>: kubernetes:core/v1:Pod 'b': is something else &#91;cluster&#93;",
    ]);
  });

  it("fits into a comment, however much was found", () => {
    const findings = Array.from({ length: 2000 }, (_, index) => finding(`pod-${index}`, `finding ${index}`));
    const text = markdownReport(reportOf([stackReportOf({ verdict: "violations", findings })]));
    expect(text.length).toBeLessThan(61_000);
    expect(text).toMatch(/\n\n… and \d+ lines more: run `domicile check` to see all\.\n$/);
    const shown = text.split("\n").filter((line) => line.startsWith("- ")).length;
    expect(text).toContain(`… and ${2000 - shown} lines more`);
  });

  it.each([
    ["[text](http://evil.example)", "&#91;text&#93;&#40;http&#58;//evil.example&#41;"],
    ["<img src=x>", "&lt;img src=x&gt;"],
    ["@org/team and #12", "@\u200borg/team and #\u200b12"],
    ["a | b", "a &#124; b"],
    ["`code` *bold* _it_ ~ no", "&#96;code&#96; &#42;bold&#42; &#95;it&#95; &#126; no"],
    ["www.evil.example", "www&#46;evil.example"],
    ["a\n# b", "a # b"],
  ])("shows %j as text", (text, shown) => {
    expect(escaped(text)).toBe(shown);
  });

  it("never lets a text be more than text", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = escaped(text).replace(/&(amp|lt|gt|#\d+);/g, "");
        expect(shown).not.toMatch(/[<>|`*[\]\\\n\r]|:\/\/|[@#&][\p{L}\p{N}_]/u);
      }),
    );
  });
});

describe("a report as JSON", () => {
  it("is the report itself", () => {
    expect(JSON.parse(formatReport(exampleReport, "json", tool))).toEqual(exampleReport);
    expect(Object.keys(exampleReport)).toEqual(["schemaVersion", "verdict", "stacks"]);
    expect(exampleReport.schemaVersion).toBe(1);
  });
});

describe("a report as SARIF", () => {
  const log = sarifLog(exampleReport, tool);
  const [run] = log.runs;

  it("says what it is and what made it", () => {
    expect(formatReport(exampleReport, "sarif", tool)).toBe(`${JSON.stringify(log, undefined, 2)}\n`);
    expect(log.version).toBe("2.1.0");
    expect(log.$schema).toBe(
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    );
    expect(log.runs).toHaveLength(1);
    expect(run?.tool.driver).toMatchObject({ name: "domicile", version: "1.2.3" });
    expect(run?.invocations).toEqual([{ executionSuccessful: false, exitCode: 2 }]);
  });

  it("describes every rule, each once, with a title, a reason and a fix", () => {
    const rules = run?.tool.driver.rules ?? [];
    const ids = rules.map(({ id }) => id);
    expect(ids).toEqual(describedRules().map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(["placement", "operator", "namespace-default-deny", "unjudged"]),
    );
    for (const { id, name, shortDescription, fullDescription, help } of rules) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(name).toMatch(/^[A-Z0-9][A-Za-z0-9]*$/);
      expect(shortDescription.text).toMatch(/\S/);
      expect(fullDescription.text).toMatch(/\S/);
      expect(help.text).toMatch(/\S/);
      expect(help.markdown).toContain("**Fix:** ");
    }
  });

  it("points at the stack file, at the line of the setting at fault", () => {
    const index = (id: string): number => describedRules().findIndex((rule) => rule.id === id);
    const at = (uri: string, startLine: number) => [
      { physicalLocation: { artifactLocation: { uri }, region: { startLine } } },
    ];
    const results = run?.results ?? [];
    for (const { partialFingerprints } of results) {
      expect(Object.keys(partialFingerprints)).toEqual(["domicile/v1"]);
      expect(partialFingerprints["domicile/v1"]).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(
      results.map(({ partialFingerprints, ...result }) => [result, Object.keys(partialFingerprints).length]),
    ).toEqual(
      [
        {
          ruleId: "placement",
          ruleIndex: index("placement"),
          level: "error",
          message: { text: `fra: ${placed}` },
          locations: at("stacks/Pulumi.fra.yaml", 9),
        },
        {
          ruleId: "exception",
          ruleIndex: index("exception"),
          level: "note",
          message: {
            text: "fra: pulumi:pulumi:Stack 'test-fra': the exception for a:b:C expires on 2026-12-01, in 7 days (public) - renew or remove it",
          },
          locations: at("stacks/Pulumi.fra.yaml", 1),
        },
        {
          ruleId: "unjudged",
          ruleIndex: index("unjudged"),
          level: "error",
          message: { text: "par: its program calls a:b:c, which only a provider can answer" },
          locations: at("stacks/Pulumi.par.yaml", 3),
        },
      ].map((result) => [result, 1]),
    );
  });

  it("has no placeholder and no link in a message, and an address for every file", () => {
    const report = reportOf([
      stackReportOf({
        file: "/tmp/my stacks/#1.yaml",
        verdict: "unjudged",
        problems: [{ message: 'is {"a": 1}, see [here](http://evil.example)', line: 1 }],
      }),
    ]);
    const [result] = sarifLog(report, tool).runs[0]?.results ?? [];
    expect(result?.message.text).toBe('dev: is {{"a": 1}}, see [here] (http://evil.example)');
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
      "file:///tmp/my%20stacks/%231.yaml",
    );
  });

  it("tells results apart by what was found, not by where the line has moved to", () => {
    const fingerprints = (line: number) => {
      const problems = [{ message: "fails", line }];
      const report = reportOf([stackReportOf({ problems }), stackReportOf({ stack: "other", problems })]);
      return sarifLog(report, tool).runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints);
    };
    expect(fingerprints(1)).toEqual(fingerprints(9));
    expect(fingerprints(1)?.[0]).not.toEqual(fingerprints(1)?.[1]);
  });
});
