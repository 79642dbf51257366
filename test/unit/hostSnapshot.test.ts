import { readlink } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { isOfAnother, runningProcesses } from "../support/hostSnapshot";

describe("isOfAnother", () => {
  it.each([
    "dom-8ae62d65@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500",
    "10.214.181.148/30 dev dom-8ae62d65 proto kernel scope link src 10.214.181.149",
    "/sys/fs/cgroup/blkio/domicile-8ae62d65",
  ])("tells what another deployment has: %s", (line) => {
    expect(isOfAnother(line, "20d778ec")).toBe(true);
    expect(isOfAnother(line, "8ae62d65")).toBe(false);
  });

  it.each(["default via 192.0.2.1 dev eth0", "domicile-start", "/run/domicile", "vm.swappiness = 60"])(
    "leaves what names no deployment: %s",
    (line) => {
      expect(isOfAnother(line, "20d778ec")).toBe(false);
    },
  );
});

it("sees every process of the machine, each with its namespace where that may be known", async () => {
  const own = (await runningProcesses()).filter(({ command }) => command.includes("vitest"));
  expect(own).not.toEqual([]);
  const namespace = await readlink("/proc/self/ns/pid");
  expect(own.map(({ pidNamespace }) => pidNamespace)).toContain(namespace);
});
