import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { EngineEvent, OpMap, PulumiFn } from "@pulumi/pulumi/automation";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { writeAnalyzer } from "../../infra/local/toolchain/analyzer";
import { packageRules } from "../../policies/placement/generate/rules";
import { checkout, freshBackend, temporaryFolder, writePlugin, writePlugins, type Backend } from "./engine";
import { checkSettings } from "./strictProvider/checkSettings";
import type { JournalEntry, Thing } from "./strictProvider/cloud";
import { CloudFile } from "./strictProvider/cloudFile";
import type { FailureRule } from "./strictProvider/failureRule";
import type { Overrides } from "./strictProvider/override";
import { SdkDeclarations } from "./strictProvider/sdkDeclarations";
import { settingsVariable, type StrictProviderSettings } from "./strictProvider/settings";

/** What an engine is made with. */
export interface StrictEngineOptions {
  /** Packages that strict providers stand for, by Pulumi's names, e.g. `aws`. */
  readonly packages: readonly string[];
  /** Further providers: their TypeScript entry points by package, relative to the checkout. @default none */
  readonly plugins?: Readonly<Record<string, string>>;
  /** What is said of types beyond their declarations. @default nothing */
  readonly overrides?: Overrides;
  /** Answers of functions by their token. @default none: every function is an error */
  readonly invokes?: Readonly<Record<string, PropertyObject>>;
  /** The organisation's approval as YAML: programs run with the policy pack. @default without the pack */
  readonly approval?: string;
  /** Settings of the stack. @default none */
  readonly config?: Readonly<Record<string, string>>;
}

/** What a run came to. */
export interface StrictRun {
  readonly isFailed: boolean;
  /** What the engine reports as an error, each once, sorted. */
  readonly errors: readonly string[];
  /** What the policy pack found, each message once, sorted. */
  readonly violations: readonly string[];
  /** How many resources were created, updated, and so on, as far as the run got. */
  readonly changes: OpMap;
  /** The stack's outputs after an `up` that did not fail, secrets opened. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The real engine with strict providers over one pretended cloud; state and cloud live from run to run. */
export interface StrictEngine {
  /** For runs of one's own, with the Automation API. */
  readonly backend: Backend;
  readonly preview: (program: PulumiFn) => Promise<StrictRun>;
  readonly up: (program: PulumiFn) => Promise<StrictRun>;
  readonly refresh: (program: PulumiFn) => Promise<StrictRun>;
  readonly destroy: (program: PulumiFn) => Promise<StrictRun>;
  /** All calls so far that a cloud answered, in their order: `create aws:ec2/vpc:Vpc vpc`, with ` (failed)` or ` (half-made)`. */
  readonly journal: () => readonly string[];
  /** What is in the pretended cloud, in the order of its making. */
  readonly world: () => readonly Thing[];
  /** Orders calls to fail from now on. */
  readonly fail: (rule: FailureRule) => void;
  readonly close: () => Promise<void>;
}

/** Makes an engine with a backend and a cloud of its own. */
export async function strictEngine(options: StrictEngineOptions): Promise<StrictEngine> {
  const { path: folder, remove } = await temporaryFolder("strict");
  const [plugins, cloudPath] = [join(folder, "plugins"), join(folder, "cloud.jsonl")];
  await writeFile(cloudPath, "");
  await writePlugins(plugins, options.plugins ?? {});
  for (const name of options.packages) await writeStrictProvider(folder, plugins, cloudPath, name, options);
  const pack = options.approval === undefined ? undefined : join(checkout, "policies");
  const approvalPath = join(folder, "approval.yaml");
  if (pack !== undefined) await writeAnalyzer({ root: checkout, state: folder });
  if (options.approval !== undefined) await writeFile(approvalPath, options.approval);
  const backend = await freshBackend({
    pluginFolders: [plugins],
    ...(pack === undefined ? {} : { environment: { DOMICILE_APPROVAL: approvalPath } }),
  });
  const run = (kind: RunKind) => (program: PulumiFn) =>
    runStack(backend, kind, program, options.config ?? {}, pack === undefined ? [] : [pack]);
  const cloud = new CloudFile(cloudPath);
  return {
    backend,
    preview: run("preview"),
    up: run("up"),
    refresh: run("refresh"),
    destroy: run("destroy"),
    journal: () => cloud.cloud().journal.map(told),
    world: () => cloud.cloud().things,
    fail: (rule) => {
      cloud.append({ call: "fail", rule });
    },
    close: async () => {
      await backend.close();
      await remove();
    },
  };
}

type RunKind = "preview" | "up" | "refresh" | "destroy";

async function runStack(
  backend: Backend,
  kind: RunKind,
  program: PulumiFn,
  config: Readonly<Record<string, string>>,
  policyPacks: readonly string[],
): Promise<StrictRun> {
  const stack = await backend.stack(program);
  for (const [key, value] of Object.entries(config)) await stack.setConfig(key, { value });
  const errors = new Set<string>();
  const violations = new Set<string>();
  let changes: OpMap = {};
  const how = {
    onEvent: ({ diagnosticEvent, policyEvent, summaryEvent }: EngineEvent): void => {
      if (policyEvent !== undefined) violations.add(withoutColours(policyEvent.message));
      if (diagnosticEvent?.severity === "error") errors.add(withoutColours(diagnosticEvent.message));
      changes = summaryEvent?.resourceChanges ?? changes;
    },
  };
  const packs = { policyPacks: [...policyPacks] };
  const end = (isFailed: boolean, outputs: Readonly<Record<string, unknown>> = {}): StrictRun => ({
    ...{ isFailed, changes, outputs },
    errors: [...errors].toSorted(),
    violations: [...violations].toSorted(),
  });
  try {
    if (kind === "refresh" || kind === "destroy") await stack[kind](how);
    else await stack[kind]({ ...how, ...packs });
    const outputs = await stack.outputs();
    const values = Object.entries(outputs).map(([name, { value }]): [string, unknown] => [name, value]);
    return end(false, Object.fromEntries(values));
  } catch (error) {
    if (errors.size + violations.size === 0) throw error;
    return end(true);
  }
}

function withoutColours(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
}

async function writeStrictProvider(
  folder: string,
  plugins: string,
  cloud: string,
  name: string,
  { overrides = {}, invokes = {} }: StrictEngineOptions,
): Promise<void> {
  const npm = packageRules.find((rules) => rules.package === name)?.npm;
  if (npm === undefined) throw new Error(`no SDK is known for the package '${name}'`);
  const sdk = dirname(createRequire(__filename).resolve(`${npm}/package.json`));
  const settings: StrictProviderSettings = { package: name, sdk, cloud, overrides, invokes };
  checkSettings(settings, new SdkDeclarations(sdk));
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(settings));
  await writePlugin(plugins, name, "test/support/strictProvider/main.ts", { [settingsVariable]: file });
}

function told({ call, outcome }: JournalEntry): string {
  const end = outcome.kind === "done" ? "" : ` (${outcome.kind})`;
  return `${call.call} ${call.type} ${call.name}${end}`;
}
