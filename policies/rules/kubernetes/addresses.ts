import { isIP } from "node:net";
import type { Approval } from "../../approval/approval";
import { valueWithoutSecrets } from "../../approval/address";
import { isPresent, shown, shownName, unknown } from "../../values";
import type { Finding, Level } from "../rule";
import {
  approvedHosts,
  hostOf,
  isApprovedEndpoint,
  isClusterName,
  isInside,
  isPrivateAddress,
} from "./hosts";
import { finding } from "./kubernetesRule";
import type { Located } from "./located";

const fix = "name a host inside the cluster or add it to 'endpoints' of the approval";

/** How an address is judged. */
interface Judging {
  /** @default "mandatory" */
  readonly level?: Level;
  /** What the property is called where its path does not say it, e.g. the name of a variable. */
  readonly label?: string;
}

/**
 * Judges an address to which data goes: it must lie inside the cluster or a network of one's own, or be approved.
 * Absent and empty values name nothing.
 */
export function addressProblems(
  approval: Approval,
  { path, value }: Located,
  { level = "mandatory", label }: Judging = {},
): Finding[] {
  if (!isPresent(value) || value === "") return [];
  const approved = `approved: ${approvedHosts(approval)} - ${fix}`;
  const where = label === undefined ? `'${path}'` : `${label} ('${path}')`;
  if (value === unknown) return finding(level, path, `${where} cannot be known yet; ${approved}`);
  const host = typeof value === "string" ? hostOf(value) : undefined;
  const said = shown(valueWithoutSecrets(value));
  if (host === undefined) {
    return finding(level, path, `${where} is ${said}, whose host cannot be read; ${approved}`);
  }
  return isInside(host) || isApprovedEndpoint(approval, host)
    ? []
    : finding(level, path, `${said} by ${where} names ${shownName(host.name)}; ${approved}`);
}

/**
 * Judges a plain address or name to which traffic is led: a private address, a name of the cluster or an approved one.
 * An address that is not known yet names no place; it is judged when it is known.
 */
export function destinationProblems(
  approval: Approval,
  { path, value }: Located,
  instead: string,
): Finding[] {
  const ending = `approved: ${approvedHosts(approval)} - ${instead}, or add the address to 'endpoints' of the approval`;
  if (value === unknown) return finding("advisory", path, `'${path}' cannot be known yet; ${ending}`);
  if (typeof value === "string") {
    const name = value.toLowerCase().replace(/\.$/, "");
    if (isPrivateAddress(name) || isClusterName(name)) return [];
    const host = isIP(name) === 6 ? { name } : hostOf(name);
    if (host?.name === name && isApprovedEndpoint(approval, host)) return [];
  }
  return finding("mandatory", path, `'${path}' is ${shown(value)}; ${ending}`);
}
