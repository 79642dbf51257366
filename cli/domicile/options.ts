import { readArguments } from "./arguments";
import { differenceFormats, type DifferenceFormat } from "./diff/format";
import { Mistake } from "./mistake";
import { readFileOutputs, type FileOutput } from "./outputs";
import { formats, type Format } from "./report";

/** What `domicile check` is asked to do. */
export type CheckOptions =
  | { readonly kind: "help" }
  | {
      readonly kind: "stacks";
      /** Names of stacks; empty for all that have a file. */
      readonly stacks: readonly string[];
      readonly format: Format;
      readonly writes: readonly FileOutput<Format>[];
      readonly approval: string | undefined;
      readonly project: string | undefined;
    }
  | {
      readonly kind: "state";
      readonly file: string;
      readonly stack: string | undefined;
      readonly format: Format;
      readonly writes: readonly FileOutput<Format>[];
      readonly approval: string | undefined;
      readonly project: string | undefined;
    }
  | {
      readonly kind: "diff";
      readonly before: string;
      readonly after: string;
      readonly format: DifferenceFormat;
      readonly writes: readonly FileOutput<DifferenceFormat>[];
      readonly approval: string | undefined;
    };

/** How `domicile check` is called. */
export const checkUsage = `domicile check [options]

Judges stacks by the policy pack's rules, without credentials, plug-ins or network.

  --stack NAME          a stack; may be given several times (default: all that have a stack file)
  --state FILE          judge this exported state instead: 'pulumi stack export' makes one
  --diff OLD NEW        show what changed in jurisdiction terms between two states or two reports in JSON
  --format FORMAT       text (default), markdown, json, sarif or codequality (GitLab's)
  --write FORMAT=FILE   write a file in this format as well; may be given several times
  --approval FILE       the organisation's approval (default: the file that DOMICILE_APPROVAL names)
  --project FOLDER      the project's folder (default: the nearest with a Pulumi.yaml, from here upwards)
  --help                show this

exit codes: 0 clean, 1 violations, 2 not everything could be judged, or wrong arguments`;

/**
 * Reads the arguments after `domicile check`.
 * @throws Mistake that lists everything wrong and shows the usage
 */
export function parseCheckOptions(args: readonly string[]): CheckOptions {
  const given = readArguments(args, {
    single: ["state", "diff", "format", "approval", "project"],
    multiple: ["stack", "write"],
  });
  if (given.isHelp) return { kind: "help" };
  const stacks = given.values("stack");
  const [state, diff, approval, project] = ["state", "diff", "approval", "project"].map(given.value);
  const format = given.value("format") ?? "text";
  const [after, ...surplus] = diff === undefined ? ["", ...given.words] : given.words;
  const allowed: readonly string[] = diff === undefined ? formats : differenceFormats;
  const written = readFileOutputs(given.values("write"), formats);
  const differenceWritten = readFileOutputs(given.values("write"), differenceFormats);

  const problems = [
    ...given.problems,
    ...(stacks.includes("") ? ["'--stack' needs the name of a stack"] : []),
    ...(diff !== undefined && diff !== "" && after === undefined
      ? [`'--diff ${diff}' needs a second file`]
      : []),
    ...surplus.map((argument) => `'${argument}' is not expected`),
    ...(format === "" || allowed.includes(format)
      ? []
      : [
          `'${format}' is no format${diff === undefined ? "" : " of --diff"}; allowed: ${allowed.join(", ")}`,
        ]),
    ...(diff === undefined ? written : differenceWritten).problems,
    ...(diff !== undefined && state !== undefined ? ["'--state' and '--diff' exclude each other"] : []),
    ...(diff !== undefined && stacks.length > 0 ? ["'--stack' and '--diff' exclude each other"] : []),
    ...(state !== undefined && stacks.length > 1 ? ["'--state' takes one '--stack'"] : []),
  ];
  if (problems.length > 0) throw new Mistake([...problems, "", `usage: ${checkUsage}`]);

  if (diff !== undefined && after !== undefined) {
    const { writes } = differenceWritten;
    return { kind: "diff", before: diff, after, format: chosen(differenceFormats, format), writes, approval };
  }
  const common = { format: chosen(formats, format), writes: written.writes, approval, project };
  return state === undefined
    ? { kind: "stacks", stacks, ...common }
    : { kind: "state", file: state, stack: stacks[0], ...common };
}

/** The one of `allowed` that `name` is; it has been checked to be one. */
function chosen<Name extends string>(allowed: readonly [Name, ...Name[]], name: string): Name {
  return allowed.find((one) => one === name) ?? allowed[0];
}
