import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineEvent, PulumiFn } from "@pulumi/pulumi/automation";
import { writeAnalyzer } from "../../infra/local/toolchain/analyzer";
import { checkout, freshBackend, temporaryFolder, writePlugin, writePlugins } from "./engine";
import { packageVariable, recordVariable } from "./recordingProvider";

/** What a run of the engine with the pack came to. */
export interface PolicyRun {
  readonly isBlocked: boolean;
  /** Each violation as the engine tells it, `[level] policy: message`, sorted. */
  readonly violations: readonly string[];
  /** What providers were asked to make, as `<type> <name>`, sorted. */
  readonly made: readonly string[];
  /** All that the engine wrote. */
  readonly output: string;
}

/** How a program is run. */
export interface PolicyRunOptions {
  readonly program: PulumiFn;
  /** The organisation's approval, as YAML; absent: none is named. */
  readonly approval?: string;
  /** What `DOMICILE_APPROVAL` says. @default the path of the approval, where there is one */
  readonly approvalPath?: string;
  /** Settings of the stack. */
  readonly config?: Readonly<Record<string, string>>;
}

/** The real engine with the policy pack, recording providers for clouds and clusters, and the project's own for random. */
export interface PolicyEngine {
  readonly preview: (options: PolicyRunOptions) => Promise<PolicyRun>;
  readonly up: (options: PolicyRunOptions) => Promise<PolicyRun>;
  readonly close: () => Promise<void>;
}

/** Packages that the recording provider stands for. */
const recorded = ["aws", "azure-native", "hcloud", "gcp", "kubernetes"];

/**
 * Makes an engine; each run has a backend of its own.
 * @param pack the folder of the policy pack
 */
export async function policyEngine(pack = join(checkout, "policies")): Promise<PolicyEngine> {
  const { path: folder, remove } = await temporaryFolder("policies");
  const plugins = join(folder, "plugins");
  await writePlugins(plugins, { random: "infra/local/providers/random/main.ts" });
  const record = join(folder, "made");
  for (const name of recorded) {
    await writePlugin(plugins, name, "test/support/recordingProvider.ts", {
      [packageVariable]: name,
      [recordVariable]: record,
    });
  }
  await writeAnalyzer({ root: checkout, state: folder });

  const run = async (kind: "preview" | "up", options: PolicyRunOptions): Promise<PolicyRun> => {
    const approval = join(folder, "approval.yaml");
    await writeFile(record, "");
    if (options.approval !== undefined) await writeFile(approval, options.approval);
    const named = options.approvalPath ?? (options.approval === undefined ? undefined : approval);
    const backend = await freshBackend({
      pluginFolders: [plugins],
      ...(named === undefined ? {} : { environment: { DOMICILE_APPROVAL: named } }),
    });
    try {
      const stack = await backend.stack(options.program);
      for (const [key, value] of Object.entries(options.config ?? {})) await stack.setConfig(key, { value });
      const events: EngineEvent[] = [];
      let output = "";
      const how = {
        policyPacks: [pack],
        onEvent: (event: EngineEvent): void => void events.push(event),
        onOutput: (text: string): void => void (output += text),
        onError: (text: string): void => void (output += text),
      };
      const isBlocked = await stack[kind](how).then(
        () => false,
        (error: unknown) => {
          output += String(error);
          return true;
        },
      );
      const made = (await readFile(record, "utf8")).split("\n").filter((line) => line !== "");
      return { isBlocked, violations: events.flatMap(told).toSorted(), made: made.toSorted(), output };
    } finally {
      await backend.close();
    }
  };
  return {
    preview: (options) => run("preview", options),
    up: (options) => run("up", options),
    close: remove,
  };
}

function told({ policyEvent }: EngineEvent): readonly string[] {
  if (policyEvent === undefined) return [];
  const { enforcementLevel, policyName, message } = policyEvent;
  return [`[${enforcementLevel}] ${policyName}: ${message.trim().split("\n").at(-1) ?? ""}`];
}
