import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  cacheFolder,
  folderProblem,
  folderProblems,
  machineNotes,
  machineProblems,
  platformProblem,
  roomProblem,
} from "../../cli/machine.mjs";
import { localPaths } from "../../infra/local/paths";
import { temporaryFolder } from "../support/temporaryFolder";

const debian = { platform: "linux", uid: 0, hasApt: true };
const macOs = { platform: "darwin", uid: 501, hasApt: false };

describe("the platform", () => {
  it("is fit for everything on Debian as root", () => {
    for (const command of ["start", "test", "down"])
      expect(platformProblem(command, [], {}, debian)).toBeUndefined();
  });

  it.each([
    [macOs, "it needs Linux, and this is macOS"],
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
  ])("is told with the other ways to start where it is %j", (here, why) => {
    expect(platformProblem("start", ["--model", "m.gguf"], {}, here)).toBe(
      [
        `the embedded cluster cannot run here: ${why}`,
        "other ways:",
        "  npm start -- --kubeconfig FILE [--context NAME]   uses any existing cluster",
        "  npm start on Debian or Ubuntu as root             a virtual machine will do",
      ].join("\n"),
    );
  });

  it.each([
    ["start", ["--kubeconfig", "k"], {}],
    ["start", ["--kubeconfig=k"], {}],
    ["start", ["k"], { npm_config_kubeconfig: "true" }],
    ["test", ["unit"], {}],
    ["test", ["policies", "unit", "-t", "drain"], {}],
    ["down", [], {}],
    ["domicile", ["check"], {}],
    ["lint", [], {}],
  ])("does not matter to %s %j", (command, args, environment) => {
    expect(platformProblem(command, args, environment, macOs)).toBeUndefined();
  });

  it.each([[[]], [["cluster"]], [["unit", "engine"]], [["-t", "drain"]]])(
    "matters to npm test with %j",
    (args) => {
      expect(platformProblem("test", args, {}, macOs)).toBe(
        [
          "the tests of the kinds 'engine' and 'cluster' cannot run here: it needs Linux, and this is macOS",
          "other ways:",
          "  npm test -- unit policies            runs those that work on any machine",
          "  npm test on Debian or Ubuntu as root   runs all; a virtual machine will do",
        ].join("\n"),
      );
    },
  );

  it("does not matter to those who ask for help", async () => {
    const root = await temporaryFolder();
    const call = { command: "start", args: ["--help"], root, environment: { HOME: root }, platform: macOs };
    expect(machineProblems(call)).toEqual([]);
  });
});

describe("the folders", () => {
  it("are those that everything else uses", () => {
    for (const environment of [
      { HOME: "/home/me" },
      { HOME: "/home/me", XDG_CACHE_HOME: "/cache" },
      { HOME: "/home/me", XDG_CACHE_HOME: "cache" },
    ])
      expect(cacheFolder(environment)).toBe(localPaths("/root", environment).cache);
  });

  it("are right when they can be made", async () => {
    const folder = await temporaryFolder();
    expect(folderProblems(folder, { XDG_CACHE_HOME: join(folder, "a/b") })).toEqual([]);
  });

  it("are refused together, each with its reason and a way out", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, ".domicile"), "");
    await writeFile(join(folder, "file"), "");
    expect(folderProblems(folder, { XDG_CACHE_HOME: join(folder, "file") })).toEqual([
      `the checkout '${folder}/.domicile' is a file; clone the repository into a folder that you may write to`,
      `the cache folder '${folder}/file/domicile' cannot be made: '${folder}/file' is a file; ` +
        "set XDG_CACHE_HOME to a folder that you may write to",
    ]);
    await rm(join(folder, ".domicile"));
    await mkdir(join(folder, "cache", "domicile"), { recursive: true });
    expect(folderProblems(folder, { XDG_CACHE_HOME: join(folder, "cache") })).toEqual([]);
  });

  it("cannot be written to on a file system that is read-only", () => {
    expect(folderProblem("/proc/sys/domicile")).toMatch(
      /^'\/proc\/sys\/domicile' cannot be made: '\/proc\/sys' cannot be written to: it /,
    );
  });

  it("cannot be found without a home", () => {
    expect(folderProblems("/", { HOME: "" })).toEqual([
      "HOME '' is no absolute path; set it, or XDG_CACHE_HOME, to a folder of yours",
    ]);
  });

  it("have too little room for what is larger than their disk", async () => {
    const folder = await temporaryFolder();
    expect(roomProblem(join(folder, "new"), 1)).toBeUndefined();
    expect(roomProblem(join(folder, "new"), 1e18)).toMatch(
      /^1000000000\.0 GB are needed, and the disk of '.*\/new' has [0-9.]+ GB left$/,
    );
  });

  it("are elsewhere than asked for where that is no absolute path", () => {
    expect(machineNotes({ HOME: "/home/me", XDG_CACHE_HOME: "cache" })).toEqual([
      "XDG_CACHE_HOME 'cache' is no absolute path and is ignored; the cache folder is /home/me/.cache/domicile",
    ]);
    expect(machineNotes({ HOME: "/home/me" })).toEqual([]);
  });
});
