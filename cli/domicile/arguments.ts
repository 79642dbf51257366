import { parseArgs } from "node:util";

/** The options of a command, by name without dashes. */
export interface OptionNames {
  /** Those that take a value and may be given once. */
  readonly single: readonly string[];
  /** Those that take a value and may be given several times. */
  readonly multiple: readonly string[];
}

/** What a command was called with. */
export interface Arguments {
  readonly isHelp: boolean;
  /** Words that belong to no option. */
  readonly words: readonly string[];
  /** The values of an option in the order in which they were given; empty text for one without a value. */
  readonly values: (name: string) => readonly string[];
  /** The first value of an option. */
  readonly value: (name: string) => string | undefined;
  /** Options that do not exist, lack a value or are given too often; each in one line. */
  readonly problems: readonly string[];
}

/** Reads the arguments of a command. `--help` and `-h` exist always. */
export function readArguments(args: readonly string[], { single, multiple }: OptionNames): Arguments {
  const names = [...single, ...multiple];
  const { positionals, tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: "string", multiple: true }])),
      help: { type: "boolean", short: "h" },
    },
  });
  const given = tokens.filter((token) => token.kind === "option");
  const known = new Set([...names, "help"]);
  // An option that stands where a value belongs is none.
  const values = (name: string): readonly string[] =>
    given
      .filter((option) => option.name === name)
      .map(({ value = "", inlineValue }) => (inlineValue !== true && value.startsWith("--") ? "" : value));
  return {
    isHelp: given.some(({ name }) => name === "help"),
    words: positionals,
    values,
    value: (name) => values(name)[0],
    problems: [
      ...given.flatMap(({ name, rawName }) => (known.has(name) ? [] : [`'${rawName}' is no option`])),
      ...single.flatMap((name) => (values(name)[0] === "" ? [`'--${name}' needs a value`] : [])),
      ...single.flatMap((name) => {
        const { length } = values(name);
        return length > 1 ? [`'--${name}' is given ${length} times`] : [];
      }),
    ],
  };
}
