import { readdirSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ensurePythonEnvironment } from "../../infra/local/toolchain/python";
import { writeScript } from "../support/temporaryFolder";
import { type TestTools, testTools } from "../support/toolContext";

afterEach(() => {
  vi.unstubAllEnvs();
});

/**
 * Puts a `python3` on PATH that calls itself `version` and makes environments whose interpreter notes its calls in
 * `bin/pip.log`.
 */
async function fakePython({ bin }: TestTools, version: string): Promise<void> {
  const program = join(bin, "python3");
  await writeScript(
    program,
    `if [ "$1" = -c ]; then printf '${version}\\n${program}\\nTrue\\n'; exit; fi`,
    `mkdir -p "$3/bin"`,
    `printf '#!/bin/sh\\necho "$@ $PIP_CACHE_DIR $TMPDIR" >> ${bin}/pip.log\\n' > "$3/bin/python"`,
    `chmod +x "$3/bin/python"`,
  );
}

describe("ensurePythonEnvironment", () => {
  it("makes one environment for one list of packages, with all files in the cache", async () => {
    const tools = await testTools();
    await fakePython(tools, "3.11");
    const { cache } = tools.context.paths;
    const requirements = join(tools.folder, "requirements.txt");
    await writeFile(requirements, "numpy==1.0\n");
    const first = await ensurePythonEnvironment(tools.context, requirements, "Python packages");
    expect(first).toMatch(/\/cache\/python\/[0-9a-f]{12}\/bin\/python$/);
    expect(await ensurePythonEnvironment(tools.context, requirements, "Python packages")).toBe(first);
    const calls = readFileSync(join(tools.bin, "pip.log"), "utf8").trim().split("\n");
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(
      new RegExp(
        `^-m pip --disable-pip-version-check --no-input install --no-deps --requirement ${requirements} ` +
          `${cache}/pip ${cache}/python/[^ ]+/\\.tmp$`,
      ),
    );

    await writeFile(requirements, "numpy==2.0\n");
    expect(await ensurePythonEnvironment(tools.context, requirements, "Python packages")).not.toBe(first);
    expect(readdirSync(join(cache, "python"))).toHaveLength(2);
  });

  it("makes the environment again when its interpreter is gone", async () => {
    const tools = await testTools();
    await fakePython(tools, "3.12");
    const requirements = join(tools.folder, "requirements.txt");
    await writeFile(requirements, "numpy==1.0\n");
    const python = await ensurePythonEnvironment(tools.context, requirements, "Python packages");
    await rm(python);
    expect(await ensurePythonEnvironment(tools.context, requirements, "Python packages")).toBe(python);
    expect(tools.progress.steps).toEqual(["Python packages", "Python packages"]);
  });

  it("refuses a Python that is too old", async () => {
    const tools = await testTools();
    await fakePython(tools, "3.9");
    const requirements = join(tools.folder, "requirements.txt");
    await writeFile(requirements, "");
    await expect(ensurePythonEnvironment(tools.context, requirements, "Python packages")).rejects.toThrow(
      `Python 3.11 or newer is needed, and ${tools.bin}/python3 on PATH is 3.9`,
    );
  });
});
