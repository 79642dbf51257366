// Whether a command can work on this machine, by this account, in these folders: asked by cli/bootstrap.mjs before anything
// else, so in plain JavaScript that runs on Node 18 without packages.
import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** Room for the packages of package-lock.json (668 MB by `du -sh node_modules`) and npm's cache of them, in bytes. */
const packagesBytes = 1.5e9;

/** The kinds of tests that run on any machine, and by any account. */
const portableTests = ["unit", "policies"];

const platformNames = { darwin: "macOS", win32: "Windows", freebsd: "FreeBSD" };

/**
 * The folder for downloads and builds. The same rule as in infra/local/paths.ts: a relative XDG_CACHE_HOME is ignored, as the
 * XDG base directory specification asks.
 */
export function cacheFolder(environment) {
  const xdg = environment["XDG_CACHE_HOME"];
  return join(xdg?.startsWith("/") ? xdg : join(environment["HOME"] ?? homedir(), ".cache"), "domicile");
}

/** This machine and account: its system, the account's number (0 is root), and whether packages come from apt-get. */
export function currentPlatform() {
  return {
    platform: process.platform,
    uid: process.getuid?.(),
    hasApt: isAllowed("/usr/bin/apt-get", constants.X_OK),
  };
}

/**
 * Everything that keeps `command` from working here; empty where nothing does.
 * @param {{ command: string, args: readonly string[], root: string, environment: Record<string, string | undefined>,
 *   platform: ReturnType<typeof currentPlatform> }} call
 */
export function machineProblems({ command, args, root, environment, platform }) {
  const isHelp = ["--help", "-h"].some((option) => args.includes(option));
  const wanted = isHelp ? undefined : platformProblem(command, args, environment, platform);
  return [...(wanted === undefined ? [] : [wanted]), ...folderProblems(root, environment)];
}

/** What is worth knowing, and no reason to stop. */
export function machineNotes(environment) {
  const xdg = environment["XDG_CACHE_HOME"] ?? "";
  if (xdg === "" || xdg.startsWith("/")) return [];
  return [
    `XDG_CACHE_HOME '${xdg}' is no absolute path and is ignored; the cache folder is ${cacheFolder(environment)}`,
  ];
}

/** Why the embedded cluster that `command` needs cannot run here, with the other ways; undefined where it can. */
export function platformProblem(command, args, environment, platform) {
  const why = whyNot(platform);
  if (why === undefined) return undefined;
  if (command === "start") {
    const isElsewhere =
      args.some((arg) => /^--kubeconfig(=|$)/.test(arg)) ||
      environment["npm_config_kubeconfig"] !== undefined;
    if (isElsewhere) return undefined;
    return [
      `the embedded cluster cannot run here: ${why}`,
      "other ways:",
      "  npm start -- --kubeconfig FILE [--context NAME]   uses any existing cluster",
      "  npm start on Debian or Ubuntu as root             a virtual machine will do",
    ].join("\n");
  }
  if (command === "test") {
    const kinds = args.filter((arg) => [...portableTests, "engine", "cluster"].includes(arg));
    if (kinds.length > 0 && kinds.every((kind) => portableTests.includes(kind))) return undefined;
    return [
      `the tests of the kinds 'engine' and 'cluster' cannot run here: ${why}`,
      "other ways:",
      `  npm test -- ${portableTests.join(" ")}            runs those that work on any machine`,
      "  npm test on Debian or Ubuntu as root   runs all; a virtual machine will do",
    ].join("\n");
  }
  return undefined;
}

function whyNot({ platform, uid, hasApt }) {
  if (platform !== "linux") return `it needs Linux, and this is ${platformNames[platform] ?? platform}`;
  if (!hasApt) return "it needs packages of Debian or Ubuntu, and there is no apt-get";
  if (uid !== 0)
    return `it needs root for network namespaces and containers, and this account has the number ${uid ?? "unknown"}`;
  return undefined;
}

/** What is wrong with the two folders that everything is written to, and with the room for the packages in them. */
export function folderProblems(root, environment) {
  const cache = cacheFolder(environment);
  if (!isAbsolute(cache)) {
    return [
      `HOME '${environment["HOME"]}' is no absolute path; set it, or XDG_CACHE_HOME, to a folder of yours`,
    ];
  }
  const state = join(root, ".domicile");
  const ofRoot = folderProblem(root) ?? folderProblem(state);
  const ofCache = folderProblem(cache);
  const isUnready = !existsSync(join(root, "node_modules", ".package-lock.json"));
  const ofRoom = ofRoot === undefined && isUnready ? roomProblem(root, packagesBytes) : undefined;
  return [
    ...(ofRoot === undefined
      ? []
      : [`the checkout ${ofRoot}; clone the repository into a folder that you may write to`]),
    ...(ofCache === undefined
      ? []
      : [`the cache folder ${ofCache}; set XDG_CACHE_HOME to a folder that you may write to`]),
    ...(ofRoom === undefined ? [] : [`for the npm packages ${ofRoom}; free some`]),
  ];
}

/** Why nothing can be written to `folder`, or why it cannot be made; undefined where it can. */
export function folderProblem(folder) {
  const there = nearest(folder);
  const name = there === folder ? `'${folder}'` : `'${folder}' cannot be made: '${there}'`;
  if (!statSync(there).isDirectory()) return `${name} is a file`;
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const reasons = { EACCES: "belongs to another account", EROFS: "lies on a read-only file system" };
    return `${name} cannot be written to: it ${reasons[error.code] ?? error.message}`;
  }
}

/** Why `bytes` do not fit where `folder` is; undefined where they do. */
export function roomProblem(folder, bytes) {
  const { bavail, bsize } = statfsSync(nearest(folder));
  if (bavail * bsize >= bytes) return undefined;
  return `${gigabytes(bytes)} are needed, and the disk of '${folder}' has ${gigabytes(bavail * bsize)} left`;
}

/** A size for people: `20.1 GB`. */
export function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `folder`, or the nearest above it that is there. */
export function nearest(folder) {
  let there = folder;
  while (statOf(there) === undefined && dirname(there) !== there) there = dirname(there);
  return there;
}

/** Nothing where there is nothing, where a file is taken for a folder, and where one may not look. */
function statOf(path) {
  try {
    return statSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(error.code)) return undefined;
    throw error;
  }
}

function isAllowed(path, mode) {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
