import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ensureCilium } from "../../infra/local/toolchain/cilium";
import { removeGoCaches } from "../../infra/local/toolchain/goCaches";
import { buildGoModule, type GoBuild, goProblem } from "../../infra/local/toolchain/goModule";
import { toolVersions } from "../../infra/local/toolchain/versions";
import { writeScript } from "../support/temporaryFolder";
import { fakeGo, testTools } from "../support/toolContext";

afterEach(() => {
  vi.unstubAllEnvs();
});

const build: GoBuild = {
  what: "the tool",
  module: "coredns",
  packages: ["example.org/a/one", "example.org/a/two"],
  values: { "example.org/version.V": "v1", "example.org/other.V": "v2" },
  otherWays: ["this way", "that way"],
};

describe("buildGoModule", () => {
  it("builds into the folder with caches in the cache folder only", async () => {
    const { context, bin, folder } = await testTools();
    await fakeGo(bin);
    const target = join(folder, "target");
    await mkdir(target);
    vi.stubEnv("GOFLAGS", "-mod=vendor");
    vi.stubEnv("GOOS", "plan9");
    await buildGoModule(build, target, context.paths);

    expect(readFileSync(join(target, "one"), "utf8")).toBe("example.org/a/one\n");
    expect(readdirSync(target).sort()).toEqual(["one", "two"]);
    expect(readFileSync(join(bin, "go.log"), "utf8")).toBe(
      "build -mod=readonly -trimpath -ldflags -s -w -X example.org/version.V=v1 -X example.org/other.V=v2 " +
        `-o ${target}/ example.org/a/one example.org/a/two\n`,
    );
    const module = join(context.paths.root, "infra/local/toolchain/modules/coredns");
    expect(readFileSync(join(bin, "go.folder"), "utf8")).toBe(`${module}\n`);
    expect(readFileSync(join(bin, "go.env"), "utf8").trim().split("\n")).toEqual([
      "CGO_ENABLED=0",
      `GOCACHE=${context.paths.cache}/go/build`,
      "GOENV=/home/user/go-settings",
      "GOFLAGS=-modcacherw -buildvcs=false",
      `GOMODCACHE=${context.paths.cache}/go/mod`,
      "GONOSUMDB=own.example,github.com/cilium/gobgp",
      `GOTMPDIR=${target}/.tmp`,
      "GOTOOLCHAIN=local",
      "GOWORK=off",
      `XDG_CONFIG_HOME=${context.paths.cache}/go/config`,
    ]);
  });

  it("builds a module that lies elsewhere in the checkout", async () => {
    const { context, bin, folder } = await testTools();
    await fakeGo(bin);
    await buildGoModule({ ...build, under: "bench/gateway", module: "load" }, folder, context.paths);
    const module = join(context.paths.root, "bench/gateway/load");
    expect(readFileSync(join(bin, "go.folder"), "utf8")).toBe(`${module}\n`);
  });

  it("lets a Go that is older than the module fetch the one it needs", async () => {
    const { context, bin, folder } = await testTools();
    await fakeGo(bin, "go1.22.1");
    await buildGoModule(build, folder, context.paths);
    expect(readFileSync(join(bin, "go.env"), "utf8")).toContain("GOTOOLCHAIN=auto\n");
  });

  it("names what is needed and the other ways when there is no Go", async () => {
    const { context, folder } = await testTools("/usr/sbin");
    await expect(buildGoModule(build, folder, context.paths)).rejects.toThrow(
      "the tool cannot be built: Go 1.26.0 or newer is needed, and there is none on PATH; other ways: this way; that way",
    );
  });

  it("tells what the compiler said", async () => {
    const { context, bin, folder } = await testTools();
    await writeScript(
      join(bin, "go"),
      'if [ "$1" = env ]; then printf "go1.26.8\\n\\n\\n"; exit; fi',
      "echo broken >&2; exit 2",
    );
    const message = await buildGoModule(build, folder, context.paths).catch((error: unknown) =>
      String(error),
    );
    expect(message).toContain(
      "the tool could not be built from the Go module; other ways: this way; that way\n'go build ",
    );
    expect(message).toContain("failed with exit code 2:\nbroken");
  });
});

describe("goProblem", () => {
  it.each([
    ["go1.26.8", undefined],
    ["go1.21.0", undefined],
    ["devel go1.27-abc", undefined],
    ["go1.19.8", "Go 1.26 or newer is needed, or 1.21, which fetches it; the one on PATH is 1.19.8"],
    [undefined, "Go 1.26 or newer is needed, and there is none on PATH"],
  ])("judges %s", (installed, problem) => {
    expect(goProblem(installed, "1.26")).toBe(problem);
  });
});

describe("ensureCilium", () => {
  it("puts the sources of the module's programs beside its programs", async () => {
    const { context, bin } = await testTools();
    await fakeGo(bin);
    await mkdir(join(bin, "source/bpf/lib"), { recursive: true });
    await writeFile(join(bin, "source/bpf/lib/common.h"), "#pragma once\n");
    await writeFile(join(bin, "source/README.md"), "");
    const folder = await ensureCilium(context);
    expect(readdirSync(folder).sort()).toEqual(["bpf", "cilium-cni", "daemon", "operator"]);
    expect(readFileSync(join(folder, "bpf/lib/common.h"), "utf8")).toBe("#pragma once\n");
  });
});

describe("removeGoCaches", () => {
  const tools = ["cilium", "coredns", "kubernetes", "pulumi", "ratelimit"] as const;

  it("removes the caches once every tool is there, and what a killed removal left", async () => {
    const { context, progress } = await testTools();
    const { cache } = context.paths;
    await mkdir(join(cache, "go/mod"), { recursive: true });
    await mkdir(join(cache, "go.removed-1"));
    for (const tool of tools) {
      await removeGoCaches(context);
      expect(existsSync(join(cache, "go/mod"))).toBe(true);
      await mkdir(join(cache, tool, toolVersions[tool]), { recursive: true });
    }
    await removeGoCaches(context);
    await removeGoCaches(context);
    expect(readdirSync(cache).sort()).toEqual([...tools]);
    expect(progress.steps).toEqual(["removing Go's caches, nothing is left to build"]);
  });

  it("keeps the caches while another run builds", async () => {
    const { context } = await testTools();
    const { cache } = context.paths;
    for (const tool of tools) await mkdir(join(cache, tool, toolVersions[tool]), { recursive: true });
    await mkdir(join(cache, "go"));
    await mkdir(join(cache, "kubernetes/9.9.9.lock"));
    await removeGoCaches(context);
    expect(existsSync(join(cache, "go"))).toBe(true);
  });
});
