import { BlockList, isIP } from "node:net";
import type { Approval } from "../../approval/approval";
import { isTopLevelDomain } from "./topLevelDomains";

/** A host as an address names it. */
export interface Host {
  /** Lower case, without a trailing dot; an IPv6 address without brackets. */
  readonly name: string;
  readonly port?: string;
}

/**
 * Scheme, user, host, port, path. Whatever fits it is read the same way by every parser; the rest (backslashes, spaces,
 * several `@`) is read differently by different ones, and so names no host.
 */
const address =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?#@\\\s]*@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?(?:[/?#][^\s\\]*)?$/i;

/** The host of an address: `https://host:port/path`, `host:port` or `host`; undefined when it cannot be read for sure. */
export function hostOf(text: string): Host | undefined {
  const [, written, port] = address.exec(text) ?? [];
  if (written === undefined) return undefined;
  const name = written
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
  if (name === "" || name.startsWith(".") || name.includes("..")) return undefined;
  return port === undefined ? { name } : { name, port };
}

/** Whether the cluster's DNS answers for `name` with Services and Pods of the cluster, whatever the namespace. */
export function isClusterName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.svc\.cluster\.local$/.test(name);
}

interface Network {
  readonly prefix: number;
  readonly block: BlockList;
}

/**
 * Addresses that are not routed on the internet: RFC 1918, loopback, link-local, and their IPv6 counterparts (RFC 4193).
 * Shared address space (100.64.0.0/10) is left out: overlay networks span clouds with it.
 */
const privateNetworks: readonly Network[] = [
  network("10.0.0.0", 8),
  network("172.16.0.0", 12),
  network("192.168.0.0", 16),
  network("127.0.0.0", 8),
  network("169.254.0.0", 16),
  network("::1", 128),
  network("fc00::", 7),
  network("fe80::", 10),
];

function network(base: string, prefix: number): Network {
  const block = new BlockList();
  block.addSubnet(base, prefix, isIP(base) === 6 ? "ipv6" : "ipv4");
  return { prefix, block };
}

/** Whether `name` is an address inside a network of one's own, whose resources are judged by themselves. */
export function isPrivateAddress(name: string): boolean {
  const family = isIP(name);
  return (
    family !== 0 && privateNetworks.some(({ block }) => block.check(name, family === 6 ? "ipv6" : "ipv4"))
  );
}

/** Whether a CIDR block lies in a network of one's own as a whole. */
export function isPrivateBlock(cidr: string): boolean {
  const [, base = "", length = ""] = /^(.+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const family = isIP(base);
  if (family === 0) return false;
  const type = family === 6 ? "ipv6" : "ipv4";
  return privateNetworks.some(({ prefix, block }) => Number(length) >= prefix && block.check(base, type));
}

/**
 * Whether what is sent to `host` stays inside: in the pod, the cluster, or a network of one's own. Names of the cluster
 * are `<service>`, `<service>.<namespace>`, names under `.svc` and names under `.svc.cluster.local`.
 */
export function isInside({ name }: Host): boolean {
  const isShortName = /^[a-z]([a-z0-9_-]*[a-z0-9])?$/.test(name);
  return (
    isShortName ||
    isNameInNamespace(name) ||
    isClusterName(name) ||
    isServiceName(name) ||
    isPrivateAddress(name)
  );
}

/** Whether the approval's `endpoints` name `host`: an entry without a port permits every port. */
export function isApprovedEndpoint(approval: Approval, host: Host): boolean {
  return approval.endpoints.some((entry) => {
    const permitted = hostOf(entry);
    return permitted?.name === host.name && (permitted.port === undefined || permitted.port === host.port);
  });
}

/** What may be named, for messages: `endpoints otel.example.de and hosts inside the cluster`. */
export function approvedHosts(approval: Approval): string {
  const named = approval.endpoints.length > 0 ? `endpoints ${approval.endpoints.join(", ")} and ` : "";
  return `${named}hosts inside the cluster`;
}

/** A label of a name, as Services and namespaces have them. */
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** `svc` is no top-level domain, so that `service.namespace.svc` can only be answered by the cluster. */
function isServiceName(name: string): boolean {
  const labels = name.split(".");
  return labels.length >= 3 && labels.at(-1) === "svc" && labels.every((one) => label.test(one));
}

/**
 * `service.namespace`, where no name of the internet can look the same: `example.de` is a host of Germany even where a
 * namespace `de` exists, since the resolver asks the internet for what the cluster does not know.
 */
function isNameInNamespace(name: string): boolean {
  const [service = "", namespace = "", ...rest] = name.split(".");
  const isShort = rest.length === 0 && label.test(service) && label.test(namespace);
  return isShort && !isTopLevelDomain(namespace);
}
