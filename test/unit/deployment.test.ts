import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeState, withCommandLock } from "../../cli/deployment/commandLock";
import { readDeploymentFile, writeDeploymentFile } from "../../cli/deployment/deploymentFile";
import { placeModels, placeOwnModel } from "../../cli/deployment/embedded";
import { openKubeconfig, reachCluster } from "../../cli/deployment/existingCluster";
import { writeOwnSession } from "../../cli/deployment/localStack";
import { clientKeysOf, endpointModels } from "../../cli/deployment/outputs";
import { describeChanges, startReport } from "../../cli/deployment/report";
import {
  modelName,
  onExistingCluster,
  readLocalSettings,
  stackSettingsOf,
  uploadsOf,
  withOwnModel,
} from "../../cli/deployment/settings";
import { runCommand } from "../../infra/local/command";
import { interruptible } from "../../infra/local/interruption";
import { localPaths, type LocalPaths } from "../../infra/local/paths";
import { checkStackConfig } from "../../stacks/config";
import { RecordedProgress } from "../support/recordedProgress";
import { temporaryFolder } from "../support/temporaryFolder";

const { root } = localPaths();

async function emptyDeployment(): Promise<LocalPaths> {
  const paths = localPaths(await temporaryFolder());
  await mkdir(paths.state);
  return paths;
}

describe("the settings of a start", () => {
  const own = { file: "/home/me/My Model.Q4_K.gguf", stored: "/state/models/own.gguf", bytes: 3 * 2 ** 30 };

  it("are those of the stack file, and right", async () => {
    const settings = await readLocalSettings(root);
    expect(checkStackConfig(settings)).toHaveProperty("config");
    expect(endpointModels(settings)).toEqual({
      chat: "domicile-chat",
      alias: "gpt-4o",
      embedding: "all-minilm-l6-v2",
      embeddingAlias: "text-embedding-3-small",
      tool: "domicile-tools",
    });
  });

  it("take a user's own model in the place of the first, with its aliases and more memory", async () => {
    const settings = withOwnModel(await readLocalSettings(root), own);
    expect(settings.models[0]).toMatchObject({
      name: "my-model-q4-k",
      aliases: ["gpt-4o", "gpt-4o-mini"],
      source: "file:///state/models/own.gguf",
      memory: "4864Mi",
    });
    expect(settings.gateway["clients"]).toContainEqual({
      name: "limited",
      models: ["my-model-q4-k"],
      requestsPerMinute: 10,
    });
    expect(checkStackConfig(settings)).toHaveProperty("config");
  });

  it("copy the weights into an existing cluster and take no port of its nodes", async () => {
    const cluster = { kubeconfig: "/home/me/.kube/config", context: "test" };
    const settings = onExistingCluster(withOwnModel(await readLocalSettings(root), own), cluster);
    expect(settings.sites).toEqual([{ name: "here", cloud: "existing", country: "DE", ...cluster }]);
    expect(settings.models.map(({ source }) => source)).toEqual([
      "upload:///state/models/own.gguf",
      "upload://.domicile/models/embedding.gguf",
      "upload://.domicile/models/tool.gguf",
    ]);
    expect(settings.gateway).toMatchObject({ service: { type: "ClusterIP" } });
    expect(checkStackConfig(settings)).toHaveProperty("config");
  });

  it("know uploaded weights by a name that changes with their content", async () => {
    const folder = await temporaryFolder();
    const settings = stackSettingsOf(
      "config: { domicile:stack: { sites: [], gateway: {}, models: [{ name: a, source: upload://w.gguf }] } }",
    );
    const names: string[] = [];
    for (const content of ["GGUF one", "GGUF two", "GGUF one"]) {
      await writeFile(join(folder, "w.gguf"), content);
      names.push(...(await uploadsOf(settings, folder)).map(({ name }) => name));
    }
    expect(names[0]).toMatch(/^[0-9a-f]{16}\.gguf$/);
    expect(names[1]).not.toBe(names[0]);
    expect(names[2]).toBe(names[0]);
    await rm(join(folder, "w.gguf"));
    await expect(uploadsOf(settings, folder)).rejects.toThrow(/^cannot read the weights: ENOENT/);
  });

  it.each([
    ["/models/Qwen3-32B-Q4_K_M.gguf", "qwen3-32b-q4-k-m"],
    ["7B.gguf", "b"],
    ["___.gguf", "model"],
    [`${"long-".repeat(20)}.gguf`, "long-long-long-long-long-long-long-long-lo"],
  ])("call the model of %s '%s'", (file, name) => {
    expect(modelName(file)).toBe(name);
  });

  it.each([
    "",
    "config: {}",
    "config: { domicile:stack: { sites: [], models: [{ name: a }], gateway: {} } }",
  ])("are refused in '%s'", (yaml) => {
    expect(() => stackSettingsOf(yaml)).toThrow("the stack file has no 'domicile:stack' with sites");
  });
});

describe("what a deployment keeps", () => {
  it.each([
    { target: "embedded", port: 8080 },
    { target: "existing", kubeconfig: "/k", context: "c", port: 9000 },
  ] as const)("is read as it was written: $target", async (deployment) => {
    const paths = await emptyDeployment();
    expect(await readDeploymentFile(paths)).toBeUndefined();
    await writeDeploymentFile(paths, deployment);
    expect(await readDeploymentFile(paths)).toEqual(deployment);
  });

  it.each([
    '{"target":"embedded"}',
    '{"target":"existing","port":1}',
    '{"target":"other","port":1}',
    "[]",
    "{",
    "",
  ])("is refused when it is %s", async (text) => {
    const paths = await emptyDeployment();
    await writeFile(join(paths.state, "deployment.json"), text);
    await expect(readDeploymentFile(paths)).rejects.toThrow("is damaged; remove it");
  });

  it("goes all but the lock that is held, one command after the other", async () => {
    const paths = await emptyDeployment();
    await writeFile(join(paths.state, "endpoint.json"), "{}");
    const progress = new RecordedProgress();
    const order: string[] = [];
    const first = withCommandLock(paths, progress, async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await removeState(paths);
      expect((await readdir(paths.state)).sort()).toEqual(["command.lock", "command.owner"]);
      order.push("first");
    });
    await expect.poll(() => readdir(paths.state)).toContain("command.lock");
    const second = withCommandLock(paths, progress, () => {
      order.push("second");
      return Promise.resolve();
    });
    await Promise.all([first, second]);
    expect(order).toEqual(["first", "second"]);
    // The second needs the folder for its temporary files again.
    expect(await readdir(paths.state)).toEqual(["tmp"]);
  });

  it("copies models once, readable by pods", async () => {
    const paths = await emptyDeployment();
    const source = join(await temporaryFolder(), "m.gguf");
    await writeFile(source, "GGUF content", { mode: 0o600 });
    const models = { chat: source, embedding: source, tool: source };
    await placeModels(paths, models);
    expect(await readFile(join(paths.state, "models", "tool.gguf"), "utf8")).toBe("GGUF content");
    expect((await readdir(join(paths.state, "models"))).sort()).toEqual([
      "chat.gguf",
      "embedding.gguf",
      "tool.gguf",
    ]);
  });

  it("refuses a model that is none, or is not there", async () => {
    const paths = await emptyDeployment();
    const file = join(await temporaryFolder(), "m.gguf");
    await expect(placeOwnModel(paths, file)).rejects.toThrow(/^'.*m.gguf' is not there/);
    await writeFile(file, "PK");
    await expect(placeOwnModel(paths, file)).rejects.toThrow("is no GGUF file");
  });
});

describe("an existing cluster", () => {
  const kubeconfig = `
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: u, user: {} }]
contexts: [{ name: one, context: { cluster: c, user: u } }, { name: two, context: { cluster: c, user: u } }]
`;

  it("is told by its file, its contexts and whether it answers", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "kubeconfig");
    const reach = (context?: string) => reachCluster({ kubeconfig: file, context });
    await expect(reach()).rejects.toThrow(`cannot read the kubeconfig '${file}': ENOENT`);
    await writeFile(file, kubeconfig);
    await expect(reach()).rejects.toThrow(
      `the kubeconfig '${file}' has no current context; give one with '--context NAME', there are: one, two`,
    );
    await expect(reach("three")).rejects.toThrow(
      `there is no context 'three' in the kubeconfig '${file}'; give one with`,
    );
    await expect(reach("one")).rejects.toThrow(
      "the cluster of context 'one' at https://127.0.0.1:1 does not answer:",
    );
  });
});

describe("the Pulumi CLI of a start", () => {
  it("is in a session of its own, so that a terminal's Ctrl-C reaches it once, by its parent", async () => {
    const folder = await temporaryFolder();
    const program = join(folder, "it's pulumi");
    await writeFile(program, '#!/bin/sh\necho "$$ $(ps -o sid= -p $$) $*"\n', { mode: 0o755 });
    const wrapped = await writeOwnSession(folder, program);
    // A shell in between, since a program that leads its process group already cannot begin a session.
    const { stdout } = await runCommand("sh", ["-c", '"$0" up --stack "a b"; true', wrapped]);
    const [pid, session, ...args] = stdout.trim().split(/\s+/);
    expect(session).toBe(pid);
    expect(args).toEqual(["up", "--stack", "a", "b"]);
  });

  it("ends as it ends where it leads a process group already", async () => {
    const folder = await temporaryFolder();
    const program = join(folder, "pulumi-real");
    await writeFile(program, "#!/bin/sh\nsleep 0.2; echo said; exit 7\n", { mode: 0o755 });
    const wrapped = await writeOwnSession(folder, program);
    const { signal } = new AbortController();
    await expect(interruptible(signal, () => runCommand(wrapped, []))).rejects.toMatchObject({
      exitCode: 7,
      stdout: "said\n",
    });
  });

  it("gets the signals of its parent", async () => {
    const folder = await temporaryFolder();
    const program = join(folder, "pulumi-real");
    await writeFile(program, "#!/bin/sh\ntrap 'exit 7' INT\necho ready\nsleep 2 & wait\n", { mode: 0o755 });
    const child = spawn(await writeOwnSession(folder, program), {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const code = new Promise((resolve) => child.once("exit", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGINT");
    expect(await code).toBe(7);
  });
});

describe("a kubeconfig", () => {
  it.each([
    ["clusters: [", "is no kubeconfig: Flow sequence"],
    ["# notes", "is no kubeconfig: it has no list 'clusters', 'contexts', 'users'"],
    ["{ clusters: [], users: [] }", "is no kubeconfig: it has no list 'contexts'"],
    ["GGUF\0\u0001", "is no kubeconfig: "],
    [
      "{ clusters: [], users: [], contexts: [{ name: a, context: { cluster: c, user: u } }], current-context: a }",
      "names the cluster 'c' and the user 'u', and the file has none of that name",
    ],
  ])("is refused when it says '%s'", async (text, message) => {
    const file = join(await temporaryFolder(), "kubeconfig");
    await writeFile(file, text);
    await expect(openKubeconfig({ kubeconfig: file, context: undefined })).rejects.toThrow(message);
  });

  it("is refused when it is a folder", async () => {
    const folder = await temporaryFolder();
    await expect(openKubeconfig({ kubeconfig: folder, context: undefined })).rejects.toThrow(
      `cannot read the kubeconfig '${folder}': EISDIR`,
    );
  });
});

describe("the report", () => {
  const report = {
    baseUrl: "http://127.0.0.1:8080/v1",
    apiKey: "sk-1",
    model: "gpt-4o",
    answer: { text: "Hello", model: "domicile-chat", milliseconds: 12.3, tokens: 1 },
    phases: [{ title: "cluster", seconds: 12.34 }],
    changes: "nothing to change",
  };

  it("says when stand-ins took the place of plug-ins", () => {
    expect(startReport({ ...report, plugins: "stand-in" })).toContain("this project's own stand-ins");
    expect(startReport({ ...report, plugins: "official" })).not.toContain("stand-in");
  });

  it.each([
    [{ same: 40 }, "nothing to change"],
    [{ create: 2, update: 1, same: 4 }, "2 created, 1 updated"],
    [{ replace: 1, delete: 3 }, "3 deleted, 1 replaced"],
  ])("tells the changes %j as '%s'", (changes, text) => {
    expect(describeChanges(changes)).toBe(text);
  });

  it("names the client that has no key", () => {
    const keys = clientKeysOf({ clientKeys: { value: { here: { a: "sk-a" } }, secret: true } }, "here");
    expect(keys("a")).toBe("sk-a");
    expect(() => keys("b")).toThrow("the stack gave no key for client 'b' of site 'here'");
  });
});
