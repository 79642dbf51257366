import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with the plain line `N passed, N failed`; a file that could not be loaded counts as one failure. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const passed = states.filter((state) => state === "passed").length;
    const failed = states.filter((state) => state === "failed").length + broken + unhandledErrors.length;
    const skipped = states.length - states.filter((state) => state === "passed" || state === "failed").length;
    console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  }
}
