import { createHash } from "node:crypto";

/*
 * Identifiers of Azure's resource manager: paths that name the subscription, the resource group and each parent. Azure
 * ignores their case.
 */

const groupForm = "/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+";

/** A resource group as examples name it. */
export const exampleGroup = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared";

/** The identifier of a subnet. */
export const subnetForm = new RegExp(
  `^${groupForm}/providers/Microsoft\\.Network/virtualNetworks/[^/]+/subnets/[^/]+$`,
  "i",
);

/** The identifier of a group of capacity reservations. */
export const reservationForm = new RegExp(
  `^${groupForm}/providers/Microsoft\\.Compute/capacityReservationGroups/[^/]+$`,
  "i",
);

/** The identifier of a registry. */
export const registryForm = new RegExp(
  `^${groupForm}/providers/Microsoft\\.ContainerRegistry/registries/[^/]+$`,
  "i",
);

const keyForm = new RegExp(
  `^(${groupForm}/providers/Microsoft\\.KeyVault/vaults/([^/]+))/keys/([^/]+)/versions/([0-9a-f]{32})$`,
  "i",
);

/** A version of a key in a vault. */
export interface KeyVersion {
  /** The vault's identifier. */
  readonly vaultId: string;
  /** As services that use the key are told it. */
  readonly url: string;
}

/** The version of a key that an identifier names; undefined when it names none. */
export function keyVersion(id: string): KeyVersion | undefined {
  const [, vaultId, vault, key, version] = keyForm.exec(id) ?? [];
  if (vaultId === undefined || vault === undefined || key === undefined || version === undefined) {
    return undefined;
  }
  return { vaultId, url: `https://${vault.toLowerCase()}.vault.azure.net/keys/${key}/${version}` };
}

/** The network that a subnet belongs to: its identifier up to the subnets. */
export function networkOf(subnetId: string): string {
  return subnetId.replace(/\/subnets\/[^/]+$/i, "");
}

/** The subscription in an identifier: whoever has made a resource knows it without asking. @throws Error when there is none */
export function subscriptionOf(id: string): string {
  const [subscription] = /^\/subscriptions\/[^/]+/i.exec(id) ?? [];
  if (subscription === undefined) throw new Error(`'${id}' is no identifier of a resource of Azure`);
  return subscription;
}

/**
 * A name that no one else in the world has, of small letters and digits, for what is reached by its name. It hangs on the
 * resource group, which is named anew each time it is made: a deleted vault keeps its name for ninety days.
 */
export function worldwideName(prefix: string, groupId: string): string {
  return `${prefix}${createHash("sha256").update(groupId.toLowerCase()).digest("hex").slice(0, 16)}`;
}
