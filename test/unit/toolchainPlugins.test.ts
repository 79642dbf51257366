import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { runCommand } from "../../infra/local/command";
import { goArchitecture } from "../../infra/local/toolchain/goArchitecture";
import { ensurePlugins } from "../../infra/local/toolchain/plugins";
import type { ToolContext } from "../../infra/local/toolchain/toolContext";
import { serveFiles, silentAddress } from "../support/fileServer";
import { writeScript } from "../support/temporaryFolder";
import { testTools } from "../support/toolContext";

afterEach(() => {
  vi.unstubAllEnvs();
});

const versions = { kubernetes: "4.1.2", random: "4.5.6", tls: "5.0.1" };
const list = "kubernetes 4.1.2, random 4.5.6, tls 5.0.1";
const official = `provider plug-ins: the official ones (${list})`;
const standIn = `provider plug-ins: this project's own stand-ins, not the official ones (for ${list})`;
const sample = `/pulumi-resource-random-v4.5.6-${process.platform}-${goArchitecture()}.tar.gz`;

/** A checkout with the three SDKs and stand-ins that print their name and arguments. */
async function testCheckout() {
  const tools = await testTools();
  const root = join(tools.folder, "it's a checkout");
  for (const [name, version] of Object.entries(versions)) {
    const sdk = join(root, "node_modules/@pulumi", name);
    await mkdir(sdk, { recursive: true });
    await writeFile(join(sdk, "package.json"), JSON.stringify({ name, version }, undefined, 2));
    const provider = join(root, "infra/local/providers", name);
    await mkdir(provider, { recursive: true });
    await writeFile(join(provider, "main.ts"), `console.log("${name}", process.argv.slice(2).join(" "));\n`);
  }
  await mkdir(join(root, "node_modules/tsx"));
  await writeFile(join(root, "node_modules/tsx/package.json"), '{ "main": "loader.cjs" }');
  await writeFile(join(root, "node_modules/tsx/loader.cjs"), "");
  const paths = { ...tools.context.paths, root };
  const context: ToolContext = { ...tools.context, paths };
  return { ...tools, context, home: join(paths.cache, "pulumi-home") };
}

/** Puts a Pulumi CLI on PATH that installs plug-ins as the real one does, or fails to. */
async function fakePulumi(bin: string, canInstall = true): Promise<void> {
  await writeScript(
    join(bin, "pulumi"),
    'if [ "$1" = version ]; then echo v3.259.0; exit; fi',
    `echo "$@" >> ${bin}/pulumi.log`,
    canInstall ? "" : "echo 'error: broken archive' >&2; exit 1",
    'folder="$PULUMI_HOME/plugins/$3-$4-$5"',
    'mkdir -p "$folder" && touch "$folder/pulumi-resource-$4"',
  );
}

describe("ensurePlugins", () => {
  it("installs the official plug-ins at the SDKs' versions when their host answers", async () => {
    const { context, progress, bin, home } = await testCheckout();
    await fakePulumi(bin);
    const { base, requests } = await serveFiles({ [sample]: "archive" });
    expect(await ensurePlugins(context, base)).toEqual({ kind: "official", path: [], home });
    expect(readFileSync(join(bin, "pulumi.log"), "utf8").trim().split("\n")).toEqual([
      "plugin install resource kubernetes v4.1.2",
      "plugin install resource random v4.5.6",
      "plugin install resource tls v5.0.1",
    ]);
    expect(requests).toEqual([`HEAD ${sample}`]);
    expect(progress.notes).toEqual([official]);

    await ensurePlugins(context, base);
    expect(requests).toHaveLength(1);
    expect(readFileSync(join(bin, "pulumi.log"), "utf8").trim().split("\n")).toHaveLength(3);
  });

  it("installs again what an interrupted installation left incomplete", async () => {
    const { context, bin, home } = await testCheckout();
    await fakePulumi(bin);
    const { base } = await serveFiles({ [sample]: "archive" });
    await ensurePlugins(context, base);
    await writeFile(join(home, "plugins/resource-tls-v5.0.1.partial"), "");
    await ensurePlugins(context, base);
    expect(readFileSync(join(bin, "pulumi.log"), "utf8").trim().split("\n")).toHaveLength(6);
  });

  it("uses executables that run the stand-ins when the host is out of reach, and says so", async () => {
    const { context, progress, home } = await testCheckout();
    const base = await silentAddress();
    const source = await ensurePlugins(context, base);
    const folder = join(context.paths.state, "plugins");
    expect(source).toEqual({ kind: "stand-in", path: [folder], home });
    expect(progress.notes).toEqual([
      `provider plug-ins: no official ones, ${new URL(base).host} cannot be reached (ECONNREFUSED)`,
      standIn,
    ]);
    expect(readdirSync(folder).sort()).toEqual([
      "pulumi-resource-kubernetes",
      "pulumi-resource-random",
      "pulumi-resource-tls",
    ]);
    const { stdout } = await runCommand(join(folder, "pulumi-resource-tls"), ["127.0.0.1:1", "a b"]);
    expect(stdout).toBe("tls 127.0.0.1:1 a b\n");
  });

  it("uses the stand-ins when the official plug-ins cannot be installed", async () => {
    const { context, progress, bin } = await testCheckout();
    await fakePulumi(bin, false);
    const { base } = await serveFiles({ [sample]: "archive" });
    expect((await ensurePlugins(context, base)).kind).toBe("stand-in");
    expect(progress.details.at(-1)).toContain("failed with exit code 1:\nerror: broken archive");
  });

  it("keeps a deployment's stand-ins when the host answers later, until its state is gone", async () => {
    const { context, bin } = await testCheckout();
    await fakePulumi(bin);
    const silent = await silentAddress();
    const { base, requests } = await serveFiles({ [sample]: "archive" });
    expect((await ensurePlugins(context, silent)).kind).toBe("stand-in");
    expect((await ensurePlugins(context, base)).kind).toBe("stand-in");
    expect(requests).toEqual([]);
    await rm(context.paths.state, { recursive: true });
    expect((await ensurePlugins(context, base)).kind).toBe("official");
  });

  it("chooses anew when the SDKs have other versions", async () => {
    const { context, bin } = await testCheckout();
    await fakePulumi(bin);
    await ensurePlugins(context, await silentAddress());
    const { base } = await serveFiles({ [sample]: "archive" });
    const sdk = join(context.paths.root, "node_modules/@pulumi/tls/package.json");
    await writeFile(sdk, JSON.stringify({ name: "tls", version: "5.0.2" }, undefined, 2));
    expect((await ensurePlugins(context, base)).kind).toBe("official");
    expect(existsSync(join(bin, "pulumi.log"))).toBe(true);
  });
});
