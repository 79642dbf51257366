import fc from "fast-check";

/** What may stand under `domicile:stack`, as it is written: nothing is checked and no default is filled in. */
export type WrittenStack = Readonly<Record<string, unknown>>;

/** Names that mean something to JavaScript, to Envoy, to YAML or to the gateway itself. */
const oddNames = ["constructor", "true", "null", "a", "open", "public", "probe", "quota", "admin", "client"];

/** Names of every length up to the longest, 42. */
const name = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{40}[a-z0-9]$/) },
  { weight: 1, arbitrary: fc.constantFrom(...oddNames) },
);

/** Aliases that could be taken for something else: paths, patterns, operators, other names of JSON. */
const oddAliases = [
  ...["gpt-4o", "GPT-4o", "org/model", "org/a/../b", "org/.", "a:b", "a.b", "a/b:c.d@e-f_g", "constructor"],
  ...["chat/completions", "True", "true", "4o", "a//b", "x".repeat(128), `a${":/.@".repeat(31)}bcd`],
];

const alias = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9._:/@-]{0,30}$/) },
  { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9._:/@-]{127}$/) },
  { weight: 3, arbitrary: fc.constantFrom(...oddAliases) },
);

function quota(largest: number) {
  return fc.oneof(fc.constantFrom(1, largest), fc.integer({ min: 1, max: largest }));
}

/** Each member is there or not. */
const quotas = fc.record(
  {
    requestsPerMinute: quota(1_000_000),
    tokensPerMinute: quota(4_294_967_295),
    tokensPerDay: quota(4_294_967_295),
  },
  { requiredKeys: [] },
);

/** Half of all have none. */
const someQuotas = fc.oneof(fc.constant({}), quotas);

const model = fc.record(
  {
    name,
    engine: fc.constantFrom("vllm", "llamacpp"),
    source: fc.constantFrom("pvc://weights/model", "file:///srv/models/model.gguf"),
    task: fc.constantFrom("generate", "embed"),
    aliases: fc.array(alias, { maxLength: 2 }),
    replicas: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 }), fc.constant(64)),
  },
  { requiredKeys: ["name", "engine", "source"] },
);

const client = fc.record(
  {
    name,
    keyVersions: fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ["name"] },
);

const origin = fc.constantFrom("https://app.example.de", "http://localhost:3000", "https://[::1]:8443");

/** The parts of a gateway that stand for themselves. */
const gateway = fc.record(
  {
    replicas: fc.integer({ min: 1, max: 64 }),
    allowedOrigins: fc.uniqueArray(origin, { maxLength: 3 }),
    quotas: fc.record(
      { onFailure: fc.constantFrom("refuse", "allow"), requests: fc.constantFrom("replica", "shared") },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

/**
 * Random stacks on one site: a few models and clients, each of which may use some of the models or all. Most are right; an
 * alias may have no form that is allowed, or be there twice.
 */
export const writtenStack: fc.Arbitrary<WrittenStack> = fc
  .record({
    models: fc.uniqueArray(model, { minLength: 1, maxLength: 4, selector: (one) => one.name }),
    clients: fc.uniqueArray(client, { minLength: 1, maxLength: 5, selector: (one) => one.name }),
    quotas: fc.array(someQuotas, { minLength: 9, maxLength: 9 }),
    choices: fc.array(fc.option(fc.nat({ max: 15 }), { freq: 3 }), { minLength: 5, maxLength: 5 }),
    gateway,
    monitoring: fc.option(fc.record({ namespace: name })),
  })
  .map(({ models, clients, quotas: all, choices, gateway: settings, monitoring }) => ({
    jurisdiction: ["FR"],
    operators: "any",
    sites: [{ name: "here", cloud: "local", country: "FR", kubeconfig: "package.json" }],
    models: models.map((one, index) => ({ ...one, ...all[index] })),
    gateway: {
      ...settings,
      clients: clients.map((one, index) => ({
        ...one,
        ...all[models.length + index],
        ...allowedModels(models, choices[index] ?? null),
      })),
    },
    ...(monitoring === null ? {} : { monitoring }),
  }));

/** The models of the set bits of `choice`; all, where there is none. */
function allowedModels(models: readonly { readonly name: string }[], choice: number | null) {
  const chosen = models.filter((_, index) => ((choice ?? 0) >> index) % 2 === 1).map((one) => one.name);
  return chosen.length === 0 ? {} : { models: chosen };
}
