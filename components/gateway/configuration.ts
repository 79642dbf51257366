import { scryptSync } from "node:crypto";
import { renderGateway } from "./render";
import type { GatewaySpec } from "./spec";

/** What a Secret may hold, in bytes: the API server's own limit. */
const maxSecretBytes = 1024 * 1024;

/** A rendered configuration as it goes into a Secret. */
export interface GatewayConfiguration {
  /** The files by name, in base64. */
  readonly data: Record<string, string>;
  /** Changes with any of the files. It stands in the open, so it is made such that guessing keys by it is slow. */
  readonly checksum: string;
}

/** Renders `spec`. Throws when it has mistakes, or when the files do not fit into a Secret. */
export function gatewayConfiguration(spec: GatewaySpec): GatewayConfiguration {
  const files = Object.entries(renderGateway(spec));
  const bytes = files.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
  if (bytes > maxSecretBytes) {
    throw new Error(
      `the gateway's configuration has ${bytes} bytes for ${spec.models.length} models and ${spec.clients.length} clients, ` +
        `but a Secret holds at most ${maxSecretBytes}: give the gateway fewer models or clients, or use a second one`,
    );
  }
  return {
    data: Object.fromEntries(files.map(([name, text]) => [name, Buffer.from(text).toString("base64")])),
    checksum: scryptSync(JSON.stringify(files), "domicile/configuration", 16).toString("hex"),
  };
}
