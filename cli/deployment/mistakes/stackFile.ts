import { join } from "node:path";
import { parseDocument } from "yaml";
import { fromProject, localState } from "../../../infra/clouds/connection";
import { parseModelSource } from "../../../infra/modelSource";
import { readIfPresent } from "../../../infra/local/privateFiles";
import { checkStackConfig } from "../../../stacks/config";
import { ReadableStack } from "../../../stacks/schema";
import { stackSettingsOf, type StackSettings } from "../settings";
import { ggufMistake, type Target } from "./modelFile";

/** The stack file of `npm start`, relative to the project's folder. */
export const localStackFile = join("stacks", "Pulumi.local.yaml");

/** The clients whose keys `npm start` writes into `.domicile/endpoint.json`. */
const neededClients = ["default", "limited", "metered"];

/** What the stack file says, and what is wrong with it. */
export interface ReadStackFile {
  /** Undefined where the file has not the form of a stack. */
  readonly settings: StackSettings | undefined;
  /** A line each. */
  readonly mistakes: readonly string[];
}

/**
 * Reads the stack file of a checkout and finds every mistake in it, those included that would show up only once the
 * stack is brought up on `target`.
 * @param hasOwnModel whether a user's file takes the place of the first model
 */
export async function readStackFile(
  root: string,
  target: Target,
  hasOwnModel: boolean,
): Promise<ReadStackFile> {
  const text = await readIfPresent(join(root, localStackFile));
  if (text === undefined) {
    const mistake = `${localStackFile} is not there; bring it back: git checkout -- ${localStackFile}`;
    return { settings: undefined, mistakes: [mistake] };
  }
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    const said = document.errors.map(({ message }) => message.split("\n")[0]?.replace(/:$/, "") ?? message);
    return { settings: undefined, mistakes: said.map((line) => `${localStackFile} is no YAML: ${line}`) };
  }
  const stack = stackOf(document.toJS());
  if (stack === undefined) {
    const mistake = `${localStackFile} has no setting 'config.domicile:stack'; bring it back: git checkout -- ${localStackFile}`;
    return { settings: undefined, mistakes: [mistake] };
  }
  const checked = checkStackConfig(stack);
  const readable = ReadableStack.parse(stack) ?? {};
  const mistakes = [
    ...("problems" in checked ? checked.problems : []),
    ...startMistakes(readable, target),
    ...(await weightsMistakes(readable, root, hasOwnModel)),
  ];
  return {
    settings: "config" in checked ? stackSettingsOf(text) : undefined,
    mistakes: mistakes.map((line) => `${localStackFile}: ${line}`),
  };
}

function stackOf(file: unknown): unknown {
  if (typeof file !== "object" || file === null || !("config" in file)) return undefined;
  const { config } = file;
  if (typeof config !== "object" || config === null || !("domicile:stack" in config)) return undefined;
  return config["domicile:stack"];
}

/** What `npm start` needs of a stack beyond its being right. */
function startMistakes({ sites, models, gateway }: ReadableStack, target: Target): string[] {
  const names = (gateway?.clients ?? []).flatMap((client) => client?.name ?? []);
  const missing = neededClients.filter((name) => !names.includes(name));
  const tasks = (models ?? []).flatMap((model) =>
    model === null || model === undefined ? [] : [model.task],
  );
  return [
    ...(missing.length > 0 && names.length > 0
      ? missing.map(
          (name) =>
            `gateway.clients: 'npm start' writes the keys of ${neededClients.join(", ")} into endpoint.json, and there is ` +
            `no '${name}' - add { name: ${name} }`,
        )
      : []),
    ...(tasks.length > 0 && !tasks.includes("embed") && !tasks.includes(null)
      ? ["models: 'npm start' needs one that embeds - add 'task: embed' to one that does"]
      : []),
    ...(tasks.length > 0 && tasks.every((task) => task === "embed")
      ? ["models: 'npm start' needs one that answers - add one without 'task: embed'"]
      : []),
    ...((sites ?? []).length > 1
      ? ["sites: 'npm start' brings up one site - move the others into a stack file of their own"]
      : []),
    ...(gateway?.clients ?? []).flatMap((client, index) => askingMistakes(client, index)),
    ...((gateway?.allowedAddresses ?? []).length === 0
      ? []
      : ["gateway.allowedAddresses: 'npm start' asks the gateway from this machine alone - remove it"]),
    ...(gateway?.tls === undefined
      ? []
      : ["gateway.tls: 'npm start' asks the gateway in plain HTTP, on this machine alone - remove it"]),
    ...(target === "embedded" ? embeddedMistakes({ sites, models, gateway }) : []),
  ];
}

type Client = NonNullable<NonNullable<ReadableStack["gateway"]>["clients"]>[number];

/** What keeps `npm start` from asking as a client that it needs. */
function askingMistakes(client: Client, index: number): string[] {
  const { name, subject, keyVersions, allowedAddresses } = client ?? {};
  if (!neededClients.some((needed) => needed === name)) return [];
  const at = `gateway.clients[${index}]`;
  return [
    ...(typeof subject === "string" && keyVersions === undefined
      ? [
          `${at}.subject: 'npm start' needs a key of '${name ?? ""}', and none is made beside a subject - add keyVersions: [1]`,
        ]
      : []),
    ...((allowedAddresses ?? []).length === 0
      ? []
      : [`${at}.allowedAddresses: 'npm start' asks as '${name ?? ""}' from this machine alone - remove it`]),
  ];
}

/** What the embedded cluster cannot do. */
function embeddedMistakes({ sites, models, gateway }: ReadableStack): string[] {
  const { type, nodePort } = gateway?.service ?? {};
  const isOpen = type === "NodePort" && typeof nodePort === "number";
  return [
    ...(sites?.[0]?.cloud === "existing"
      ? [
          'sites[0].cloud: "existing" is no site of the embedded cluster; allowed: local - for an existing cluster: ' +
            "npm start -- --kubeconfig FILE [--context NAME]",
        ]
      : []),
    ...(models ?? []).flatMap((model, index) => [
      ...(model?.engine === "vllm"
        ? [`models[${index}].engine: "vllm" is not in the embedded cluster; allowed: llamacpp`]
        : []),
      ...(typeof model?.gpus === "number" && model.gpus > 0
        ? [`models[${index}].gpus: ${model.gpus} cannot be had, the embedded cluster has none; allowed: 0`]
        : []),
    ]),
    ...(isOpen || gateway?.service === null || type === null || nodePort === null
      ? []
      : [
          "gateway.service: is not reached from this machine - give it a port of the embedded cluster's node: " +
            "{ type: NodePort, nodePort: 30080 }",
        ]),
  ];
}

/** Files of weights that are not there or cannot be served; those below `.domicile` are made by the start. */
async function weightsMistakes(
  { models }: ReadableStack,
  root: string,
  hasOwnModel: boolean,
): Promise<string[]> {
  const lines: string[] = [];
  for (const [index, model] of (models ?? []).entries()) {
    const source = parseModelSource(model?.source ?? "");
    if (source === undefined || source.kind === "claim" || (hasOwnModel && index === 0)) continue;
    const path = fromProject(root, source.path);
    if (model?.engine !== "llamacpp" || path.startsWith(join(root, localState, "models"))) continue;
    const mistake = await ggufMistake(path);
    if (mistake !== undefined) lines.push(`models[${index}].source: ${mistake}`);
  }
  return lines;
}
