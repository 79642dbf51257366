import { describe, expect, it } from "vitest";
import { goArchitecture } from "../../infra/local/toolchain/goArchitecture";
import { compareVersions } from "../../infra/local/toolchain/versions";

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
