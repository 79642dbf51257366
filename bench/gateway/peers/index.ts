import type { LocalPaths } from "../../../infra/local/paths";
import type { Target, TargetOptions } from "../target";
import { startAigw } from "./aigw";
import { startPortkey } from "./portkey";

/** A gateway of others: it is installed into a folder of its own in the cache, and started. */
export interface Peer {
  readonly name: string;
  readonly start: (paths: LocalPaths, options: TargetOptions) => Promise<Target>;
}

export const peers: readonly Peer[] = [
  { name: "Portkey", start: startPortkey },
  { name: "aigw", start: startAigw },
];
