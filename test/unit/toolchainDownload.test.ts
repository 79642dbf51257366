import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { digestOf, DownloadError, Downloads, tryOfficialRelease } from "../../infra/local/toolchain/download";
import { serveFiles, silentAddress } from "../support/fileServer";
import { RecordedProgress } from "../support/recordedProgress";
import { temporaryFolder } from "../support/temporaryFolder";

const content = "x".repeat(300_000);
const sha256 = createHash("sha256").update(content).digest("hex");
const sha512 = createHash("sha512").update(content).digest("hex");

/** Limits that let a test of a silent host end soon. */
const short = { answer: 0.3, pause: 0.3, whole: 5 };

describe("Downloads.file", () => {
  it.each([
    ["sha256", sha256],
    ["sha512", sha512.toUpperCase()],
  ] as const)("keeps a file whose %s checksum is right", async (algorithm, digest) => {
    const { base } = await serveFiles({ "/tool": content });
    const file = join(await temporaryFolder(), "tool");
    await new Downloads().file(`${base}/tool`, file, { algorithm, digest });
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  it("refuses a file with another checksum and does not keep it", async () => {
    const { base } = await serveFiles({ "/tool": content });
    const file = join(await temporaryFolder(), "tool");
    const digest = "0".repeat(64);
    const result = new Downloads().file(`${base}/tool`, file, { algorithm: "sha256", digest });
    await expect(result).rejects.toThrow(
      new DownloadError(`${base}/tool has the sha256 checksum ${sha256} instead of ${digest}`),
    );
    expect(existsSync(file)).toBe(false);
  });

  it("says what a host answered, and asks it again for something else", async () => {
    const { base, requests } = await serveFiles({ "/there": content });
    const downloads = new Downloads();
    const { host } = new URL(base);
    await expect(downloads.text(`${base}/not/there`)).rejects.toThrow(
      new DownloadError(`${host} answered 404 for /not/there`),
    );
    expect(await downloads.text(`${base}/there`)).toBe(content);
    expect(requests).toEqual(["GET /not/there", "GET /there"]);
  });

  it("ends with a host that does not answer in time, and does not ask it again", async () => {
    const { base, requests } = await serveFiles({ "/slow": () => undefined });
    const { host } = new URL(base);
    const downloads = new Downloads(short);
    const began = performance.now();
    await expect(downloads.text(`${base}/slow`)).rejects.toThrow(
      new DownloadError(`${host} cannot be reached (no answer within 0.3 s)`),
    );
    expect(performance.now() - began).toBeLessThan(2_000);
    await expect(downloads.text(`${base}/other`)).rejects.toMatchObject({
      message: `${host} did not answer before and is not asked again`,
      isRepeated: true,
    });
    expect(requests).toEqual(["GET /slow"]);
  });

  it("ends with a host that stops in the middle of a file", async () => {
    const { base } = await serveFiles({
      "/half": (_request, response) => {
        response.writeHead(200, { "content-length": content.length });
        response.write(content.slice(0, 1_000));
      },
    });
    const file = join(await temporaryFolder(), "half");
    const result = new Downloads(short).file(`${base}/half`, file, { algorithm: "sha256", digest: sha256 });
    await expect(result).rejects.toThrow(
      new DownloadError(`${new URL(base).host} cannot be reached (nothing came for 0.3 s)`),
    );
    expect(existsSync(file)).toBe(false);
  });

  it("ends with a host that is too slow as a whole", async () => {
    const { base } = await serveFiles({
      "/drip": (_request, response) => {
        const timer = setInterval(() => response.write("x"), 50);
        response.on("close", () => {
          clearInterval(timer);
        });
      },
    });
    await expect(new Downloads({ ...short, whole: 0.6 }).text(`${base}/drip`)).rejects.toThrow(
      new DownloadError(`${new URL(base).host} cannot be reached (not finished within 0.6 s)`),
    );
  });

  it("reports a connection that breaks in the middle of a file", async () => {
    const { base } = await serveFiles({
      "/broken": (_request, response) => {
        response.writeHead(200, { "content-length": content.length });
        response.write(content.slice(0, 1_000), () => response.destroy());
      },
    });
    const file = join(await temporaryFolder(), "broken");
    const result = new Downloads(short).file(`${base}/broken`, file, { algorithm: "sha256", digest: sha256 });
    await expect(result).rejects.toThrow(DownloadError);
    expect(existsSync(file)).toBe(false);
  });

  it("reports a host that refuses the connection", async () => {
    const base = await silentAddress();
    await expect(new Downloads().text(`${base}/tool`)).rejects.toThrow(
      new DownloadError(`${new URL(base).host} cannot be reached (ECONNREFUSED)`),
    );
  });

  it("passes on what goes wrong on this machine", async () => {
    const { base } = await serveFiles({ "/tool": content });
    const file = join(await temporaryFolder(), "no/such/folder");
    const result = new Downloads().file(`${base}/tool`, file, { algorithm: "sha256", digest: sha256 });
    await expect(result).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("does not take a page of any length for a checksum file", async () => {
    const { base } = await serveFiles({ "/big": "x".repeat(1_048_577) });
    await expect(new Downloads().text(`${base}/big`)).rejects.toThrow(
      `${base}/big is larger than 1 MiB, which no checksum file is`,
    );
  });

  it("probes with a HEAD request", async () => {
    const { base, requests } = await serveFiles({ "/there": content });
    const downloads = new Downloads();
    await downloads.probe(`${base}/there`);
    await expect(downloads.probe(`${base}/not`)).rejects.toThrow(DownloadError);
    expect(requests).toEqual(["HEAD /there", "HEAD /not"]);
  });
});

describe("digestOf", () => {
  const [one, two] = ["1".repeat(64), "2".repeat(64)];

  it.each([
    ["lines of digest and name", `${one}  a.tar.gz\n${two}  b.tar.gz\n`, two],
    ["binary mode", `${two} *b.tar.gz\n`, two],
    ["a digest alone", `${two}\n`, two],
    ["a SHA-512 digest", `${"3".repeat(128)}  b.tar.gz`, "3".repeat(128)],
  ])("reads %s", (_kind, text, digest) => {
    expect(digestOf("b.tar.gz", text)).toBe(digest);
  });

  it.each([
    ["another file's name", `${one}  a.tar.gz\n`],
    ["a name that only ends alike", `${one}  ab.tar.gz\n`],
    ["several digests without names", `${one}\n${two}\n`],
    ["a page of HTML", "<html>b.tar.gz</html>"],
    ["nothing", ""],
  ])("refuses %s", (_kind, text) => {
    expect(() => digestOf("b.tar.gz", text)).toThrow(
      new DownloadError("the published checksums do not name b.tar.gz"),
    );
  });
});

describe("tryOfficialRelease", () => {
  it("says in one line that a release is there", async () => {
    const progress = new RecordedProgress();
    expect(await tryOfficialRelease("Tool 1.0", progress, () => Promise.resolve())).toBe(true);
    expect(progress.notes).toEqual(["Tool 1.0: official release, checksum verified"]);
  });

  it("says in one line why there is none, but not twice", async () => {
    const progress = new RecordedProgress();
    const fail = (isRepeated: boolean) => () =>
      Promise.reject(new DownloadError("h answered 404", isRepeated));
    expect(await tryOfficialRelease("Tool 1.0", progress, fail(false))).toBe(false);
    expect(await tryOfficialRelease("Other 1.0", progress, fail(true))).toBe(false);
    expect(progress.notes).toEqual(["Tool 1.0: no official release, h answered 404"]);
  });

  it("does not hide what goes wrong on this machine", async () => {
    const result = tryOfficialRelease("Tool", new RecordedProgress(), () =>
      Promise.reject(new Error("disk full")),
    );
    await expect(result).rejects.toThrow("disk full");
  });
});
