import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runDomicile } from "../../cli/domicile/command";
import { Mistake } from "../../cli/domicile/mistake";
import { checkUsage, parseCheckOptions } from "../../cli/domicile/options";
import { today } from "../support/checkProject";

const none = { format: "text", writes: [], approval: undefined, project: undefined } as const;

describe("the arguments of domicile check", () => {
  it.each<readonly [args: string, options: unknown]>([
    ["", { kind: "stacks", stacks: [], ...none }],
    ["--stack a --stack b", { kind: "stacks", stacks: ["a", "b"], ...none }],
    ["--stack=a --format=sarif", { kind: "stacks", stacks: ["a"], ...none, format: "sarif" }],
    [
      "--approval a.yaml --project p",
      { kind: "stacks", stacks: [], ...none, approval: "a.yaml", project: "p" },
    ],
    ["--state s.json", { kind: "state", file: "s.json", stack: undefined, ...none }],
    ["--state s.json --stack a", { kind: "state", file: "s.json", stack: "a", ...none }],
    [
      "--write json=a.json --write codequality=b/c=d.json",
      {
        kind: "stacks",
        stacks: [],
        ...none,
        writes: [
          { format: "json", file: "a.json" },
          { format: "codequality", file: "b/c=d.json" },
        ],
      },
    ],
    [
      "--diff a.json b.json",
      { kind: "diff", before: "a.json", after: "b.json", format: "text", writes: [], approval: undefined },
    ],
    [
      "--format json --diff a.json b.json --write markdown=c.md",
      {
        kind: "diff",
        before: "a.json",
        after: "b.json",
        format: "json",
        writes: [{ format: "markdown", file: "c.md" }],
        approval: undefined,
      },
    ],
    ["--help --nonsense", { kind: "help" }],
  ])("reads '%s'", (args, options) => {
    expect(parseCheckOptions(args.split(" ").filter((word) => word !== ""))).toEqual(options);
  });

  it.each<readonly [args: string, problems: readonly string[]]>([
    ["--stak a", ["'--stak' is no option", "'a' is not expected"]],
    ["local", ["'local' is not expected"]],
    ["--format yaml", ["'yaml' is no format; allowed: text, markdown, json, sarif, codequality"]],
    ["--format", ["'--format' needs a value"]],
    ["--format json --format text", ["'--format' is given 2 times"]],
    [
      "--write yaml=a --write json --write",
      [
        "'--write' takes FORMAT=FILE, FORMAT being one of text, markdown, json, sarif, codequality; given: 'yaml=a'",
        "'--write' takes FORMAT=FILE, FORMAT being one of text, markdown, json, sarif, codequality; given: 'json'",
        "'--write' takes FORMAT=FILE, FORMAT being one of text, markdown, json, sarif, codequality",
      ],
    ],
    [
      "--diff a b --write sarif=c",
      ["'--write' takes FORMAT=FILE, FORMAT being one of text, markdown, json; given: 'sarif=c'"],
    ],
    ["--stack", ["'--stack' needs the name of a stack"]],
    ["--diff a.json", ["'--diff a.json' needs a second file"]],
    ["--diff a b c", ["'c' is not expected"]],
    ["--diff a b --format sarif", ["'sarif' is no format of --diff; allowed: text, markdown, json"]],
    [
      "--diff a b --state c --stack d",
      ["'--state' and '--diff' exclude each other", "'--stack' and '--diff' exclude each other"],
    ],
    ["--state a --stack b --stack c", ["'--state' takes one '--stack'"]],
    [
      "--nonsense --format xml --approval --state",
      [
        "'--nonsense' is no option",
        "'--approval' needs a value",
        "'xml' is no format; allowed: text, markdown, json, sarif, codequality",
      ],
    ],
  ])("refuses '%s' with all that is wrong in it, and the usage", (args, problems) => {
    expect(() => parseCheckOptions(args.split(" "))).toThrow(
      new Mistake([...problems, "", `usage: ${checkUsage}`]),
    );
  });

  it("throws nothing but mistakes, whatever it is given", () => {
    const words = fc.oneof(
      fc.constantFrom(
        "--stack",
        "--format",
        "--diff",
        "--state",
        "json",
        "a",
        "--",
        "-h",
        "--stack=",
        "--no-help",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(words), (args) => {
        try {
          parseCheckOptions(args);
        } catch (error) {
          expect(error).toBeInstanceOf(Mistake);
        }
      }),
    );
  });
});

describe("domicile", () => {
  const run = (...args: string[]) =>
    runDomicile(args, { environment: {}, workingFolder: "/nowhere/at/all", now: today });

  it.each([
    [[], "a command is missing"],
    [["chek"], "'chek' is no command"],
    [["constructor"], "'constructor' is no command"],
  ])("complains about %j and shows its usage", async (args, what) => {
    const { exitCode, output, complaint } = await run(...args);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
    expect(complaint).toBe(
      `${what}

usage: domicile COMMAND [options]

  check     judge stacks by the policy pack's rules, offline
  preview   preview stacks with credentials, under the policy pack
  review    what a change means in jurisdiction terms, from reports of check and preview
  audit     judge what is really there: the states of stacks, and what has drifted from them
  comment   write a text under a pull request, or update the one that is there
  issue     open an issue for a text, update it, or close it
  status    say at a commit how it was judged
  find      the number of a branch's pull request
  usage     what clients have used of models, and what it costs

Each tells its options with --help.
`,
    );
  });

  it("shows how check is called", async () => {
    expect(await run("check", "--help")).toEqual({ exitCode: 0, output: `${checkUsage}\n`, complaint: "" });
  });

  it.each([
    [["check"], "no project here: there is no Pulumi.yaml in /nowhere/at/all or above it\n"],
    [
      ["check", "--state", "state.json"],
      "/nowhere/at/all/state.json cannot be read: ENOENT: no such file or directory, open '/nowhere/at/all/state.json'\n",
    ],
    [
      ["check", "--diff", "a", "b"],
      "/nowhere/at/all/a cannot be read: ENOENT: no such file or directory, open '/nowhere/at/all/a'\n",
    ],
  ])("tells a mistake of the caller in one line: %j", async (args, complaint) => {
    expect(await run(...args)).toEqual({ exitCode: 2, output: "", complaint });
  });
});
