import { spawn, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient, AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { AnalyzeDiagnostic, AnalyzeResponse } from "@pulumi/pulumi/proto/analyzer_pb";

/** How a policy pack is run. */
export interface PackOptions {
  /** The executable `pulumi-analyzer-policy-nodejs`, by which the engine runs packs. */
  readonly analyzer: string;
  /** The folder of the pack. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Bytes that a pack's process holds. */
export interface Memory {
  /** All of its memory that is not swapped. */
  readonly resident: number;
  /** Objects of JavaScript that are in use, after a collection of the others. */
  readonly heap: number;
}

/** A policy pack in a process of its own, as the engine runs it. */
export interface RunningPack {
  /** Asks about one resource. @throws Error when the pack fails */
  readonly analyze: (request: Buffer) => Promise<readonly AnalyzeDiagnostic[]>;
  readonly memory: () => Promise<Memory>;
  /** Microseconds of processor time that its process has taken. */
  readonly processorTime: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Milliseconds that a pack may take to start, on a busy machine too. */
const startTimeout = 120_000;

/** Starts a policy pack as the engine does: in its folder, with the engine's address, here one where nobody listens. */
export async function startPack({ analyzer, folder, environment = {} }: PackOptions): Promise<RunningPack> {
  const child = spawn(analyzer, ["127.0.0.1:1", folder], {
    cwd: folder,
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${join(__dirname, "reportUsage.cjs")}`,
      PULUMI_CONFIG: "{}",
      PULUMI_PROJECT: "sample",
      PULUMI_STACK: "bench",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => {
      resolve();
    }),
  );
  const port = await portOf(child, folder);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    analyze: (request) => analyze(client, request),
    memory: () => memoryOf(child),
    processorTime: () => ask(child, "processor"),
    stop: async () => {
      client.close();
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A pack writes its port on a line of its own. */
function portOf(child: ChildProcess, folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (reason: string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`the policy pack in ${folder} ${reason}:\n${output}`));
    };
    const timer = setTimeout(() => {
      fail(`did not start within ${startTimeout / 1_000} s`);
    }, startTimeout);
    child.once("error", (error) => {
      fail(`cannot be started: ${error.message}`);
    });
    child.once("close", (code) => {
      fail(`ended with exit code ${code ?? "unknown"}`);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const [, port] = /^(\d+)$/m.exec(output) ?? [];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    });
  });
}

/** The request is serialised already, so that the caller takes as little of the machine as it can. */
function analyze(client: AnalyzerClient, request: Buffer): Promise<readonly AnalyzeDiagnostic[]> {
  const { path, responseDeserialize } = AnalyzerService.analyze;
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest<Buffer, AnalyzeResponse>(
      path,
      (bytes) => bytes,
      responseDeserialize,
      request,
      (error, response) => {
        if (error !== null) reject(new Error(error.message));
        else resolve(response?.getDiagnosticsList() ?? []);
      },
    );
  });
}

async function memoryOf(child: ChildProcess): Promise<Memory> {
  const heap = await ask(child, "heap");
  const [, kilobytes] =
    /^VmRSS:\s*(\d+) kB$/m.exec(await readFile(`/proc/${child.pid}/status`, "utf8")) ?? [];
  return { resident: Number(kilobytes) * 1024, heap };
}

/** Asks what was loaded into the process beside the pack. */
function ask(child: ChildProcess, question: "heap" | "processor"): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("message", (answer) => {
      resolve(Number(answer));
    });
    child.send(question, (error) => {
      if (error !== null) reject(error);
    });
  });
}
