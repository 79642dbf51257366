import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseApproval } from "../policies/approval/parseApproval";
import { writeAnalyzer } from "../infra/local/toolchain/analyzer";
import type { BenchContext, BenchResult } from "./benchmark";
import { ensureAwsGuard } from "./policies/awsGuard";
import { timeCheck } from "./policies/check";
import { rowOf, type Figure } from "./figures";
import {
  awsGuardFigures,
  checkFigures,
  emptyPackFigures,
  memoryFigures,
  rulesFigures,
} from "./policies/goals";
import { measureMemory } from "./policies/memory";
import { measurePair, type Pair } from "./policies/pair";
import { requestOf } from "./policies/request";
import { measureRules } from "./policies/rules";
import { startPack, type RunningPack } from "./policies/runningPack";
import { platformSample, resourcesOf, sampleApproval } from "./policies/sample";
import { awsSample } from "./policies/sample/aws";
import { foreignSample } from "./policies/sample/foreign";
import { ownStacksSample } from "./policies/sample/ownStacks";
import type { Template } from "./policies/sample/template";

/** Resources that the calls to a pack are about, in turn. */
const sampleSize = 1_000;

/**
 * How fast the policy pack is: beside a pack with one empty rule and beside AWSGuard, its rules by themselves, its memory,
 * and `domicile check`.
 */
export async function benchPolicies({ paths, progress }: BenchContext): Promise<BenchResult> {
  const own = await progress.step("sample: the resources of our own stacks", () =>
    ownStacksSample(paths.root),
  );
  const templates = [...platformSample, ...own];
  const awsGuard = await progress.step("AWSGuard, in a folder of its own", () => ensureAwsGuard(paths));
  const analyzer = join(await writeAnalyzer(paths), "pulumi-analyzer-policy-nodejs");
  const ownPack = join(paths.root, "policies");
  const emptyPack = join(paths.root, "bench/policies/packs/empty");
  const approval = join(paths.state, "bench", "approval.yaml");
  await mkdir(join(paths.state, "bench"), { recursive: true });
  await writeFile(approval, sampleApproval);
  const withPack = async <Result>(
    folder: string,
    work: (pack: RunningPack) => Promise<Result>,
  ): Promise<Result> => {
    const pack = await startPack({ analyzer, folder, environment: { DOMICILE_APPROVAL: approval } });
    return work(pack).finally(() => pack.stop());
  };
  const beside = (other: string, sample: readonly Template[]): Promise<Pair> =>
    withPack(ownPack, (ours) =>
      withPack(other, async (base) => {
        await expectJudgement(ours, sample);
        return measurePair(ours, base, resourcesOf(sample, sampleSize).map(requestOf));
      }),
    );

  const figures: Figure[] = [];
  const step = async (title: string, work: () => Promise<readonly Figure[]>): Promise<void> => {
    figures.push(...(await progress.step(title, work)));
  };
  await step("beside a pack with one empty rule", async () =>
    emptyPackFigures(await beside(emptyPack, templates)),
  );
  await step("beside AWSGuard", async () => awsGuardFigures(await beside(awsGuard, awsSample)));
  await step("the rules by themselves", () => Promise.resolve(rulesFigures(rulesRates(templates))));
  await step("memory over 100,000 resources", () =>
    withPack(ownPack, async (ours) =>
      memoryFigures(await measureMemory(ours, { templates, warmUp: 20_000, count: 100_000 })),
    ),
  );
  await step("domicile check of all stacks", async () => checkFigures(await timeCheck(paths.root, 7)));
  return { name: "policies", rows: figures.map(rowOf) };
}

function rulesRates(templates: readonly Template[]): readonly number[] {
  const checked = parseApproval(sampleApproval);
  if ("problems" in checked) throw new Error(checked.problems.join("; "));
  const result = { kind: "found", approval: checked.approval, excess: [] } as const;
  return measureRules({ templates, result, rounds: 100, count: 1_000 });
}

/** A pack that judges nothing is fast. @throws Error when it lets a foreign resource pass, or refuses one of the sample */
async function expectJudgement(pack: RunningPack, sample: readonly Template[]): Promise<void> {
  const [foreign] = resourcesOf(foreignSample, 1).map(requestOf);
  if (foreign === undefined || (await pack.analyze(foreign)).length === 0) {
    throw new Error("the pack does not refuse a machine outside of the jurisdiction: it judges nothing");
  }
  for (const request of resourcesOf(sample, sample.length).map(requestOf)) {
    const [found] = await pack.analyze(request);
    if (found !== undefined) throw new Error(`the pack finds fault with the sample: ${found.getMessage()}`);
  }
}
