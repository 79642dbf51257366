import type { TokenIssuer } from "../components";
import { fromProject, readText } from "../infra/clouds/connection";
import { asRunError } from "./runError";
import type { StackConfig } from "./schema";

const fix = "mend the path, and commit the file: it is public";

type IssuerSettings = NonNullable<StackConfig["gateway"]["issuers"]>[number];

/**
 * An issuer with what its files say.
 * @throws pulumi.RunError when one cannot be read
 */
export function tokenIssuer(settings: IssuerSettings, projectFolder: string): TokenIssuer {
  const { issuer, audiences, clientClaim, jwks, jwksUri, addresses = [], ca = "", refreshSeconds } = settings;
  const read = (path: string, what: string) =>
    asRunError(() => readText(fromProject(projectFolder, path), `${what} of issuer '${issuer}'`, fix));
  const keys =
    jwksUri === undefined
      ? { jwks: read(jwks ?? "", "the keys") }
      : { uri: jwksUri, addresses, ca: read(ca, "the authorities"), refreshSeconds };
  return { issuer, audiences, clientClaim, keys };
}
