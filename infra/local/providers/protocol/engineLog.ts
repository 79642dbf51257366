import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { ResourceLog } from "./providerImplementation";

/** The connection to the engine that shows what the plug-in has to say. */
export class EngineLog {
  #address: string | undefined;
  #client: EngineClient | undefined;

  /** @param address host:port of the engine, absent until the engine attaches */
  constructor(address: string | undefined) {
    this.#address = address;
  }

  /** Talks to the engine at `address` from now on. */
  attach(address: string): void {
    if (address === "" || address === this.#address) return;
    this.#client?.close();
    this.#client = undefined;
    this.#address = address;
  }

  /** The log of one resource. */
  forResource(urn: string): ResourceLog {
    return {
      status: (message) => {
        this.#send(urn, LogSeverity.INFO, message, true);
      },
      info: (message) => {
        this.#send(urn, LogSeverity.INFO, message, false);
      },
      warn: (message) => {
        this.#send(urn, LogSeverity.WARNING, message, false);
      },
    };
  }

  #send(urn: string, severity: LogSeverity, message: string, ephemeral: boolean): void {
    if (this.#address === undefined) return;
    this.#client ??= new EngineClient(this.#address, credentials.createInsecure());
    const request = new LogRequest();
    request.setUrn(urn);
    request.setSeverity(severity);
    request.setMessage(message);
    request.setEphemeral(ephemeral);
    this.#client.log(request, (error) => {
      // The engine may have ended first; what could not be shown there goes to the plug-in's own output.
      if (error !== null && !ephemeral) process.stderr.write(`${message}\n`);
    });
  }
}
