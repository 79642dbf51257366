import { describe, expect, it } from "vitest";
import { goArchitecture } from "../../infra/local/toolchain/goArchitecture";
import { platformProblem } from "../../infra/local/toolchain/platform";
import { compareVersions } from "../../infra/local/toolchain/versions";

describe("platformProblem", () => {
  it("has none on Debian as root", () => {
    expect(platformProblem({ platform: "linux", uid: 0, hasApt: true })).toBeUndefined();
  });

  it.each([
    [{ platform: "darwin", uid: 501, hasApt: false }, "it needs Linux, and this is macOS"],
    [{ platform: "win32", uid: undefined, hasApt: false }, "it needs Linux, and this is Windows"],
    [{ platform: "sunos", uid: 0, hasApt: false }, "it needs Linux, and this is sunos"],
    [
      { platform: "linux", uid: 0, hasApt: false },
      "it needs packages of Debian or Ubuntu, and there is no apt-get",
    ],
    [
      { platform: "linux", uid: 1000, hasApt: true },
      "it needs root for network namespaces and containers, and this account has the number 1000",
    ],
  ])("names the reason and the other ways for %j", (here, why) => {
    expect(platformProblem(here)).toBe(
      [
        `the embedded cluster cannot run here: ${why}`,
        "other ways:",
        "  npm start -- --kubeconfig FILE [--context NAME]   uses any existing cluster",
        "  npm start on Debian or Ubuntu as root             a virtual machine will do",
      ].join("\n"),
    );
  });
});

describe("compareVersions", () => {
  it.each([
    ["3.220.0", "3.220.0", 0],
    ["3.99.0", "3.220.0", -1],
    ["4.0.0", "3.220.0", 1],
    ["1.26", "1.26.0", 0],
    ["1.26.8", "1.26", 1],
    ["3.260.0-alpha.1", "3.260.0", 0],
  ])("compares %s with %s", (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign);
  });
});

describe("goArchitecture", () => {
  it("knows the processors that releases are made for", () => {
    expect([goArchitecture("x64"), goArchitecture("arm64")]).toEqual(["amd64", "arm64"]);
  });

  it("names what is supported", () => {
    expect(() => goArchitecture("mips")).toThrow("processor 'mips' is not supported; supported: x64, arm64");
  });
});
