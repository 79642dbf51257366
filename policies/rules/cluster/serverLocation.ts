import { isIPv4 } from "node:net";
import { locationOf } from "../../../infra/catalogue";
import type { CloudPackage } from "../../approval/judgeLocation";
import { remembered } from "../../remembered";

/** A location that the name of a cluster's server tells. */
export interface ServerLocation {
  readonly pkg: CloudPackage;
  readonly name: string;
}

/**
 * How clouds name the servers of their managed clusters; the group is the location.
 * Sources: the endpoints that EKS, AKS, Kapsule and OVHcloud's Managed Kubernetes document.
 */
const forms: readonly (readonly [pkg: CloudPackage, form: RegExp])[] = [
  ["aws", /^[a-z0-9]+\.[a-z0-9]+\.([a-z0-9-]+)\.eks\.amazonaws\.(?:com|com\.cn|eu)$/],
  ["aws", /^[a-z0-9]+(?:\.[a-z0-9]+)?\.eks-cluster\.([a-z0-9-]+)\.api\.(?:aws|amazonwebservices\.com\.cn)$/],
  ["azure-native", /^(?:[a-z0-9-]+\.)+(?:hcp|privatelink|private)\.([a-z0-9]+)\.azmk8s\.io$/],
  [
    "azure-native",
    /^(?:[a-z0-9-]+\.)+(?:hcp|privatelink|private)\.([a-z0-9]+)\.cx\.(?:aks\.containerservice\.azure\.us|prod\.service\.azk8s\.cn)$/,
  ],
  ["scaleway", /^[0-9a-z-]+\.api\.k8s\.([a-z0-9-]+)\.scw\.cloud$/],
  ["ovh", /^[a-z0-9]+\.c[0-9]+\.([a-z0-9-]+)\.k8s\.ovh\.(?:net|ca|us)$/],
];

/** The location that a server's name tells; undefined for a server whose name tells none. */
export const serverLocation = remembered(256, (server: string): ServerLocation | undefined => {
  const host = hostOf(server);
  if (host === undefined) return undefined;
  for (const [pkg, form] of forms) {
    const name = form.exec(host)?.[1];
    if (name !== undefined) return { pkg, name: pkg === "ovh" ? ovhName(name) : name };
  }
  return undefined;
});

/** Whether a server is on this machine. */
export function isLoopbackServer(server: string): boolean {
  const host = hostOf(server);
  return host === "localhost" || host === "[::1]" || bytesOf(host)?.[0] === 127;
}

/** Whether a server is in a private network (RFC 1918). */
export function isPrivateServer(server: string): boolean {
  const [first, second = 0] = bytesOf(hostOf(server)) ?? [];
  return first === 10 || (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
}

function bytesOf(host: string | undefined): readonly number[] | undefined {
  return host !== undefined && isIPv4(host) ? host.split(".").map(Number) : undefined;
}

/** OVH writes sites of Public Cloud in capitals, and host names know none. */
function ovhName(name: string): string {
  return locationOf("ovh", name) === undefined ? name.toUpperCase() : name;
}

function hostOf(server: string): string | undefined {
  const url = URL.parse(server);
  return url === null || !["http:", "https:"].includes(url.protocol)
    ? undefined
    : url.hostname.replace(/\.$/, "");
}
