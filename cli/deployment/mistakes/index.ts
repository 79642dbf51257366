import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isPortAccepting } from "../../../infra/local/accepting";
import { findSandbox } from "../../../infra/local/cluster/sandboxProcess";
import { isErrno } from "../../../infra/local/errno";
import type { LocalPaths } from "../../../infra/local/paths";
import { startUsage, type ReadOptions, type StartOptions } from "../../options";
import { elsewhereMistake, readDeploymentFile, type DeploymentFile } from "../deploymentFile";
import { openKubeconfig } from "../existingCluster";
import { modelName, type StackSettings } from "../settings";
import { ggufMistake, memoryMistake, type Target } from "./modelFile";
import { neededRoom, roomMistakes } from "./room";
import { readStackFile } from "./stackFile";

/**
 * Finds everything that is wrong with what the user gave and with the room on this machine, before anything is made.
 * @throws Error with a line for each mistake, and how `npm start` is called when it was called wrongly
 */
export async function refuseMistakes(paths: LocalPaths, { options, mistakes }: ReadOptions): Promise<void> {
  const lines = [...mistakes, ...(await startMistakes(paths, options))];
  if (lines.length === 0) return;
  const usage = mistakes.length > 0 ? `\n\nusage: ${startUsage}` : "";
  throw new Error(`${lines.join("\n")}${usage}`);
}

/** The mistakes in what options name, in the stack file, and in what this checkout and its disks are. */
async function startMistakes(paths: LocalPaths, options: StartOptions): Promise<string[]> {
  const target = options.cluster === undefined ? "embedded" : "existing";
  const { settings, mistakes } = await readStackFile(paths.root, target, options.model !== undefined);
  const deployment = await messageOf(() => readDeploymentFile(paths));
  const cluster = await messageOf(async () => options.cluster && openKubeconfig(options.cluster));
  const elsewhere = elsewhereMistake(deployment.value, cluster.value);
  const model = await modelMistakes(options.model, settings, target);
  return [
    ...(cluster.message ?? []),
    ...model,
    ...(deployment.message ?? (await portMistakes(paths, options, deployment.value))),
    // A deployment of this checkout that is somewhere else has to be removed first.
    ...(elsewhere === undefined ? [] : [elsewhere]),
    ...mistakes,
    ...(await roomMistakes(
      paths,
      await neededRoom(paths, target, await weightsToPlace(paths, options.model)),
    )),
  ];
}

async function messageOf<T>(
  work: () => Promise<T>,
): Promise<{ readonly value?: T; readonly message?: readonly string[] }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { message: [error instanceof Error ? error.message : String(error)] };
  }
}

async function modelMistakes(
  file: string | undefined,
  settings: StackSettings | undefined,
  target: Target,
): Promise<string[]> {
  if (file === undefined) return [];
  const mistake = await ggufMistake(file);
  if (mistake !== undefined) return [`--model: ${mistake}`];
  const memory = target === "embedded" ? memoryMistake(file, (await stat(resolve(file))).size) : undefined;
  const name = modelName(file);
  const others = (settings?.models ?? []).slice(1).flatMap((other) => [other.name, ...(other.aliases ?? [])]);
  const isTaken = name === "gateway" || others.includes(name) || settings?.models[0]?.aliases?.includes(name);
  return [
    ...(memory === undefined ? [] : [`--model: ${memory}`]),
    ...(isTaken === true
      ? [`--model: '${file}' would be served as '${name}', which is another's name; rename the file`]
      : []),
  ];
}

/** A port that is asked for and that another program has. The one of an earlier start may be this deployment's own. */
async function portMistakes(
  paths: LocalPaths,
  { port, cluster }: StartOptions,
  deployment: DeploymentFile | undefined,
): Promise<string[]> {
  if (port === undefined || !(await isPortAccepting(port))) return [];
  const isKept = port === deployment?.port;
  if (isKept && (cluster !== undefined || (await findSandbox(paths.id)) !== undefined)) return [];
  return [
    `port ${port} of 127.0.0.1 is taken; end what listens there, or give another one with '--port PORT'`,
  ];
}

/** The bytes of a user's model that are not in the checkout yet. */
async function weightsToPlace({ state }: LocalPaths, file: string | undefined): Promise<number> {
  if (file === undefined) return 0;
  const [given, placed] = [
    await sizeIfThere(resolve(file)),
    await sizeIfThere(join(state, "models/own.gguf")),
  ];
  return given === placed ? 0 : given;
}

async function sizeIfThere(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR", "EACCES")) return 0;
    throw error;
  }
}
