import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { programPackages } from "../../infra/local/cluster/requirements";
import { clusterPackages, ensurePackages, missingPackages } from "../../infra/local/toolchain/packages";
import { writeScript } from "../support/temporaryFolder";
import { type TestTools, testTools } from "../support/toolContext";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts package programs on PATH that know `states`, and note the calls of apt-get in `bin/apt.log`. */
async function fakeApt({ bin }: TestTools, states: string, exitCode = 0): Promise<void> {
  await writeScript(join(bin, "dpkg-query"), `printf '${states}'`, `exit ${exitCode}`);
  await writeScript(
    join(bin, "apt-get"),
    `echo "$@ [$DEBIAN_FRONTEND $RUNLEVEL $UNITS]" >> ${bin}/apt.log`,
    `if [ "$1" = update ]; then exit 100; fi`,
    `if [ -e ${bin}/broken ]; then echo "E: no room" >&2; exit 100; fi`,
  );
}

it("installs every package whose programs the embedded cluster calls", () => {
  expect(clusterPackages).toEqual(expect.arrayContaining(Object.values(programPackages)));
});

describe("missingPackages", () => {
  it.each([
    ["installed", "ii  a\n", []],
    ["held", "hi  a\n", []],
    ["removed, configuration left", "rc  a\n", ["a"]],
    ["unpacked", "iU  a\n", ["a"]],
    ["half configured", "iF  a\n", ["a"]],
    ["broken", "iiR a\n", ["a"]],
    ["known by name only", "un  a\n", ["a"]],
    ["unknown", "", ["a"]],
    ["another package", "ii  ab\n", ["a"]],
  ])("judges a package that is %s", (_state, states, missing) => {
    expect(missingPackages(["a"], states)).toEqual(missing);
  });

  it("keeps the order", () => {
    expect(missingPackages(["c", "a", "b"], "ii  a\n")).toEqual(["c", "b"]);
  });
});

describe("ensurePackages", () => {
  it("does nothing when all is installed, not even as another account", async () => {
    const tools = await testTools();
    await fakeApt(tools, "ii  runc\\nii  etcd-server\\n");
    await ensurePackages(tools.context, ["runc", "etcd-server"], 1000);
    expect(existsSync(join(tools.bin, "apt.log"))).toBe(false);
    expect([tools.progress.steps, tools.progress.notes]).toEqual([[], []]);
  });

  it("names what is missing, then installs just that", async () => {
    const tools = await testTools();
    await fakeApt(tools, "ii  runc\\nun  etcd-server\\n", 1);
    await ensurePackages(tools.context, ["runc", "etcd-server", "containerd", "clang-19"], 0);
    expect(tools.progress.notes).toEqual([
      "installing packages of the distribution: etcd-server containerd clang-19",
    ]);
    expect(tools.progress.steps).toEqual(["distribution packages"]);
    const environment = "[noninteractive 1 etcd.service containerd.service]";
    expect(readFileSync(join(tools.bin, "apt.log"), "utf8").trim().split("\n")).toEqual([
      `update ${environment}`,
      `-o DPkg::Lock::Timeout=300 install --yes --no-install-recommends etcd-server containerd clang-19 ${environment}`,
    ]);
  });

  it("says what to do when this account is not root", async () => {
    const tools = await testTools();
    await fakeApt(tools, "ii  runc\\n", 1);
    await expect(ensurePackages(tools.context, ["runc", "buildah", "clang-19"], 1000)).rejects.toThrow(
      "packages are missing and this account is not root: run 'apt-get install buildah clang-19' as root",
    );
    expect(existsSync(join(tools.bin, "apt.log"))).toBe(false);
  });

  it("tells what apt-get said when it fails", async () => {
    const tools = await testTools();
    await fakeApt(tools, "", 1);
    await writeScript(join(tools.bin, "broken"));
    await expect(ensurePackages(tools.context, ["buildah"], 0)).rejects.toThrow("E: no room");
  });
});
