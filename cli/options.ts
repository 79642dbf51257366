import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What `npm start` is asked to do. */
export interface StartOptions {
  /** An existing cluster instead of the embedded one. */
  readonly cluster: ExistingCluster | undefined;
  /** The user's own GGUF file instead of the small chat model. */
  readonly model: string | undefined;
  /** The port of the host's loopback address on which the gateway answers. */
  readonly port: number | undefined;
  readonly help: boolean;
}

/** A cluster that the user has already. */
export interface ExistingCluster {
  readonly kubeconfig: string;
  /** A context of the kubeconfig. Default: its current one. */
  readonly context: string | undefined;
}

/** How `npm start` is called. */
export const startUsage = `npm start -- [options]

  --model FILE.gguf     serve this file instead of the small chat model
  --port PORT           the port of 127.0.0.1 on which the gateway answers (default 8080, or a free one)
  --kubeconfig FILE     use an existing cluster instead of the embedded one
  --context NAME        the context of the kubeconfig (default: its current one)
  --help                show this`;

const valued = ["kubeconfig", "context", "model", "port"] as const;

/** What the arguments of `npm start` say, and what is wrong with them. */
export interface ReadOptions {
  readonly options: StartOptions;
  /** A line each; the options hold what is right in spite of them. */
  readonly mistakes: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the arguments of `npm start`. Relative paths start at the folder that npm was called in, which is not the one
 * that it runs its scripts in.
 * @param environment where npm puts that folder, and options that it took for its own; @default none
 */
export function readStartOptions(args: readonly string[], environment: Environment = {}): ReadOptions {
  const { values, tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      kubeconfig: { type: "string" },
      context: { type: "string" },
      model: { type: "string" },
      port: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const given = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  const unknown = given.filter(({ name }) => !isKnown(name));
  const followers = unknown.map(({ index }) => index + 1);
  const text = (name: (typeof valued)[number]) => {
    const token = given.findLast((other) => other.name === name);
    const isOption = token?.value?.startsWith("-") === true && !token.inlineValue;
    return token?.value === undefined || token.value === "" || isOption ? undefined : token.value;
  };
  const path = (name: "kubeconfig" | "model") => {
    const [value, folder] = [text(name), environment["INIT_CWD"]];
    return value === undefined || folder === undefined ? value : resolve(folder, value);
  };
  const port = text("port");
  const kubeconfig = path("kubeconfig");
  const taken = takenByNpm(environment);
  const mistakes = [
    ...(taken === undefined ? [] : [taken]),
    ...unknown.map(({ rawName }) => `'${rawName}' is no option`),
    // What npm left of the options that it took are their values, and so is what follows an unknown one.
    ...tokens.flatMap((token) =>
      token.kind === "positional" && taken === undefined && !followers.includes(token.index)
        ? [`'${token.value}' is not expected`]
        : [],
    ),
    ...valued.flatMap((name) => {
      const times = given.filter((other) => other.name === name).length;
      if (times > 1) return [`'--${name}' is given ${times} times`];
      return times === 1 && text(name) === undefined ? [`'--${name}' needs a value`] : [];
    }),
    ...(port !== undefined && !isPort(port) ? [`'--port ${port}' is no port; allowed: 1024 to 65535`] : []),
    ...(text("context") !== undefined && kubeconfig === undefined
      ? ["'--context' needs '--kubeconfig FILE' beside it"]
      : []),
  ];
  const options = {
    cluster: kubeconfig === undefined ? undefined : { kubeconfig, context: text("context") },
    model: path("model"),
    port: port !== undefined && isPort(port) ? Number(port) : undefined,
    help: values.help === true,
  };
  return { options, mistakes };
}

/** Without two dashes before them, npm takes options for its own. */
function takenByNpm(environment: Environment): string | undefined {
  const taken = valued.filter((name) => environment[`npm_config_${name}`] !== undefined);
  if (taken.length === 0) return undefined;
  const names = taken.map((name) => `'--${name}'`).join(", ");
  return `npm took ${names} for its own; put two dashes before the options`;
}

function isKnown(name: string): boolean {
  return name === "help" || valued.some((known) => known === name);
}

function isPort(text: string): boolean {
  return /^[0-9]{4,5}$/.test(text) && Number(text) >= 1024 && Number(text) <= 65535;
}
