import { cp, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { refuseMistakes } from "../../cli/deployment/mistakes";
import { ggufMistake, memoryMistake } from "../../cli/deployment/mistakes/modelFile";
import { roomMistakes } from "../../cli/deployment/mistakes/room";
import { localStackFile, readStackFile } from "../../cli/deployment/mistakes/stackFile";
import { readStartOptions } from "../../cli/options";
import { localPaths, type LocalPaths } from "../../infra/local/paths";
import { temporaryFolder } from "../support/temporaryFolder";

const { root: checkout } = localPaths();

/** A folder with the stack file of this checkout, changed. */
async function folderWithStack(change: (text: string) => string = (text) => text): Promise<LocalPaths> {
  const paths = localPaths(await temporaryFolder(), { XDG_CACHE_HOME: await temporaryFolder() });
  await mkdir(join(paths.root, "stacks"));
  await mkdir(paths.state);
  await cp(join(checkout, localStackFile), join(paths.root, localStackFile));
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(join(paths.root, localStackFile), "utf8");
  await writeFile(join(paths.root, localStackFile), change(text));
  return paths;
}

/** The lines that `npm start` refuses these arguments with; none when it does not. */
async function refusal(paths: LocalPaths, ...args: string[]): Promise<string[]> {
  try {
    await refuseMistakes(paths, readStartOptions(args));
    return [];
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split("\n");
  }
}

/** The beginning of a GGUF file. */
const gguf = Buffer.from("GGUF\u0003\0\0\0 weights");

describe("a model that a user gives", () => {
  it("is right when it is a GGUF file", async () => {
    const file = join(await temporaryFolder(), "m.gguf");
    await writeFile(file, gguf);
    expect(await ggufMistake(file)).toBeUndefined();
  });

  it("is refused when it is not there, a folder, empty, of another form or a part", async () => {
    const folder = await temporaryFolder();
    const at = (name: string) => join(folder, name);
    await mkdir(at("models"));
    await mkdir(at("empty"));
    await writeFile(at("models/b.gguf"), gguf);
    await writeFile(at("models/a.gguf"), gguf);
    await writeFile(at("nothing.gguf"), "");
    await writeFile(at("page.gguf"), "<!doctype html>");
    await writeFile(at("big.gguf"), Buffer.from("GGUF\0\0\0\u0003 weights"));
    await writeFile(at("m-00001-of-00003.gguf"), gguf);
    const missing = `'${at("none.gguf")}' is not there (looked for ${at("none.gguf")}); give the path of a GGUF file`;
    expect(await ggufMistake(at("none.gguf"))).toBe(missing);
    expect(await ggufMistake(at("page.gguf/m.gguf"))).toContain("is not there");
    expect(await ggufMistake(at("models"))).toBe(
      `'${at("models")}' is a folder; give the path of a file, for example one of these: models/a.gguf, models/b.gguf`,
    );
    expect(await ggufMistake(at("empty"))).toContain(
      "is a folder; give the path of a GGUF file; there is none",
    );
    expect(await ggufMistake("/dev/null")).toBe("'/dev/null' is no file; give the path of a GGUF file");
    expect(await ggufMistake(at("nothing.gguf"))).toBe(`'${at("nothing.gguf")}' is empty; download it again`);
    expect(await ggufMistake(at("page.gguf"))).toContain(
      "is no GGUF file: it does not begin with the letters",
    );
    expect(await ggufMistake(at("big.gguf"))).toContain(
      "its version is 50331648; allowed: 1 to 3, little-endian",
    );
    expect(await ggufMistake(at("m-00001-of-00003.gguf"))).toContain(
      "is part 1 of 3, and one file is served",
    );
  });

  it("is refused when it needs more memory than there is", () => {
    expect(memoryMistake("m.gguf", 20e9, 64e9)).toBeUndefined();
    expect(memoryMistake("m.gguf", 20e9, 8e9)).toBe(
      "'m.gguf' needs 26.1 GB of memory, and this machine has 8.0 GB; " +
        "choose a smaller model or quantization, or a larger machine",
    );
  });
});

describe("the room for a start", () => {
  const paths = { root: "/checkout", cache: "/cache", state: "/checkout/.domicile", id: "0" };
  const needed = { isFirst: true, cache: 12e9, checkout: 3e9 };
  const disks = (checkoutDisk: object, cacheDisk: object) => (folder: string) =>
    Promise.resolve({ id: 1, left: 0, ...(folder === "/cache" ? cacheDisk : checkoutDisk) });

  it("is enough on one disk or on two", async () => {
    expect(await roomMistakes(paths, needed, disks({ left: 15e9 }, { left: 15e9 }))).toEqual([]);
    expect(await roomMistakes(paths, needed, disks({ left: 3e9 }, { id: 2, left: 12e9 }))).toEqual([]);
  });

  it("is told with what is needed and what is left", async () => {
    expect(await roomMistakes(paths, needed, disks({ left: 14.9e9 }, { left: 14.9e9 }))).toEqual([
      "a first run, which builds what cannot be downloaded, needs 15.0 GB on the disk of the checkout '/checkout' and the " +
        "cache folder '/cache', which has 14.9 GB left; free some, or set XDG_CACHE_HOME to a folder on a larger disk",
    ]);
    const warm = { ...needed, isFirst: false };
    expect(await roomMistakes(paths, warm, disks({ left: 1e9 }, { id: 2, left: 2e9 }))).toEqual([
      "this needs 3.0 GB on the disk of the checkout '/checkout', which has 1.0 GB left; free some",
      "this needs 12.0 GB on the disk of the cache folder '/cache', which has 2.0 GB left; " +
        "free some, or set XDG_CACHE_HOME to a folder on a larger disk",
    ]);
  });
});

describe("the stack file of npm start", () => {
  it("is right as it is, for both kinds of cluster", async () => {
    for (const target of ["embedded", "existing"] as const)
      expect((await readStackFile(checkout, target, false)).mistakes).toEqual([]);
  });

  it("is refused with every mistake, those included that would show up late", async () => {
    const { root } = await folderWithStack((text) =>
      text
        .replace("cloud: local", "cloud: existing, kubeconfig: k")
        .replace("engine: llamacpp", "engine: vllm\n        gpus: 1\n        replicas: 0")
        .replace("file://.domicile/models/tool.gguf", "file:///no/such.gguf")
        .replace("task: embed", "task: generate")
        .replace("nodePort: 30080", "nodePort: 8080")
        .replace("{ name: metered,", "{ name: meterd,"),
    );
    const { mistakes, settings } = await readStackFile(root, "embedded", false);
    expect(settings).toBeUndefined();
    expect(
      mistakes.map((line) => line.replace(`${localStackFile}: `, "").split(" ").slice(0, 3).join(" ")),
    ).toEqual([
      "models[0].replicas: 0 is",
      "gateway.service.nodePort: 8080 is",
      'models[0].source: "file://.domicile/models/chat.gguf" names',
      'models[1].source: "file://.domicile/models/embedding.gguf" names',
      'models[2].source: "file:///no/such.gguf" names',
      "gateway.clients: 'npm start'",
      "models: 'npm start'",
      'sites[0].cloud: "existing" is',
      'models[0].engine: "vllm" is',
      "models[0].gpus: 1 cannot",
      "models[2].source: '/no/such.gguf' is",
    ]);
    expect(mistakes[5]).toContain("there is no 'metered' - add { name: metered }");
  });

  it("is refused where npm start could not ask as the clients that it needs", async () => {
    const { root } = await folderWithStack((text) =>
      text
        .replace("    gateway:\n", "    gateway:\n      allowedAddresses: [203.0.113.0/24]\n")
        .replace("- name: default\n", "- { name: default, subject: default-app }\n")
        .replace("{ name: limited,", "{ name: limited, allowedAddresses: [203.0.113.1/32],"),
    );
    const { mistakes } = await readStackFile(root, "embedded", false);
    expect(mistakes.map((line) => line.replace(`${localStackFile}: `, ""))).toEqual(
      expect.arrayContaining([
        "gateway.clients[0].subject: 'npm start' needs a key of 'default', and none is made beside a subject - add keyVersions: [1]",
        "gateway.clients[1].allowedAddresses: 'npm start' asks as 'limited' from this machine alone - remove it",
        "gateway.allowedAddresses: 'npm start' asks the gateway from this machine alone - remove it",
      ]),
    );
  });

  it("is refused where its gateway is to speak TLS, which npm start does not", async () => {
    const { root } = await folderWithStack((text) =>
      text.replace("    gateway:\n", "    gateway:\n      tls: { secret: gateway-tls }\n"),
    );
    expect((await readStackFile(root, "embedded", false)).mistakes).toEqual([
      `${localStackFile}: gateway.tls: 'npm start' asks the gateway in plain HTTP, on this machine alone - remove it`,
    ]);
  });

  it.each([
    ["a: [b", "stacks/Pulumi.local.yaml is no YAML: Flow sequence in block collection must be"],
    ["config: {}", "stacks/Pulumi.local.yaml has no setting 'config.domicile:stack'"],
    ["", "stacks/Pulumi.local.yaml has no setting 'config.domicile:stack'"],
  ])("is refused when it is '%s'", async (text, mistake) => {
    const { root } = await folderWithStack(() => text);
    expect((await readStackFile(root, "embedded", false)).mistakes[0]).toContain(mistake);
  });

  it("is missed when it is not there", async () => {
    const { mistakes } = await readStackFile(await temporaryFolder(), "embedded", false);
    expect(mistakes).toEqual([
      `${localStackFile} is not there; bring it back: git checkout -- ${localStackFile}`,
    ]);
  });

  it("may miss what a user's model takes the place of", async () => {
    const { root } = await folderWithStack((text) => text.replace("models/chat.gguf", "gone/chat.gguf"));
    expect((await readStackFile(root, "embedded", true)).mistakes).toEqual([]);
    expect((await readStackFile(root, "embedded", false)).mistakes).toHaveLength(1);
  });
});

describe("a start", () => {
  it("begins where all is right", async () => {
    const file = join(await temporaryFolder(), "m.gguf");
    await writeFile(file, gguf);
    expect(await refusal(await folderWithStack(), "--model", file)).toEqual([]);
  });

  it("is refused with everything that is wrong with what it was given, and how it is called", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const paths = await folderWithStack((text) => text.replace("country: DE", "country: XX"));
    const lines = await refusal(
      paths,
      ...["--modle", "--port", `${port}`, "--kubeconfig", "/no/kubeconfig", "--model", "/no/model"],
    );
    expect(lines.slice(0, 6)).toEqual([
      "'--modle' is no option",
      expect.stringContaining("cannot read the kubeconfig '/no/kubeconfig': ENOENT"),
      "--model: '/no/model' is not there (looked for /no/model); give the path of a GGUF file",
      `port ${port} of 127.0.0.1 is taken; end what listens there, or give another one with '--port PORT'`,
      `${localStackFile}: sites[0].country: "XX" is no country; allowed: ISO 3166-1 alpha-2 codes in capitals`,
      "",
    ]);
    expect(lines[6]).toBe("usage: npm start -- [options]");
  });

  it("is refused where a model would bear another's name", async () => {
    const folder = await temporaryFolder();
    const paths = await folderWithStack();
    for (const name of ["gateway", "domicile-tools", "gpt-4o"]) {
      await writeFile(join(folder, `${name}.gguf`), gguf);
      expect(await refusal(paths, "--model", join(folder, `${name}.gguf`))).toEqual([
        `--model: '${join(folder, name)}.gguf' would be served as '${name}', which is another's name; rename the file`,
      ]);
    }
  });

  it("is refused where the deployment of the checkout is elsewhere or its record damaged", async () => {
    const paths = await folderWithStack();
    const record = join(paths.state, "deployment.json");
    await writeFile(record, '{"target":"existing","kubeconfig":"/k","context":"c","port":1}');
    expect(await refusal(paths)).toEqual([
      "this checkout's deployment is on the cluster of /k, context c; remove it first: npm run down",
    ]);
    await writeFile(record, "{");
    expect(await refusal(paths)).toEqual([`${record} is damaged; remove it and run 'npm start' again`]);
  });
});
