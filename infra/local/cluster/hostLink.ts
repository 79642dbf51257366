import { readFile } from "node:fs/promises";
import { CommandError, runCommand } from "../command";
import { chooseLinkAddresses, clusterNetwork, isLinkFree } from "./addressing";
import type { LinkAddresses } from "./addressing";
import type { ClusterFolders } from "./folders";
import { isErrno } from "../errno";
import { writePrivateFile } from "../privateFiles";

/** Name of the host's end of the veth pair; an interface's name has at most 15 characters. */
export function linkName(id: string): string {
  return `dom-${id}`;
}

/** Name of the node's end. */
export const nodeInterface = "node0";

/**
 * The addresses of the link: those of the last start, so that kubeconfigs stay right, unless the host has got a route
 * to them since.
 */
export async function ensureAddresses(folders: ClusterFolders, id: string): Promise<LinkAddresses> {
  const routes = await readRoutes(linkName(id));
  const kept = await readAddresses(folders);
  if (kept !== undefined && isLinkFree(kept, routes)) return kept;
  const addresses = chooseLinkAddresses(id, routes);
  await writePrivateFile(folders.addresses, JSON.stringify(addresses));
  return addresses;
}

/** The addresses that an earlier start chose. */
async function readAddresses(folders: ClusterFolders): Promise<LinkAddresses | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(folders.addresses, "utf8"));
    if (typeof value === "object" && value !== null && "host" in value && "node" in value) {
      const { host, node } = value;
      if (typeof host === "string" && typeof node === "string") return { host, node };
    }
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
  return undefined;
}

/** Joins the host to the network namespace of process `pid`. */
export async function makeLink(id: string, addresses: LinkAddresses, pid: number): Promise<void> {
  const name = linkName(id);
  const peer = ["peer", "name", nodeInterface, "netns", String(pid)];
  await ip("link", "add", name, "type", "veth", ...peer);
  await ip("address", "add", `${addresses.host}/${clusterNetwork.linkPrefix}`, "dev", name);
  // No IPv6: the node has none either.
  await ip("link", "set", name, "addrgenmode", "none", "up");
}

/** Removes the host's end, and with it the node's. The kernel does so by itself, but some time after the last process. */
export async function removeLink(id: string): Promise<void> {
  try {
    await ip("link", "delete", linkName(id));
  } catch (error) {
    if (!(error instanceof CommandError) || !error.stderr.includes("Cannot find device")) throw error;
  }
}

/** Destinations of all of the host's IPv4 routes but those of the link itself. */
async function readRoutes(ownLink: string): Promise<string[]> {
  const { stdout } = await ip("-4", "route", "show", "table", "all");
  return parseRoutes(stdout, ownLink);
}

/** Destinations in the output of `ip route show table all`. */
export function parseRoutes(text: string, ownLink: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => !words.includes(ownLink))
    .flatMap((words) => words.find((word) => /^(default|\d+\.\d+\.\d+\.\d+(\/\d+)?)$/.test(word)) ?? []);
}

function ip(...args: string[]) {
  return runCommand("ip", args, { timeoutSeconds: 10 });
}
