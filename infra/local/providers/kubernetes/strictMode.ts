import { reveal } from "../protocol";
import type { CheckFailure, PropertyObject } from "../protocol";
import { isUnknownInput, textOf } from "./configuration";
import { isJsonObject, parseJson } from "./manifest/json";

/**
 * What strict mode forbids: default providers, and providers that leave the cluster to the surroundings. It is switched on
 * by the provider's input `strictMode` or the stack's setting `kubernetes:strictMode`.
 * @param urn of the provider
 * @param environment the engine gives the stack's settings for this plug-in as JSON in `PULUMI_CONFIG`
 */
export function strictModeFailures(
  urn: string,
  config: PropertyObject,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): readonly CheckFailure[] {
  const own = reveal(config["strictMode"] ?? null) ?? settingOf(environment["PULUMI_CONFIG"]);
  if (own !== "true" && own !== true) return [];
  const name = urn.split("::").at(3) ?? "";
  const isGiven = (input: string): boolean => isUnknownInput(config[input]) || textOf(config[input]) !== "";
  return [
    ...(name.startsWith("default")
      ? [
          {
            property: "",
            reason: "strict mode forbids the default provider: make one and give it to each resource",
          },
        ]
      : []),
    ...["kubeconfig", "context"]
      .filter((input) => !isGiven(input))
      .map((property) => ({ property, reason: `strict mode needs "${property}" on the provider` })),
  ];
}

function settingOf(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined;
  const settings = parseJson(text);
  return isJsonObject(settings) ? settings["strictMode"] : undefined;
}
