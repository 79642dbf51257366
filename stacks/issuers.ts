import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { TokenIssuer } from "../components";
import { fromProject } from "../infra/clouds/connection";
import type { StackConfig } from "./schema";

type IssuerSettings = NonNullable<StackConfig["gateway"]["issuers"]>[number];

/**
 * An issuer with what its files say.
 * @throws pulumi.RunError when one cannot be read
 */
export function tokenIssuer(settings: IssuerSettings, projectFolder: string): TokenIssuer {
  const { issuer, audiences, clientClaim, jwks, jwksUri, addresses = [], ca = "", refreshSeconds } = settings;
  const read = (path: string, what: string) =>
    textOf(fromProject(projectFolder, path), `${what} of issuer '${issuer}'`);
  const keys =
    jwksUri === undefined
      ? { jwks: read(jwks ?? "", "the keys") }
      : { uri: jwksUri, addresses, ca: read(ca, "the authorities"), refreshSeconds };
  return { issuer, audiences, clientClaim, keys };
}

function textOf(file: string, what: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new pulumi.RunError(
      `cannot read ${what}: ${reason}; mend the path, and commit the file: it is public`,
    );
  }
}
