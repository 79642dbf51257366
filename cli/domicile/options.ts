import { parseArgs } from "node:util";
import { differenceFormats, type DifferenceFormat } from "./diff/format";
import { Mistake } from "./mistake";
import { formats, type Format } from "./report";

/** What `domicile check` is asked to do. */
export type CheckOptions =
  | { readonly kind: "help" }
  | {
      readonly kind: "stacks";
      /** Names of stacks; empty for all that have a file. */
      readonly stacks: readonly string[];
      readonly format: Format;
      readonly approval: string | undefined;
      readonly project: string | undefined;
    }
  | {
      readonly kind: "state";
      readonly file: string;
      readonly stack: string | undefined;
      readonly format: Format;
      readonly approval: string | undefined;
      readonly project: string | undefined;
    }
  | {
      readonly kind: "diff";
      readonly before: string;
      readonly after: string;
      readonly format: DifferenceFormat;
      readonly approval: string | undefined;
    };

/** How `domicile check` is called. */
export const checkUsage = `domicile check [options]

Judges stacks by the policy pack's rules, without credentials, plug-ins or network.

  --stack NAME          a stack; may be given several times (default: all that have a stack file)
  --state FILE          judge this exported state instead: 'pulumi stack export' makes one
  --diff OLD NEW        show what changed in jurisdiction terms between two states or two reports in JSON
  --format FORMAT       text (default), markdown, json or sarif
  --approval FILE       the organisation's approval (default: the file that DOMICILE_APPROVAL names)
  --project FOLDER      the project's folder (default: the nearest with a Pulumi.yaml, from here upwards)
  --help                show this

exit codes: 0 clean, 1 violations, 2 not everything could be judged, or wrong arguments`;

const valued = ["state", "diff", "format", "approval", "project"] as const;
const known: readonly string[] = [...valued, "stack", "help"];

/**
 * Reads the arguments after `domicile check`.
 * @throws Mistake that lists everything wrong and shows the usage
 */
export function parseCheckOptions(args: readonly string[]): CheckOptions {
  const { positionals, tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      stack: { type: "string", multiple: true },
      state: { type: "string" },
      diff: { type: "string" },
      format: { type: "string" },
      approval: { type: "string" },
      project: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const given = tokens.filter((token) => token.kind === "option");
  if (given.some(({ name }) => name === "help")) return { kind: "help" };
  // An option that stands where a value belongs is none.
  const valuesOf = (name: string): readonly string[] =>
    given
      .filter((option) => option.name === name)
      .map(({ value = "", inlineValue }) => (inlineValue !== true && value.startsWith("--") ? "" : value));
  const stacks = valuesOf("stack");
  const [state] = valuesOf("state");
  const [diff] = valuesOf("diff");
  const [approval] = valuesOf("approval");
  const [project] = valuesOf("project");
  const [format = "text"] = valuesOf("format");
  const [after, ...surplus] = diff === undefined ? ["", ...positionals] : positionals;
  const allowed: readonly string[] = diff === undefined ? formats : differenceFormats;

  const problems = [
    ...given.flatMap(({ name, rawName }) => (known.includes(name) ? [] : [`'${rawName}' is no option`])),
    ...valued.flatMap((name) => (valuesOf(name)[0] === "" ? [`'--${name}' needs a value`] : [])),
    ...(stacks.includes("") ? ["'--stack' needs the name of a stack"] : []),
    ...valued.flatMap((name) => {
      const { length } = valuesOf(name);
      return length > 1 ? [`'--${name}' is given ${length} times`] : [];
    }),
    ...(diff !== undefined && diff !== "" && after === undefined
      ? [`'--diff ${diff}' needs a second file`]
      : []),
    ...surplus.map((argument) => `'${argument}' is not expected`),
    ...(format === "" || allowed.includes(format)
      ? []
      : [
          `'${format}' is no format${diff === undefined ? "" : " of --diff"}; allowed: ${allowed.join(", ")}`,
        ]),
    ...(diff !== undefined && state !== undefined ? ["'--state' and '--diff' exclude each other"] : []),
    ...(diff !== undefined && stacks.length > 0 ? ["'--stack' and '--diff' exclude each other"] : []),
    ...(state !== undefined && stacks.length > 1 ? ["'--state' takes one '--stack'"] : []),
  ];
  if (problems.length > 0) throw new Mistake([...problems, "", `usage: ${checkUsage}`]);

  if (diff !== undefined && after !== undefined) {
    return { kind: "diff", before: diff, after, format: chosen(differenceFormats, format), approval };
  }
  const common = { format: chosen(formats, format), approval, project };
  return state === undefined
    ? { kind: "stacks", stacks, ...common }
    : { kind: "state", file: state, stack: stacks[0], ...common };
}

/** The one of `allowed` that `name` is; it has been checked to be one. */
function chosen<Name extends string>(allowed: readonly [Name, ...Name[]], name: string): Name {
  return allowed.find((one) => one === name) ?? allowed[0];
}
