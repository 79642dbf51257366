import { readEvents, type EngineRun } from "../pulumi/events";
import { runEngine, type EngineCall, type PulumiCall } from "../pulumi/runPulumi";
import { oneLine } from "../report/words";
import { previewVerdict, type StackPreview } from "./report";

/** The name of the policy pack. */
const packName = "domicile";

/** Lines of what the CLI said that are told where it failed without an error of its engine. */
const toldLines = 5;

/**
 * Previews a stack under the policy pack. The command line is fixed: nothing can be added that switches policies off.
 * @param pack the pack's folder; absolute
 * @throws Mistake when there is no Pulumi CLI
 */
export async function previewStack(stack: string, pack: string, call: PulumiCall): Promise<StackPreview> {
  const run = await runEngine(["preview", "--stack", stack, "--policy-pack", pack], call);
  return stackPreviewOf(stack, run);
}

/** What a preview came to. */
export function stackPreviewOf(stack: string, run: EngineCall): StackPreview {
  const engine = readEvents(run.events);
  const problems = problemsOf(run, engine);
  const counts = Map.groupBy(engine.steps, ({ operation }) => operation);
  return {
    stack,
    verdict: previewVerdict({ problems, findings: engine.findings }),
    problems,
    findings: engine.findings,
    operations: Object.fromEntries([...counts].map(([operation, steps]) => [operation, steps.length])),
  };
}

/** Why a preview says nothing, or not all: a violation alone makes it fail, too. */
function problemsOf(
  { exitCode, said }: EngineCall,
  { findings, errors, packs }: EngineRun,
): readonly string[] {
  const isBlocked = findings.some(({ level }) => level === "violation");
  const told = errors.filter((message) => !/^preview failed\b/.test(message));
  const lines = said.trim().split("\n").slice(-toldLines).map(oneLine);
  const failed =
    exitCode === 0 || isBlocked ? [] : [`the preview failed: ${(told.length > 0 ? told : lines).join("; ")}`];
  const isJudged = packs?.includes(packName) === true;
  return [
    ...failed,
    ...(failed.length > 0 || isJudged ? [] : [`the policy pack '${packName}' did not judge it`]),
  ];
}
