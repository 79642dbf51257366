import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { notKnownYet, readUnlessOffline } from "../../stacks/offline";
import { offlineVariable } from "../../stacks/offlineVariable";

/** Reads a file as the program does. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`cannot read '${file}'`, { cause: error });
  }
}

/** Has the SDK take this process for one of a preview, or of an update. */
async function run(isPreview: boolean, isOffline: boolean): Promise<void> {
  vi.stubEnv(offlineVariable, isOffline ? "true" : undefined);
  await pulumi.runtime.setMocks(
    { newResource: () => ({ id: undefined, state: {} }), call: () => ({}) },
    "test",
    "dev",
    isPreview,
  );
}

describe("what the program reads where it is only checked", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("may be absent", async () => {
    await run(true, true);
    expect(readUnlessOffline(() => read("/nowhere/kubeconfig"))).toBeUndefined();
    expect(readUnlessOffline(() => "text")).toBe("text");
  });

  it.each([
    [true, false],
    [false, true],
    [false, false],
  ])("must be there otherwise, in a preview: %s, under domicile check: %s", async (isPreview, isOffline) => {
    await run(isPreview, isOffline);
    expect(() => readUnlessOffline(() => read("/nowhere/kubeconfig"))).toThrow(
      new pulumi.RunError("cannot read '/nowhere/kubeconfig'"),
    );
  });

  it("must be right where it is there", async () => {
    await run(true, true);
    const broken = (): string => {
      throw new Error("is no list of images");
    };
    expect(() => readUnlessOffline(broken)).toThrow(new pulumi.RunError("is no list of images"));
    expect(() => readUnlessOffline(() => read("/"))).toThrow(new pulumi.RunError("cannot read '/'"));
  });

  it("is a text that nobody knows yet", async () => {
    await run(true, true);
    const seen = vi.fn();
    notKnownYet().apply(seen);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).not.toHaveBeenCalled();
  });
});
