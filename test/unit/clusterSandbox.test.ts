import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseHierarchies } from "../../infra/local/cluster/controlGroups";
import { parseFailure, parsePlan } from "../../infra/local/cluster/plan";
import { checkPortIsFree, checkRequirements } from "../../infra/local/cluster/requirements";
import { parseProcess, sandboxMarker } from "../../infra/local/cluster/sandboxProcess";
import { sandboxSetUp } from "../../infra/local/cluster/sandboxSetUp";
import type { SandboxSettings } from "../../infra/local/cluster/sandboxSetUp";
import { localPaths } from "../../infra/local/paths";
import { temporaryFolder } from "../support/temporaryFolder";

const settings: SandboxSettings = {
  clusterFolder: "/home/me/domicile/.domicile/cluster",
  stateFolder: "/home/me/domicile/.domicile",
  tools: { cilium: "/home/me/.cache/domicile/cilium/1" },
  programs: { clang: "/usr/bin/clang-19" },
  cniPlugins: "/usr/lib/cni",
  addresses: { host: "10.214.0.1", node: "10.214.0.2" },
  kernelSettings: ["vm/overcommit_memory"],
  controlGroup2: "/sys/fs/cgroup/unified/domicile-01234567",
  covered: ["/etc", "/var"],
};

describe("sandboxSetUp", () => {
  const commands = sandboxSetUp(settings).map((command) => command.join(" "));

  test("shows folders of the host before it covers any other, and shares mounts after all of them", () => {
    const first = (part: string) => commands.findIndex((command) => command.includes(part));
    const run = commands.indexOf("mount -n -t tmpfs -o mode=755 tmpfs /run");
    const data = commands.indexOf(`mount --bind ${settings.clusterFolder} /run/domicile`);
    const cover = first("overlay /etc");
    const shared = commands.indexOf("mount --make-rshared /");
    expect(run).toBe(0);
    expect(run).toBeLessThan(data);
    expect(data).toBeLessThan(cover);
    expect(cover).toBeLessThan(shared);
    expect(commands.slice(shared + 1).filter((command) => command.startsWith("mount"))).toEqual([]);
  });

  test("lets nothing be written to what it covers", () => {
    expect(commands).toContain("mount --bind /var /run/layers/var/lower");
    expect(commands).toContain(
      "mount -t overlay -o lowerdir=/run/layers/var/lower,upperdir=/run/layers/var/upper,workdir=/run/layers/var/work overlay /var",
    );
  });

  test("shows the state again when it lies in a covered folder", () => {
    const again = "mount --bind /run/state /var/lib/ci/.domicile";
    expect(commands).not.toContain(again);
    const below = sandboxSetUp({ ...settings, stateFolder: "/var/lib/ci/.domicile" });
    expect(below.map((command) => command.join(" "))).toContain(again);
    const beside = sandboxSetUp({ ...settings, stateFolder: "/variable/.domicile" });
    expect(beside.map((command) => command.join(" "))).not.toContain("mkdir -p /variable/.domicile");
  });

  test("makes no route but that of the services", () => {
    expect(commands.filter((command) => command.startsWith("ip route"))).toEqual([
      "ip route add 10.96.0.0/16 dev lo src 10.214.0.2",
    ]);
  });
});

describe("parseHierarchies", () => {
  test("reads both versions side by side", () => {
    const mounts = `proc /proc proc rw 0 0
tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
cgroup /var/lib/elsewhere/memory cgroup rw,memory 0 0
`;
    expect(parseHierarchies(mounts)).toEqual({
      version1: ["/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/memory"],
      version2: "/sys/fs/cgroup/unified",
    });
  });

  test("reads version 2 alone", () => {
    expect(parseHierarchies("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n")).toEqual({
      version1: [],
      version2: "/sys/fs/cgroup",
    });
  });
});

describe("parseProcess", () => {
  const stat = "4242 (sh) (x) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20";

  test("takes the first process of a PID namespace inside ours", () => {
    expect(parseProcess(4242, "Name:\tsh\nNSpid:\t4242\t1\n", stat)).toEqual({
      pid: 4242,
      startTicks: "987654",
    });
  });

  test("takes no process of our own namespace, no later one and none that has ended", () => {
    expect(parseProcess(4242, "NSpid:\t4242\n", stat)).toBeUndefined();
    expect(parseProcess(4242, "NSpid:\t4242\t7\n", stat)).toBeUndefined();
    expect(parseProcess(4242, "NSpid:\t4242\t1\n", stat.replace(" S ", " Z "))).toBeUndefined();
  });

  test("two deployments have different markers", () => {
    expect(sandboxMarker("01234567")).toBe("domicile-01234567-sandbox");
  });
});

test("plans and failures are read as they were written", () => {
  const plan = { setUp: [], environment: {}, programs: [], logs: "/a", failure: "/b" };
  expect(parsePlan(JSON.stringify(plan))).toEqual(plan);
  expect(() => parsePlan('{"setUp":[]}')).toThrow("the supervisor's plan is not complete");
  const failure = { program: "etcd", ending: "exit code 1" };
  expect(parseFailure(JSON.stringify(failure))).toEqual(failure);
  expect(() => parseFailure('{"program":1}')).toThrow(`'{"program":1}' is no failure of a program`);
});

describe("requirements", () => {
  test("name a port that cannot be the gateway's", async () => {
    const paths = localPaths(await temporaryFolder());
    for (const port of [80, 65_536]) {
      await expect(checkRequirements(paths, port)).rejects.toThrow(
        `port ${port} cannot be the gateway's; choose one of 1024 to 65535 with --port`,
      );
    }
  });

  test("name a port that is in use", async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    const address = listener.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(checkPortIsFree(port)).rejects.toThrow(
      `port ${port} of 127.0.0.1 is in use; end what listens there or choose another with --port`,
    );
    await new Promise((resolve) => listener.close(resolve));
    await checkPortIsFree(port);
  });

  test("name a checkout below /run", async () => {
    const paths = localPaths(join("/run", "a-checkout"));
    await expect(checkRequirements(paths, 8080)).rejects.toThrow(
      "'/run/a-checkout' lies below /run, which the cluster has one of its own of; move it elsewhere",
    );
  });
});
