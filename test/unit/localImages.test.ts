import { lstat, mkdtemp, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stage } from "../../infra/local/images/archive";
import { parseLibraries, placeProgram } from "../../infra/local/images/libraries";
import {
  containerfile,
  contentHash,
  imageReference,
  type ImageRecipe,
  nonRoot,
  systemFiles,
} from "../../infra/local/images/recipe";

const recipe: ImageRecipe = {
  name: "gateway",
  version: "1.40.0",
  files: [
    { kind: "copy", path: "/usr/local/bin/envoy", source: "/host/envoy" },
    { kind: "text", path: "/etc/passwd", content: "nonroot:x:65532:65532::/:\n" },
    { kind: "link", path: "/bin/sh", target: "busybox" },
  ],
  entrypoint: ["/usr/local/bin/envoy"],
  user: nonRoot,
  environment: { LD_LIBRARY_PATH: "/app" },
};
const digests = new Map([["/host/envoy", "aa"]]);

describe("content hash", () => {
  const original = contentHash(recipe, digests);

  it("is twelve hex digits and does not depend on the order of the files or their place on the host", () => {
    expect(original).toMatch(/^[0-9a-f]{12}$/);
    const moved: ImageRecipe = {
      ...recipe,
      files: recipe.files
        .map((file) => (file.kind === "copy" ? { ...file, source: "/elsewhere/envoy" } : file))
        .reverse(),
    };
    expect(contentHash(moved, new Map([["/elsewhere/envoy", "aa"]]))).toBe(original);
  });

  it.each<[string, ImageRecipe, ReadonlyMap<string, string>]>([
    ["a copied file", recipe, new Map([["/host/envoy", "bb"]])],
    ["the version", { ...recipe, version: "1.40.1" }, digests],
    ["the user", { ...recipe, user: 1000 }, digests],
    ["a variable", { ...recipe, environment: { LD_LIBRARY_PATH: "/lib" } }, digests],
    ["the entry point", { ...recipe, entrypoint: ["/bin/sh"] }, digests],
    ["a text", { ...recipe, files: [...recipe.files, { kind: "text", path: "/a", content: "" }] }, digests],
    ["a missing file", { ...recipe, files: recipe.files.slice(0, 2) }, digests],
  ])("changes with %s", (_, changed, changedDigests) => {
    expect(contentHash(changed, changedDigests)).not.toBe(original);
  });

  it("refuses a file whose digest is not known", () => {
    expect(() => contentHash(recipe, new Map())).toThrow("the digest of '/host/envoy' is missing");
  });
});

describe("image reference", () => {
  it("is a local name with version and hash", () => {
    expect(imageReference(recipe, "0123456789ab")).toBe("localhost/domicile/gateway:1.40.0-0123456789ab");
  });

  it("refuses a version that no tag can hold", () => {
    expect(() => imageReference({ ...recipe, version: "1.0+x" }, "0123456789ab")).toThrow(
      "version '1.0+x' of the image 'gateway' cannot be part of an image tag",
    );
  });
});

describe("containerfile", () => {
  it("starts from nothing, runs no step and sets the user", () => {
    expect(containerfile(recipe).split("\n")).toEqual([
      "FROM scratch",
      "COPY --chown=0:0 rootfs/ /",
      'ENV LD_LIBRARY_PATH="/app"',
      'ENV PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/app"',
      'LABEL org.opencontainers.image.title="domicile gateway"',
      'LABEL org.opencontainers.image.version="1.40.0"',
      "USER 65532:65532",
      'ENTRYPOINT ["/usr/local/bin/envoy"]',
      "",
    ]);
  });
});

describe("shared libraries", () => {
  const output = [
    "\tlinux-vdso.so.1 (0x00007fcf46a4e000)",
    "\tlibllama.so.0 => /opt/llama/./libllama.so.0 (0x00007fcf46600000)",
    "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007fcf4641e000)",
    "\t/lib64/ld-linux-x86-64.so.2 (0x00007fcf46a50000)",
    "",
  ].join("\n");

  it("are those with a path, the loader included", () => {
    expect(parseLibraries("/opt/llama/llama-server", output)).toEqual([
      "/opt/llama/libllama.so.0",
      "/lib/x86_64-linux-gnu/libc.so.6",
      "/lib64/ld-linux-x86-64.so.2",
    ]);
  });

  it("are none for a static program", () => {
    expect(parseLibraries("/bin/busybox", "\tstatically linked\n")).toEqual([]);
  });

  it("that are missing are named", () => {
    const missing = "\tlibgomp.so.1 => not found\n\tlibz.so.1 => not found\n";
    expect(() => parseLibraries("/opt/llama/llama-server", missing)).toThrow(
      "'/opt/llama/llama-server' needs shared libraries that are not on this machine: libgomp.so.1, libz.so.1",
    );
  });

  it("go beside the program when they lie beside it, else to their own place", () => {
    const libraries = ["/opt/llama/libllama.so.0", "/lib64/ld-linux-x86-64.so.2"];
    expect(placeProgram("/opt/llama/llama-server", "/app", libraries)).toEqual([
      { kind: "copy", path: "/app/llama-server", source: "/opt/llama/llama-server" },
      { kind: "copy", path: "/app/libllama.so.0", source: "/opt/llama/libllama.so.0" },
      { kind: "copy", path: "/lib64/ld-linux-x86-64.so.2", source: "/lib64/ld-linux-x86-64.so.2" },
    ]);
  });
});

describe("staging", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "domicile-stage-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("lays out programs, texts, links and writable folders", async () => {
    const program = join(folder, "program");
    await writeFile(program, "#!/bin/sh\n", { mode: 0o600 });
    const rootfs = join(folder, "rootfs");
    await stage(
      {
        ...recipe,
        files: [
          ...systemFiles(nonRoot),
          { kind: "copy", path: "/app/program", source: program },
          { kind: "link", path: "/bin/sh", target: "busybox" },
        ],
      },
      rootfs,
    );
    expect((await stat(join(rootfs, "app/program"))).mode & 0o7777).toBe(0o755);
    expect(await readFile(join(rootfs, "app/program"), "utf8")).toBe("#!/bin/sh\n");
    expect((await stat(join(rootfs, "tmp"))).mode & 0o7777).toBe(0o1777);
    expect((await stat(join(rootfs, "etc/passwd"))).mode & 0o7777).toBe(0o644);
    expect(await readFile(join(rootfs, "etc/group"), "utf8")).toBe("root:x:0:\nnonroot:x:65532:\n");
    expect((await lstat(join(rootfs, "bin/sh"))).isSymbolicLink()).toBe(true);
    expect(await readlink(join(rootfs, "bin/sh"))).toBe("busybox");
  });
});
