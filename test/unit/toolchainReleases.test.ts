import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { runCommand } from "../../infra/local/command";
import { ensureCoredns } from "../../infra/local/toolchain/coredns";
import { goArchitecture } from "../../infra/local/toolchain/goArchitecture";
import { ensureKubernetes, kubernetesPrograms } from "../../infra/local/toolchain/kubernetes";
import { ensurePulumi } from "../../infra/local/toolchain/pulumi";
import { toolVersions } from "../../infra/local/toolchain/versions";
import { type Answer, serveFiles, silentAddress } from "../support/fileServer";
import { temporaryFolder, writeScript } from "../support/temporaryFolder";
import { fakeGo, testTools } from "../support/toolContext";

afterEach(() => {
  vi.unstubAllEnvs();
});

const digest = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");

/** A gzipped tar archive with a script at `path` that prints "official". */
async function archiveWith(path: string): Promise<Buffer> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "content"));
  await writeScript(join(folder, "content", path), "echo official");
  await runCommand("tar", ["-czf", "archive", "-C", "content", path.split("/")[0] ?? path], { cwd: folder });
  return readFile(join(folder, "archive"));
}

describe("ensurePulumi", () => {
  const version = toolVersions.pulumi;
  const name = `pulumi-v${version}-${process.platform}-${process.arch}.tar.gz`;
  const releases = (archive: Buffer, sum = digest(archive)) => ({
    [`/v${version}/pulumi-${version}-checksums.txt`]: `${"0".repeat(64)}  pulumi-v${version}-plan9.tar.gz\n${sum}  ${name}\n`,
    [`/v${version}/${name}`]: archive,
  });

  it("takes the one on PATH when it is recent enough, without writing to the home folder", async () => {
    const { context, progress, bin } = await testTools();
    await writeScript(join(bin, "pulumi"), `echo "$PULUMI_HOME" > ${bin}/home`, "echo v3.220.0");
    expect(await ensurePulumi(context, await silentAddress())).toBe(join(bin, "pulumi"));
    expect(readFileSync(join(bin, "home"), "utf8")).toBe(`${context.paths.cache}/pulumi-home\n`);
    expect([progress.steps, progress.notes]).toEqual([[], []]);
  });

  it("takes the official release when the one on PATH is too old", async () => {
    const { context, progress, bin } = await testTools();
    await writeScript(join(bin, "pulumi"), "echo v3.219.9");
    const server = await serveFiles(releases(await archiveWith("pulumi/pulumi")));
    const program = await ensurePulumi(context, server.base);
    expect(program).toBe(join(context.paths.cache, "pulumi", version, "pulumi"));
    expect((await runCommand(program, [])).stdout).toBe("official\n");
    expect(progress.notes).toEqual([
      `${bin}/pulumi is Pulumi 3.219.9; 3.220.0 or newer is needed`,
      `Pulumi CLI ${version}: official release, checksum verified`,
    ]);
    expect(readdirSync(join(context.paths.cache, "pulumi", version))).toEqual(["pulumi"]);
    expect(await ensurePulumi(context, server.base)).toBe(program);
    expect(server.requests).toHaveLength(2);
  });

  it("builds from the Go module when the release's checksum is wrong", async () => {
    const { context, progress, bin } = await testTools();
    await fakeGo(bin);
    const archive = await archiveWith("pulumi/pulumi");
    const { base } = await serveFiles(releases(archive, "a".repeat(64)));
    const program = await ensurePulumi(context, base);
    expect(readFileSync(program, "utf8")).toBe("github.com/pulumi/pulumi/pkg/v3/cmd/pulumi\n");
    expect(progress.notes).toEqual([
      `Pulumi CLI ${version}: no official release, ${base}/v${version}/${name} has the sha256 checksum ` +
        `${digest(archive)} instead of ${"a".repeat(64)}`,
    ]);
    expect(progress.details.at(-1)).toBe("built from its Go module");
    expect(readFileSync(join(bin, "go.log"), "utf8")).toContain(
      `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version} `,
    );
  });

  it("builds from the Go module when the host is out of reach, and names the other ways without Go", async () => {
    const base = await silentAddress();
    const { context, progress } = await testTools("/usr/sbin");
    await expect(ensurePulumi(context, base)).rejects.toThrow(
      "the Pulumi CLI cannot be built: Go 1.26 or newer is needed, and there is none on PATH; " +
        "other ways: a Pulumi CLI 3.220.0 or newer on PATH; a network in which github.com answers",
    );
    expect(progress.notes).toEqual([
      `Pulumi CLI ${version}: no official release, ${new URL(base).host} cannot be reached (ECONNREFUSED)`,
    ]);
    expect(readdirSync(join(context.paths.cache, "pulumi"))).toEqual([]);
  });
});

describe("ensureKubernetes", () => {
  const version = toolVersions.kubernetes;
  const folder = `/v${version}/bin/linux/${goArchitecture()}`;
  const releases = (wrong?: string) => {
    const answers: Record<string, Answer> = {};
    for (const name of kubernetesPrograms) {
      answers[`${folder}/${name}`] = `official ${name}`;
      answers[`${folder}/${name}.sha256`] = digest(name === wrong ? "other" : `official ${name}`);
    }
    return answers;
  };

  it("takes the five official programs", async () => {
    const { context, progress } = await testTools();
    const { base } = await serveFiles(releases());
    const target = await ensureKubernetes(context, base);
    expect(readdirSync(target).sort()).toEqual([...kubernetesPrograms].sort());
    for (const name of kubernetesPrograms) {
      expect(readFileSync(join(target, name), "utf8")).toBe(`official ${name}`);
      expect(statSync(join(target, name)).mode & 0o777).toBe(0o755);
    }
    expect(progress.notes).toEqual([`Kubernetes ${version}: official release, checksum verified`]);
  });

  it("builds all five when one has a wrong checksum", async () => {
    const { context, bin } = await testTools();
    await fakeGo(bin);
    const { base } = await serveFiles(releases("kube-scheduler"));
    const target = await ensureKubernetes(context, base);
    for (const name of kubernetesPrograms) {
      expect(readFileSync(join(target, name), "utf8")).toBe(`k8s.io/kubernetes/cmd/${name}\n`);
    }
    expect(readdirSync(target)).toHaveLength(5);
  });
});

describe("ensureCoredns", () => {
  const version = toolVersions.coredns;
  const name = `coredns_${version}_linux_${goArchitecture()}.tgz`;

  it("takes the official release", async () => {
    const { context, progress } = await testTools();
    const archive = await archiveWith("coredns");
    const { base } = await serveFiles({
      [`/v${version}/${name}`]: archive,
      [`/v${version}/${name}.sha256`]: `${digest(archive)}  ${name}\n`,
    });
    const program = await ensureCoredns(context, base);
    expect((await runCommand(program, [])).stdout).toBe("official\n");
    expect(progress.notes).toEqual([`CoreDNS ${version}: official release, checksum verified`]);
  });

  it("does not ask again a host that another tool found out of reach, and says so once", async () => {
    const { context, progress, bin } = await testTools();
    await fakeGo(bin);
    const { base, requests } = await serveFiles({
      [`/v${toolVersions.pulumi}/pulumi-${toolVersions.pulumi}-checksums.txt`]: () => undefined,
    });
    await ensurePulumi(context, base);
    expect(readFileSync(await ensureCoredns(context, base), "utf8")).toBe("github.com/coredns/coredns\n");
    expect(requests).toHaveLength(1);
    expect(progress.notes).toEqual([
      `Pulumi CLI ${toolVersions.pulumi}: no official release, ${new URL(base).host} cannot be reached (no answer within 0.5 s)`,
    ]);
  });
});
