import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { cacheEntry } from "../cache";
import { runCommand } from "../command";
import type { LocalPaths } from "../paths";
import type { Toolchain } from "../toolchain";
import { toolVersions } from "../toolchain/versions";
import type { LocalImageName } from ".";
import { programFiles } from "./libraries";
import { type ImageRecipe, nonRoot, systemFiles } from "./recipe";

/** User of the pause image, the same as in the Kubernetes project's own. */
const pauseUser = 65_535;

/** What the shell image's one program is called by. */
const shellCommands = [
  ...[
    "cat",
    "date",
    "echo",
    "env",
    "false",
    "grep",
    "head",
    "id",
    "ip",
    "ls",
    "nc",
    "nslookup",
    "ping",
    "printf",
  ],
  ...["sh", "sleep", "tail", "test", "timeout", "true", "wc", "wget"],
];

/** Paths are those of the upstream Envoy image, so that a pod's command fits both. */
export async function gatewayRecipe(envoy: string): Promise<ImageRecipe> {
  const version = await programVersion(envoy, "--version", /\/(\d+\.\d+\.\d+)[^/]*\//);
  return {
    name: "gateway",
    version,
    files: [...systemFiles(nonRoot), ...(await programFiles(envoy, "/usr/local/bin"))],
    entrypoint: ["/usr/local/bin/envoy"],
    user: nonRoot,
    check: ["/usr/local/bin/envoy", "--version"],
  };
}

/** Paths and variables are those of the upstream llama.cpp server image. */
export async function llamacppRecipe(folder: string): Promise<ImageRecipe> {
  const server = join(folder, "llama-server");
  const version = await programVersion(server, "--version", /version: (\w[\w.-]*)/);
  return {
    name: "llamacpp",
    version,
    files: [...systemFiles(nonRoot), ...(await programFiles(server, "/app"))],
    entrypoint: ["/app/llama-server"],
    // The server's libraries need each other; only the server itself names their folder.
    environment: { LLAMA_ARG_HOST: "0.0.0.0", LD_LIBRARY_PATH: "/app" },
    user: nonRoot,
    check: ["/app/llama-server", "--version"],
  };
}

/** CoreDNS is one static program, at the same path as in its upstream image. */
export async function corednsRecipe(coredns: string): Promise<ImageRecipe> {
  return {
    name: "coredns",
    version: await programVersion(coredns, "-version", /CoreDNS-(\d+\.\d+\.\d+)/),
    files: [...systemFiles(nonRoot), { kind: "copy", path: "/coredns", source: coredns }],
    entrypoint: ["/coredns"],
    user: nonRoot,
    check: ["/coredns", "-version"],
  };
}

/** The quota service is one static program, at the same path as in its upstream image. */
export function quotaCounterRecipe(ratelimit: string): ImageRecipe {
  return {
    name: "quota-counter",
    version: toolVersions.ratelimit,
    files: [...systemFiles(nonRoot), { kind: "copy", path: "/bin/ratelimit", source: ratelimit }],
    entrypoint: ["/bin/ratelimit"],
    user: nonRoot,
  };
}

/**
 * What keeps the counters: Redis of the distribution's package `redis-server`, at the path of Valkey in its upstream image;
 * Valkey began as a copy of it, and of what both have, the quota service uses counters only.
 */
export async function quotaStoreRecipe(redis = "/usr/bin/redis-server"): Promise<ImageRecipe> {
  return {
    name: "quota-store",
    version: await programVersion(redis, "--version", /v=(\d+\.\d+\.\d+)/),
    files: [
      ...systemFiles(nonRoot),
      ...(await programFiles(redis, "/usr/local/bin")),
      { kind: "link", path: "/usr/local/bin/valkey-server", target: "redis-server" },
      { kind: "writable", path: "/data" },
    ],
    entrypoint: ["/usr/local/bin/valkey-server"],
    user: nonRoot,
    check: ["/usr/local/bin/valkey-server", "--version"],
  };
}

/** A shell for tests from inside the cluster: BusyBox of the distribution's package `busybox-static`. */
export async function shellRecipe(busybox = "/bin/busybox"): Promise<ImageRecipe> {
  return {
    name: "shell",
    version: await programVersion(busybox, "--help", /^BusyBox v(\d+\.\d+\.\d+)/m),
    files: [
      ...systemFiles(nonRoot),
      { kind: "copy", path: "/bin/busybox", source: busybox },
      ...shellCommands.map((name) => ({ kind: "link", path: `/bin/${name}`, target: "busybox" }) as const),
    ],
    entrypoint: ["/bin/sh"],
    user: nonRoot,
    check: ["/bin/sh", "-c", "wget --help && nc --help && nslookup 2>&1 | grep -q Usage"],
  };
}

/**
 * The program that holds a pod's namespaces, compiled here once per version of its source.
 * @throws when there is no C compiler, with the packages that bring one
 */
export async function pauseRecipe(paths: LocalPaths): Promise<ImageRecipe> {
  const source = join(__dirname, "pause.c");
  const key = createHash("sha256")
    .update(await readFile(source))
    .digest("hex")
    .slice(0, 12);
  const folder = await cacheEntry(paths.cache, `pause/${key}`, async (target) => {
    await compile(source, join(target, "pause"));
  });
  return {
    name: "pause",
    version: "1",
    files: [{ kind: "copy", path: "/pause", source: join(folder, "pause") }],
    entrypoint: ["/pause"],
    user: pauseUser,
  };
}

async function compile(source: string, target: string): Promise<void> {
  try {
    await runCommand("cc", ["-Os", "-s", "-static", "-o", target, source], { timeoutSeconds: 60 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `cannot compile the pause program; the packages gcc and libc6-dev bring what it needs: ${reason}`,
      { cause },
    );
  }
}

/** The recipes of all images, in the order they are built. */
export async function allRecipes(
  paths: LocalPaths,
  tools: Pick<Toolchain, "envoy" | "llamacpp" | "coredns" | "ratelimit">,
): Promise<Record<LocalImageName, ImageRecipe>> {
  return {
    gateway: await gatewayRecipe(tools.envoy),
    llamacpp: await llamacppRecipe(tools.llamacpp),
    pause: await pauseRecipe(paths),
    shell: await shellRecipe(),
    coredns: await corednsRecipe(tools.coredns),
    quotaCounter: quotaCounterRecipe(tools.ratelimit),
    quotaStore: await quotaStoreRecipe(),
  };
}

/** What `program` says of its version; programs write it to either output. */
async function programVersion(program: string, option: string, pattern: RegExp): Promise<string> {
  const { stdout, stderr } = await runCommand(program, [option], { timeoutSeconds: 20 });
  const version = pattern.exec(`${stdout}\n${stderr}`)?.[1];
  if (version === undefined) {
    throw new Error(
      `'${program} ${option}' does not tell a version: ${(stdout + stderr).trim().slice(0, 200)}`,
    );
  }
  return version;
}
