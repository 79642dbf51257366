import { createHash } from "node:crypto";

/**
 * What a node joins a cluster by: the password, and a digest of the authority by which it knows that it does not give
 * the password to anyone else. k3s calls it the secure form of a token and takes the digest, for an authority that is its
 * own root, over the text of its certificate exactly as it lies on the servers (k3s, pkg/clientaccess/token.go).
 * @param user `server` or `node`, by the kind of the password
 */
export function joinToken(serverAuthority: string, user: "server" | "node", password: string): string {
  const digest = createHash("sha256").update(serverAuthority).digest("hex");
  return `K10${digest}::${user}:${password}`;
}
