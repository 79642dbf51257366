import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where the local deployment keeps what it makes. All paths are absolute. */
export interface LocalPaths {
  /** The checkout. */
  readonly root: string;
  /** This deployment's own state: cluster data, Pulumi backend, models, endpoint.json. */
  readonly state: string;
  /** Downloads and builds, keyed by version and shared by all checkouts of the user. */
  readonly cache: string;
  /** Eight hex digits that tell this deployment's interfaces and control groups from those of other checkouts. */
  readonly id: string;
}

/**
 * The paths of the checkout at `root`.
 * The cache is `$XDG_CACHE_HOME/domicile`, else `~/.cache/domicile`; a relative XDG_CACHE_HOME is ignored,
 * as the XDG base directory specification asks.
 */
export function localPaths(
  root: string = resolve(__dirname, "../.."),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LocalPaths {
  const xdg = environment["XDG_CACHE_HOME"];
  const cacheHome = xdg?.startsWith("/") ? xdg : join(environment["HOME"] ?? homedir(), ".cache");
  const state = join(root, ".domicile");
  return {
    root,
    state,
    cache: join(cacheHome, "domicile"),
    id: createHash("sha256").update(state).digest("hex").slice(0, 8),
  };
}
