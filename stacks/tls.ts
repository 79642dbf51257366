import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { GatewayTlsArgs } from "../components/gateway";
import { fromProject } from "../infra/clouds/connection";
import { notKnownYet, readUnlessOffline } from "./offline";
import type { StackConfig } from "./schema";

type GatewaySettings = StackConfig["gateway"];

/**
 * The certificate that a stack's gateway speaks TLS with; undefined where it speaks plain HTTP.
 * @throws pulumi.RunError when a file that the settings name cannot be read.
 */
export function tlsOf({ tls, host }: GatewaySettings, projectFolder: string): GatewayTlsArgs | undefined {
  if (tls === undefined) return undefined;
  const { secret, certificate, privateKey, issuer } = tls;
  if (secret !== undefined) return { secretName: secret };
  if (issuer !== undefined && host !== undefined) return { issuer, host };
  if (certificate === undefined || privateKey === undefined) {
    throw new pulumi.RunError("the setting 'gateway.tls' names no certificate");
  }
  const read = (field: string, path: string) =>
    readUnlessOffline(() => readPem(field, fromProject(projectFolder, path))) ?? notKnownYet();
  return {
    certificate: read("certificate", certificate),
    privateKey: pulumi.secret(read("privateKey", privateKey)),
  };
}

function readPem(field: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot read the file of 'gateway.tls.${field}' (${reason}); mend the path`, {
      cause: error,
    });
  }
}

/** What applications take as their base URL; undefined where it is not told by the settings. */
export function baseUrlOf({ host, tls, service }: GatewaySettings): string | undefined {
  if (host === undefined) return undefined;
  const scheme = tls === undefined ? "http" : "https";
  if (service.type !== "NodePort") return `${scheme}://${host}/v1`;
  return service.nodePort === undefined ? undefined : `${scheme}://${host}:${service.nodePort}/v1`;
}
