import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that run at once: one for each processor, since clusters and engines keep them busy, and a few at most, since a
 * cluster takes about a gigabyte of memory.
 */
const maxWorkers = Math.min(availableParallelism() + 1, 6);

/** Short tests run beside clusters that come and go: what takes a second by itself may take several there. */
const beside = { testTimeout: 20_000, hookTimeout: 60_000 };

/** Files that take minutes, the longest first. */
const longest = [
  "endpoint.test.ts",
  "leavesNothing.test.ts",
  "start.test.ts",
  "existingCluster.test.ts",
  "policyPack.test.ts",
  "kubernetesProvider.test.ts",
];
/** Kinds by how long their files take: those of `policies` and `unit` are short and fill the workers evenly at the end. */
const kinds = ["cluster", "engine", "policies", "unit"];

/** Begins with what takes longest, so that no worker is left alone with it at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

/** The place of a file in the run; files of one rank keep vitest's own order. */
function rank({ moduleId, project }: TestSpecification): number {
  const place = longest.indexOf(basename(moduleId));
  return place === -1 ? longest.length + kinds.indexOf(project.name) : place;
}

/** The project of a kind of test. */
function project(name: string, settings: TestProjectInlineConfiguration["test"]) {
  return { test: { name, include: [`test/${name}/**/*.test.ts`], maxWorkers, ...settings } };
}

/** One project a kind of test: `unit` and `policies` need nothing, `engine` the Pulumi CLI, `cluster` the embedded cluster. */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closingLine.ts"],
    sequence: { sequencer: LongestFirst },
    projects: [
      project("unit", beside),
      // Pure functions over large tables, which are loaded once a worker instead of once a file.
      project("policies", { ...beside, isolate: false }),
      project("engine", { testTimeout: 180_000, hookTimeout: 300_000 }),
      project("cluster", {
        globalSetup: "./test/support/leaveAsFound.ts",
        testTimeout: 300_000,
        hookTimeout: 900_000,
      }),
    ],
  },
});
