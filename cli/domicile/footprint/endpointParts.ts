import { quotaNames } from "../../../components/gateway/spec";
import type { Resource } from "../../../policies/resource";
import { isInputs, isList, ownValue, unknown, type Inputs, type Value } from "../../../policies/values";
import type { NamedSettings } from "../report/report";
import { byText } from "../sorting";

/** The components whose inputs name models or clients. */
const inferenceServer = "domicile:index:InferenceServer";
const gateway = "domicile:index:Gateway";

/** What of a model matters to whoever asks where its prompts go. Keys and sizes are left out. */
const modelSettings = ["engine", "task", "image", "claim", "path", "source"];

/** What of a model the gateway knows: the names and quotas by which clients meet it. */
const offeredSettings = ["aliases", ...quotaNames];

/** What of a client matters: never its key. Whoever gets tokens with its subject is the client. */
const clientSettings = ["models", "issuer", "subject", "allowedAddresses", ...quotaNames];

/** The models that a stack serves, by name. */
export function modelsOf(resources: readonly Resource[]): readonly NamedSettings[] {
  const offered = new Map(
    gatewayList(resources, "models", offeredSettings).map(({ name, settings }) => [name, settings]),
  );
  return byName(
    resources
      .filter(({ type }) => type === inferenceServer)
      .flatMap(({ inputs }) => named(ownValue(inputs, "model"), inputs, modelSettings))
      .map(({ name, settings }) => ({ name, settings: { ...settings, ...offered.get(name) } })),
  );
}

/** The clients that may call a stack's gateways, by name. */
export function clientsOf(resources: readonly Resource[]): readonly NamedSettings[] {
  return byName(gatewayList(resources, "clients", clientSettings));
}

/** What the gateways of a stack are told in a list of named entries. */
function gatewayList(
  resources: readonly Resource[],
  list: "models" | "clients",
  settings: readonly string[],
): readonly NamedSettings[] {
  return resources
    .filter(({ type }) => type === gateway)
    .flatMap(({ inputs }) => {
      const entries = ownValue(inputs, list);
      return (isList(entries) ? entries : []).flatMap((entry) =>
        isInputs(entry) ? [withAddresses(entry, ownValue(inputs, "allowedAddresses"))] : [],
      );
    })
    .flatMap((entry) => named(ownValue(entry, "name"), entry, settings));
}

/** What holds for the gateway as a whole holds for an entry that does not say it itself. */
function withAddresses(entry: Inputs, common: Value): Inputs {
  return { ...entry, allowedAddresses: ownValue(entry, "allowedAddresses") ?? common };
}

function named(name: Value, inputs: Inputs, settings: readonly string[]): readonly NamedSettings[] {
  if (typeof name !== "string") return [];
  const kept = settings.flatMap((setting): [string, unknown][] => {
    const value = ownValue(inputs, setting);
    return value === undefined || value === null ? [] : [[setting, plain(value)]];
  });
  return [{ name, settings: Object.fromEntries(kept) }];
}

function plain(value: Value): unknown {
  if (value === unknown) return "unknown";
  if (isList(value)) return value.map(plain);
  if (!isInputs(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

/** Each once: a stack with several sites serves the same models in each. */
function byName(all: readonly NamedSettings[]): readonly NamedSettings[] {
  const distinct = new Map(all.map((one) => [JSON.stringify(one), one]));
  return [...distinct.values()].toSorted((one, other) => byText(one.name, other.name));
}
