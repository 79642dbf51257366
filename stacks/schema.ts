import { z } from "zod";
import { countriesOf, isCountry, isJurisdiction, jurisdictionGroups } from "../infra/catalogue/jurisdictions";
import { engines, tasks } from "../infra/engines";
import { parseModelSource, sourceForms } from "../infra/modelSource";

const anyJurisdiction = `ISO 3166-1 alpha-2 codes in capitals, or ${jurisdictionGroups.join(", ")}`;

/** YAML reads an unquoted NO as false; in a list of countries it can only mean Norway. */
function norway(value: unknown): unknown {
  return value === false ? "NO" : value;
}

const Jurisdiction = z.preprocess(
  norway,
  z.string().refine(isJurisdiction, { error: `is no jurisdiction; allowed: ${anyJurisdiction}` }),
);

const Country = z.preprocess(
  norway,
  z.string().refine(isCountry, { error: "is no country; allowed: ISO 3166-1 alpha-2 codes in capitals" }),
);

/** A name that Kubernetes objects carry: a DNS label with room for what we append. */
const Name = z.string().regex(/^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/, {
  error: "is no name; allowed: 1 to 42 lower-case letters, digits and dashes, first a letter, last no dash",
});

const Quantity = z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/, {
  error: 'is no Kubernetes quantity; allowed: for example "500m", "2" or "4Gi"',
});

const RequestsPerMinute = z.int().min(1).max(1_000_000);

const Site = z.strictObject({
  name: Name,
  cloud: z.enum(["local", "existing"]),
  /** The country that the machines stand in: nothing tells it for a cluster of one's own. */
  country: Country,
  /** The country whose law binds the operator's ultimate parent. Default: `country`. */
  controller: Country.optional(),
  /** A kubeconfig file, absolute or relative to the project's folder. Default for `local`: the embedded cluster's. */
  kubeconfig: z.string().min(1).optional(),
  /** A context of the kubeconfig. Default: its current context. */
  context: z.string().min(1).optional(),
});

const Model = z.strictObject({
  name: Name,
  engine: z.enum(engines),
  task: z.enum(tasks).default("generate"),
  source: z.string().refine((text) => parseModelSource(text) !== undefined, {
    error: `is no source; allowed: ${sourceForms}`,
  }),
  aliases: z
    .array(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/, {
        error: "is no alias; allowed: 1 to 128 letters, digits and . _ : / -, first a letter or digit",
      }),
    )
    .default([]),
  replicas: z.int().min(1).max(64).default(1),
  gpus: z.int().min(0).max(16).optional(),
  cpu: Quantity.optional(),
  memory: Quantity.optional(),
  contextTokens: z.int().min(256).optional(),
  /** Requests that all clients together may send it in a minute. Default: no limit. */
  requestsPerMinute: RequestsPerMinute.optional(),
});

const Client = z.strictObject({
  name: Name,
  /** The models that it may use, by name. Default: all. */
  models: z.array(z.string()).min(1).optional(),
  /** Requests that it may send in a minute, over all models. Default: no limit. */
  requestsPerMinute: RequestsPerMinute.optional(),
});

const Gateway = z.strictObject({
  replicas: z.int().min(1).max(64).default(2),
  service: z
    .strictObject({
      type: z.enum(["ClusterIP", "NodePort", "LoadBalancer"]).default("ClusterIP"),
      nodePort: z.int().min(30000).max(32767).optional(),
    })
    .default({ type: "ClusterIP" }),
  allowedOrigins: z
    .array(
      z.string().regex(/^https?:\/\/[^/*\s]+$/, {
        error: "is no origin; allowed: scheme://host[:port], no path and no *",
      }),
    )
    .default([]),
  clients: z.array(Client).min(1),
});

/** The setting `domicile:stack`. Defaults are filled in; keys that are not known are refused. */
export const StackConfig = z
  .strictObject({
    /** Countries and groups that everything must lie in. */
    jurisdiction: z.array(Jurisdiction).min(1),
    /** Countries and groups whose law may bind an operator, or `any`. */
    operators: z.union([z.literal("any"), z.array(Jurisdiction).min(1)]),
    /** The Kubernetes namespace of the endpoint. */
    namespace: Name.default("domicile"),
    sites: z.array(Site).min(1),
    models: z.array(Model).min(1),
    gateway: Gateway,
  })
  .check((context) => {
    for (const { path, input, message } of crossFieldProblems(context.value)) {
      context.issues.push({ code: "custom", path, input, message });
    }
  });

/** A stack's settings, checked, with their defaults. */
export type StackConfig = z.infer<typeof StackConfig>;

interface Problem {
  readonly path: PropertyKey[];
  readonly input: unknown;
  readonly message: string;
}

/** What is wrong between fields that are right each for itself. */
function crossFieldProblems(config: StackConfig): Problem[] {
  return [
    ...placementProblems(config),
    ...nameProblems(config),
    ...clientProblems(config),
    ...sourceProblems(config),
  ];
}

function placementProblems({ jurisdiction, operators, sites }: StackConfig): Problem[] {
  const countries = countriesOf(jurisdiction);
  const controllers = operators === "any" ? undefined : countriesOf(operators);
  return sites.flatMap(({ country, controller = country }, index): Problem[] => [
    ...(countries.has(country)
      ? []
      : [
          {
            path: ["sites", index, "country"],
            input: country,
            message: `lies outside the jurisdiction; allowed: ${jurisdiction.join(", ")} - move the site or widen 'jurisdiction'`,
          },
        ]),
    ...(controllers === undefined || controllers.has(controller)
      ? []
      : [
          {
            path: ["sites", index, "controller"],
            input: controller,
            message: `is no approved operator's country; allowed: ${[operators].flat().join(", ")} - choose another operator or widen 'operators'`,
          },
        ]),
  ]);
}

/** Names that must differ: two of the same would fight for one Kubernetes object or one route. */
function nameProblems({ sites, models, gateway }: StackConfig): Problem[] {
  return [
    ...repeated(sites.map(({ name }, index) => ({ name, path: ["sites", index, "name"] }))),
    ...repeated(
      gateway.clients.map(({ name }, index) => ({ name, path: ["gateway", "clients", index, "name"] })),
    ),
    ...repeated(
      models.flatMap(({ name, aliases }, index) => [
        { name, path: ["models", index, "name"] },
        ...aliases.map((alias, place) => ({ name: alias, path: ["models", index, "aliases", place] })),
      ]),
    ),
    ...models.flatMap(({ name }, index) =>
      name === "gateway"
        ? [
            {
              path: ["models", index, "name"],
              input: name,
              message: "is taken by the gateway - choose another name",
            },
          ]
        : [],
    ),
  ];
}

function repeated(names: readonly { readonly name: string; readonly path: PropertyKey[] }[]): Problem[] {
  const seen = new Set<string>();
  return names.flatMap(({ name, path }) => {
    const known = seen.has(name);
    seen.add(name);
    return known ? [{ path, input: name, message: "is used twice - choose another name" }] : [];
  });
}

function clientProblems({ models, gateway }: StackConfig): Problem[] {
  const names = models.map(({ name }) => name);
  return gateway.clients.flatMap((client, index) =>
    (client.models ?? []).flatMap((model, place) =>
      names.includes(model)
        ? []
        : [
            {
              path: ["gateway", "clients", index, "models", place],
              input: model,
              message: `is no model of this stack; allowed: ${names.join(", ")}`,
            },
          ],
    ),
  );
}

function sourceProblems({ sites, models }: StackConfig): Problem[] {
  const elsewhere = sites.filter(({ cloud }) => cloud !== "local").map(({ name }) => name);
  return models.flatMap(({ source, engine, replicas }, index) => {
    const problem = (key: string, input: unknown, message: string) => ({
      path: ["models", index, key],
      input,
      message,
    });
    const kind = parseModelSource(source)?.kind;
    if (kind === "file" && elsewhere.length > 0) {
      const sitesElsewhere = `site '${elsewhere.join("', '")}'`;
      const message = `names a file of this machine, which ${sitesElsewhere} cannot read - use pvc://CLAIM/PATH or upload://PATH`;
      return [problem("source", source, message)];
    }
    if (kind !== "upload") return [];
    return [
      ...(engine === "llamacpp"
        ? []
        : [
            problem(
              "engine",
              engine,
              "serves a folder, and upload:// copies one file - use pvc://CLAIM/PATH",
            ),
          ]),
      ...(replicas === 1
        ? []
        : [
            problem(
              "replicas",
              replicas,
              "cannot share an uploaded volume; allowed: 1 - use pvc://CLAIM/PATH",
            ),
          ]),
    ];
  });
}
