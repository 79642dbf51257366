import { isInputs, ownValue } from "../../values";
import type { Finding } from "../rule";
import { commandLineOf, environmentOf } from "./environment";
import { parseImageReference } from "./imageReference";
import { finding, kubernetesRule } from "./kubernetesRule";
import type { Located } from "./located";
import { allContainersOf, makesPods } from "./pods";

/** A way to keep a program from reporting: any one of its settings is enough. */
interface Switch {
  /** What is switched off, for messages. */
  readonly what: string;
  /** Variables and the values that switch it off. */
  readonly variables: Readonly<Record<string, readonly string[]>>;
  /** Options of the command line that do the same, with the value as the last part. */
  readonly options?: readonly (readonly [option: string, value: string])[];
}

/** A program known by the last steps of its image's name. */
interface Reporter {
  readonly image: RegExp;
  readonly switches: readonly Switch[];
}

/** What huggingface_hub takes for true, whatever the case. */
const yes = ["1", "on", "yes", "true"] as const;

/** Source: huggingface_hub, constants. */
const hugging: Switch = {
  what: "reports of huggingface_hub",
  variables: {
    HF_HUB_OFFLINE: yes,
    HF_HUB_DISABLE_TELEMETRY: yes,
    DISABLE_TELEMETRY: yes,
    DO_NOT_TRACK: yes,
  },
};

/** Source: vLLM, Usage Stats Collection. */
const vllm: Switch = {
  what: "usage statistics of vLLM",
  variables: { VLLM_NO_USAGE_STATS: ["1"], VLLM_DO_NOT_TRACK: ["1"], DO_NOT_TRACK: ["1"] },
};

/** Source: Text Generation Inference, Collection of Usage Statistics. */
const tgi: Switch = {
  what: "usage statistics of Text Generation Inference",
  variables: { USAGE_STATS: ["off"], DISABLE_TELEMETRY: yes },
  options: [["--usage-stats", "off"]],
};

/** Source: Ray, Usage Stats Collection. */
const ray: Switch = { what: "usage statistics of Ray", variables: { RAY_USAGE_STATS_ENABLED: ["0"] } };

const reporters: readonly Reporter[] = [
  { image: /(^|[/_-])vllm([/_-]|$)/, switches: [vllm, hugging] },
  { image: /(^|[/_-])sglang([/_-]|$)/, switches: [hugging] },
  { image: /(^|[/_-])(text-generation-inference|tgi)([/_-]|$)/, switches: [tgi, hugging] },
  { image: /(^|[/_-])(text-embeddings-inference|tei)([/_-]|$)/, switches: [hugging] },
  { image: /(^|[/_-])(ray|ray-ml|ray-llm)$/, switches: [ray] },
];

/** Engines that report to their makers unless they are told not to. */
export const engineTelemetry = kubernetesRule({
  id: "kubernetes-engine-telemetry",
  title: "Engines do not report to their makers",
  why: "Inference engines and their libraries report models, hardware and use to servers of their makers unless a variable forbids it.",
  fix: "Set one of the variables that the message names in the container's 'env'.",
  levels: ["hardening"],
  concerns: makesPods,
  check: (object) => allContainersOf(object).flatMap(reportProblems),
});

function reportProblems(container: Located): Finding[] {
  const image = isInputs(container.value) ? ownValue(container.value, "image") : undefined;
  const repository = typeof image === "string" ? parseImageReference(image)?.repository : undefined;
  if (repository === undefined) return [];
  const switches = reporters
    .filter((reporter) => reporter.image.test(repository))
    .flatMap((found) => found.switches);
  return [...new Set(switches)]
    .filter((one) => !isOff(one, container))
    .flatMap(({ what, variables }) => {
      const settings = Object.entries(variables).map(([name, values]) => `${name}=${values[0] ?? ""}`);
      return finding(
        "hardening",
        `${container.path}.env`,
        `the ${what} are on in '${container.path}' (${repository}); approved: none - set ${settings.join(" or ")}`,
      );
    });
}

function isOff({ variables, options = [] }: Switch, container: Located): boolean {
  const environment = environmentOf(container);
  const words = commandLineOf(container).map(({ word }) => word);
  const isSet = Object.entries(variables).some(([name, values]) => {
    const value = environment.findLast((variable) => variable.name === name)?.value;
    return typeof value === "string" && values.includes(values === yes ? value.toLowerCase() : value);
  });
  return (
    isSet ||
    options.some(([option, value]) =>
      words.some(
        (word, index) => word === `${option}=${value}` || (word === option && words[index + 1] === value),
      ),
    )
  );
}
