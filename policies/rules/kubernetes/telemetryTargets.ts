import type { Approval } from "../../approval/approval";
import { isInputs, isList, isPresent, ownValue, type Value } from "../../values";
import type { Finding } from "../rule";
import { addressProblems } from "./addresses";
import { commandLineOf, environmentOf, type Variable } from "./environment";
import { approvedHosts } from "./hosts";
import { finding, kubernetesRule } from "./kubernetesRule";
import type { Located } from "./located";
import { allContainersOf, makesPods } from "./pods";

/**
 * Variables that name a server to which a program sends traces, metrics, logs, prompts or everything. Sources: the
 * OpenTelemetry specification, and the documentation of huggingface_hub, vLLM, Ray, the OpenAI and Anthropic clients,
 * Langfuse, LangSmith, Sentry, Datadog, Weights & Biases, MLflow, curl (proxies) and the AWS SDKs.
 */
const addressVariables: ReadonlySet<string> = new Set([
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
  "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
  "OTEL_EXPORTER_OTLP_PROFILES_ENDPOINT",
  "OTEL_EXPORTER_ZIPKIN_ENDPOINT",
  "OTEL_EXPORTER_JAEGER_ENDPOINT",
  "OTEL_EXPORTER_JAEGER_AGENT_HOST",
  "JAEGER_ENDPOINT",
  "JAEGER_AGENT_HOST",
  "HF_ENDPOINT",
  "VLLM_USAGE_STATS_SERVER",
  "RAY_USAGE_STATS_REPORT_URL",
  "OPENAI_BASE_URL",
  "OPENAI_API_BASE",
  "AZURE_OPENAI_ENDPOINT",
  "ANTHROPIC_BASE_URL",
  "LANGFUSE_HOST",
  "LANGFUSE_BASE_URL",
  "LANGCHAIN_ENDPOINT",
  "LANGSMITH_ENDPOINT",
  "SENTRY_DSN",
  "DD_AGENT_HOST",
  "DD_SITE",
  "DD_URL",
  "DD_DD_URL",
  "DD_TRACE_AGENT_URL",
  "WANDB_BASE_URL",
  "MLFLOW_TRACKING_URI",
  "ELASTIC_APM_SERVER_URL",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_S3",
  "S3_ENDPOINT",
  "S3_ENDPOINT_URL",
]);

/** Options that do the same: of vLLM and SGLang, of TGI and TEI, of vLLM's Ray workers. */
const addressOptions: ReadonlySet<string> = new Set(["--otlp-traces-endpoint", "--otlp-endpoint"]);
const anyAddressOption = new RegExp([...addressOptions].join("|"));

/** Where programs send telemetry and prompts. */
export const telemetryTarget = kubernetesRule({
  id: "kubernetes-telemetry-target",
  title: "Telemetry and model calls go to hosts inside the cluster or to approved ones",
  why: "Traces carry prompts and completions, and a proxy or a base address elsewhere carries everything.",
  fix: "Name a collector of the cluster as <service>, <service>.<namespace>, or under .svc (a namespace that is called like a domain of the internet, such as prod or ai, needs the .svc), or add the host to 'endpoints' of the approval.",
  levels: ["mandatory", "hardening"],
  concerns: makesPods,
  check: (object, approval) =>
    allContainersOf(object).flatMap((container) => [
      ...(hasAddressVariable(container)
        ? environmentOf(container).flatMap((variable) => variableProblems(variable, approval))
        : []),
      ...optionValues(container).flatMap(({ option, ...address }) =>
        addressProblems(approval, address, { label: option }),
      ),
    ]),
});

/** Whether one of a container's variables names a server: few do, and reading all of them takes long. */
function hasAddressVariable({ value: container }: Located): boolean {
  const variables = isInputs(container) ? ownValue(container, "env") : undefined;
  return isPresent(variables) && !(isList(variables) && variables.every(isNoAddressVariable));
}

function isNoAddressVariable(variable: Value): boolean {
  const name = isInputs(variable) ? ownValue(variable, "name") : undefined;
  return typeof name === "string" && !isAddressVariable(name);
}

/** Proxies are read in either case. */
function isAddressVariable(name: string): boolean {
  return addressVariables.has(name) || addressVariables.has(name.toUpperCase());
}

function variableProblems(variable: Variable, approval: Approval): Finding[] {
  const { name, path, value, isElsewhere } = variable;
  if (!isAddressVariable(name)) return [];
  if (isElsewhere) {
    return finding(
      "hardening",
      path,
      `${name} ('${path}') stands where it cannot be read; approved: ${approvedHosts(approval)} - write it as 'value'`,
    );
  }
  if (value === "none" || (typeof value === "string" && value.startsWith("unix:"))) return [];
  return addressProblems(approval, { path, value }, { label: name });
}

/** Whether a container's command line names such an option at all: few do, and taking it apart takes long. */
function hasAddressOption({ value: container }: Located): boolean {
  if (!isInputs(container)) return false;
  return (
    namesAddressOption(ownValue(container, "command")) || namesAddressOption(ownValue(container, "args"))
  );
}

function namesAddressOption(text: Value): boolean {
  if (isList(text)) return text.some(namesAddressOption);
  return typeof text === "string" && anyAddressOption.test(text);
}

/** What follows an option, after `=` or as the next word. */
function optionValues(container: Located): (Located & { readonly option: string })[] {
  if (!hasAddressOption(container)) return [];
  const words = commandLineOf(container);
  return words.flatMap(({ path, word }, index) => {
    if (!word.startsWith("--")) return [];
    const [option = "", ...given] = word.split("=");
    if (!addressOptions.has(option)) return [];
    return [{ option, path, value: given.length > 0 ? given.join("=") : words[index + 1]?.word }];
  });
}
