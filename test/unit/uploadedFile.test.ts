import { utimes, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { readUploadedFile, uploadedFile } from "../../infra/uploadedFile";
import { temporaryFolder } from "../support/temporaryFolder";

const openings = vi.hoisted((): string[] => []);

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    openSync: (path: string, flags: string) => {
      openings.push(`sync ${path}`);
      return fs.openSync(path, flags);
    },
    createReadStream: (path: string) => {
      openings.push(`stream ${path}`);
      return fs.createReadStream(path);
    },
  };
});

function nameOf(content: string): string {
  return `${createHash("sha256").update(content).digest("hex").slice(0, 16)}.gguf`;
}

describe("weights that are copied into a cluster", () => {
  it("are called by the digest of their content, and read once for both who ask", async () => {
    const file = join(await temporaryFolder(), "weights.gguf");
    await writeFile(file, "GGUF one");
    const described = { kind: "upload", name: nameOf("GGUF one"), bytes: 8 };
    expect(await readUploadedFile(file)).toEqual(described);
    expect(uploadedFile(file)).toEqual(described);
    expect(openings).toEqual([`stream ${file}`]);
  });

  it("are read anew when the file has changed, also to the same size at the same time", async () => {
    const file = join(await temporaryFolder(), "weights.gguf");
    const time = new Date("2026-01-01T00:00:00Z");
    for (const content of ["GGUF one", "GGUF two"]) {
      await writeFile(file, content);
      await utimes(file, time, time);
      expect(uploadedFile(file).name).toBe(nameOf(content));
      expect((await readUploadedFile(file)).name).toBe(nameOf(content));
    }
    expect(openings.filter((opening) => opening.endsWith(file))).toEqual([`sync ${file}`, `sync ${file}`]);
  });

  it("say what is wrong when they cannot be read", async () => {
    const message = "cannot read the weights: ENOENT: no such file or directory";
    expect(() => uploadedFile("/nowhere.gguf")).toThrow(message);
    await expect(readUploadedFile("/nowhere.gguf")).rejects.toThrow(message);
  });
});
