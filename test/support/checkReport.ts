import { reportOf, type Report, type StackReport } from "../../cli/domicile/report/report";

/** A report on a stack, with what is `changed`. */
export function stackReportOf(changed: Partial<StackReport> = {}): StackReport {
  return {
    stack: "dev",
    file: "stacks/Pulumi.dev.yaml",
    verdict: "clean",
    approval: { jurisdiction: ["DE"], operators: ["EU"] },
    problems: [],
    findings: [],
    encryptedSettings: [],
    footprint: { resources: [], endpoints: [], models: [], clients: [], exceptions: [] },
    ...changed,
  };
}

const urn = "urn:pulumi:fra::test::aws:s3/bucket:Bucket::logs";

/** One stack of each verdict, with something of every kind. */
export const exampleReport: Report = reportOf([
  stackReportOf(),
  stackReportOf({
    stack: "fra",
    file: "stacks/Pulumi.fra.yaml",
    verdict: "violations",
    findings: [
      {
        level: "violation",
        rule: "placement",
        type: "aws:s3/bucket:Bucket",
        name: "logs",
        urn,
        property: "region",
        message:
          "placed in us-east-1 (US) by 'region'; approved: DE (aws: eu-central-1) - set region or add an exception",
        line: 9,
      },
      {
        level: "advisory",
        rule: "exception",
        type: "pulumi:pulumi:Stack",
        name: "test-fra",
        urn: "urn:pulumi:fra::test::pulumi:pulumi:Stack::test-fra",
        property: null,
        message: "the exception for a:b:C expires on 2026-12-01, in 7 days (public) - renew or remove it",
        line: 1,
      },
    ],
    encryptedSettings: ["test:token"],
    footprint: {
      resources: [
        {
          urn,
          type: "aws:s3/bucket:Bucket",
          name: "logs",
          location: "us-east-1",
          countries: ["US"],
          operators: [{ name: "Amazon Web Services EMEA SARL", controller: "US" }],
        },
      ],
      endpoints: ["otel.example.de"],
      models: [{ name: "chat", settings: { engine: "vllm" } }],
      clients: [{ name: "intranet", settings: {} }],
      exceptions: [
        { type: "a:b:C", urn: null, reason: "public", expires: "2026-12-01", usedFor: ["urn:1", "urn:2"] },
      ],
    },
  }),
  stackReportOf({
    stack: "par",
    file: "stacks/Pulumi.par.yaml",
    verdict: "unjudged",
    approval: null,
    problems: [{ message: "its program calls a:b:c, which only a provider can answer", line: 3 }],
  }),
]);
