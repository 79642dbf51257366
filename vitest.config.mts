import { defineConfig } from "vitest/config";

/** One project a kind of test: `unit` and `policies` need nothing, `engine` the Pulumi CLI, `cluster` the embedded cluster. */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closingLine.ts"],
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      { test: { name: "policies", include: ["test/policies/**/*.test.ts"] } },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "cluster",
          include: ["test/cluster/**/*.test.ts"],
          globalSetup: "./test/support/leaveAsFound.ts",
          testTimeout: 300_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
