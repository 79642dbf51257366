import type { Resource } from "../../../policies/resource";
import { isInputs, isList, ownValue, unknown, type Inputs, type Value } from "../../../policies/values";
import type { NamedSettings } from "../report/report";
import { byText } from "../sorting";

/** The components whose inputs name models or clients. */
const inferenceServer = "domicile:index:InferenceServer";
const gateway = "domicile:index:Gateway";

/** What of a model matters to whoever asks where its prompts go. Keys and sizes are left out. */
const modelSettings = ["engine", "task", "aliases", "image", "claim", "path", "source"];

/** What of a client matters: never its key. */
const clientSettings = ["models", "requestsPerMinute", "tokensPerMinute", "tokensPerDay"];

/** The models that a stack serves, by name. */
export function modelsOf(resources: readonly Resource[]): readonly NamedSettings[] {
  return byName(
    resources
      .filter(({ type }) => type === inferenceServer)
      .flatMap(({ inputs }) => named(ownValue(inputs, "model"), inputs, modelSettings)),
  );
}

/** The clients that may call a stack's gateways, by name. */
export function clientsOf(resources: readonly Resource[]): readonly NamedSettings[] {
  const lists = resources
    .filter(({ type }) => type === gateway)
    .map(({ inputs }) => ownValue(inputs, "clients"));
  return byName(
    lists
      .flatMap((list) => (isList(list) ? list : []))
      .flatMap((client) => (isInputs(client) ? named(ownValue(client, "name"), client, clientSettings) : [])),
  );
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
