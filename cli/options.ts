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

/**
 * Reads the arguments of `npm start`.
 * @param environment where npm puts options that it took for its own; @default none
 * @throws Error that lists every mistake and shows the usage.
 */
export function parseStartOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): StartOptions {
  const taken = valued.filter((name) => environment[`npm_config_${name}`] !== undefined);
  if (taken.length > 0) {
    const names = taken.map((name) => `'--${name}'`).join(", ");
    throw new Error(
      `npm took ${names} for its own; put two dashes before the options\n\nusage: ${startUsage}`,
    );
  }

  const { values, positionals, tokens } = parseArgs({
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
  const known: readonly string[] = [...valued, "help"];
  const unknown = tokens.flatMap((token) =>
    token.kind === "option" && !known.includes(token.name) ? [`'${token.rawName}' is no option`] : [],
  );
  const text = (name: (typeof valued)[number]) => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const withoutValue = valued.flatMap((name) =>
    values[name] !== undefined && text(name) === undefined ? [`'--${name}' needs a value`] : [],
  );
  const port = text("port");
  const context = text("context");
  const kubeconfig = text("kubeconfig");
  const problems = [
    ...unknown,
    ...positionals.map((argument) => `'${argument}' is not expected`),
    ...withoutValue,
    ...(port !== undefined && !isPort(port) ? [`'--port ${port}' is no port; allowed: 1024 to 65535`] : []),
    ...(context !== undefined && kubeconfig === undefined
      ? ["'--context' needs '--kubeconfig FILE' beside it"]
      : []),
  ];
  if (problems.length > 0) throw new Error(`${problems.join("\n")}\n\nusage: ${startUsage}`);
  return {
    cluster: kubeconfig === undefined ? undefined : { kubeconfig, context },
    model: text("model"),
    port: port === undefined ? undefined : Number(port),
    help: values.help === true,
  };
}

function isPort(text: string): boolean {
  return /^[0-9]{4,5}$/.test(text) && Number(text) >= 1024 && Number(text) <= 65535;
}
