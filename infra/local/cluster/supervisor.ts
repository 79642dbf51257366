import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAccepting } from "../accepting";
import { NodeApi, NodeApiError } from "./nodeApi";
import { endsUntilFailure, parsePlan } from "./plan";
import type { ClusterProgram, Listener, ProgramFailure, SupervisorPlan } from "./plan";

// Runs inside the sandbox: node supervisor.ts PLAN. Prepares the sandbox, then keeps the cluster's programs running
// until it is killed; its parent, PID 1 of the sandbox, ends with it, and all else with that.

/** File descriptor of the host's network namespace, inherited from the process that made the sandbox. */
const hostNetworkDescriptor = 3;

/** A log that has grown past this size is kept as `<name>.log.1`, and a new one begun. */
const logBytes = 50 * 2 ** 20;

const logCheckMilliseconds = 30_000;
const listenerPollMilliseconds = 50;
const restartMilliseconds = 1_000;

function prepare(plan: SupervisorPlan): void {
  for (const [program, ...args] of plan.setUp) {
    const { status, error, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 30_000 });
    if (error !== undefined || status !== 0) {
      throw new Error(`'${[program, ...args].join(" ")}' failed: ${error?.message ?? stderr.trim()}`);
    }
  }
}

async function keepRunning(program: ClusterProgram, plan: SupervisorPlan): Promise<never> {
  for (let ends = 1; ; ends++) {
    await Promise.all((program.needs ?? []).map(untilThere));
    const ending = await runOnce(program, plan);
    note(`${program.name} ended: ${ending}`);
    if (ends === endsUntilFailure) reportFailure(plan, { program: program.name, ending });
    await sleep(restartMilliseconds * Math.min(ends, 10));
  }
}

function runOnce(program: ClusterProgram, plan: SupervisorPlan): Promise<string> {
  const [command, ...args] = program.command;
  const log = openSync(logOf(program, plan), "a", 0o600);
  note(`${program.name} starts`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...plan.environment, ...program.environment },
      stdio: ["ignore", log, log, ...(program.getsHostNetwork === true ? [hostNetworkDescriptor] : [])],
    });
    closeSync(log);
    child.on("error", (error) => {
      resolve(error.message);
    });
    child.on("exit", (code, signal) => {
      resolve(code === null ? `signal ${signal ?? "unknown"}` : `exit code ${code}`);
    });
  });
}

async function untilThere(listener: Listener): Promise<void> {
  while (!(await isThere(listener))) await sleep(listenerPollMilliseconds);
}

function isThere(listener: Listener): Promise<boolean> {
  if ("kubeconfig" in listener) return isApiServerReady(listener.kubeconfig);
  return isAccepting(
    "socket" in listener ? { path: listener.socket } : { host: listener.address, port: listener.port },
  );
}

async function isApiServerReady(kubeconfig: string): Promise<boolean> {
  const api = await NodeApi.of(kubeconfig);
  try {
    return (await api.get("/readyz")) === "ok";
  } catch (error) {
    if (error instanceof NodeApiError) return false;
    throw error;
  } finally {
    api.close();
  }
}

function reportFailure(plan: SupervisorPlan, failure: ProgramFailure): void {
  // Whoever waits for the start must not read half a file.
  writeFileSync(`${plan.failure}.new`, JSON.stringify(failure));
  renameSync(`${plan.failure}.new`, plan.failure);
}

/** Copies and empties logs that are too long: the programs go on appending to the same file. */
function boundLogs(plan: SupervisorPlan): void {
  for (const program of plan.programs) {
    const log = logOf(program, plan);
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) <= logBytes) continue;
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
  }
}

function logOf(program: ClusterProgram, plan: SupervisorPlan): string {
  return join(plan.logs, `${program.name}.log`);
}

function note(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

function main(): void {
  const file = process.argv[2];
  if (file === undefined) throw new Error("which plan? usage: supervisor PLAN");
  const plan = parsePlan(readFileSync(file, "utf8"));
  prepare(plan);
  note("the sandbox is ready");
  for (const program of plan.programs) {
    appendFileSync(logOf(program, plan), "", { mode: 0o600 });
    // It never resolves; a rejection is a defect and ends the supervisor, and the cluster with it.
    void keepRunning(program, plan);
  }
  setInterval(() => {
    boundLogs(plan);
  }, logCheckMilliseconds);
}

try {
  main();
} catch (error) {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
