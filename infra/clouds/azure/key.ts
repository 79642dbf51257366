import * as compute from "@pulumi/azure-native/compute";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import type { AzureContext } from "./context";
import { keyVersion, worldwideName } from "./identifiers";
import { grant } from "./roles";

/** Days for which a deleted key can be brought back: the most that Key Vault allows. Without the key, all data is lost. */
const softDeleteRetentionInDays = 90;

/** The key that encrypts a cluster's secrets and disks. */
export interface ClusterKey {
  readonly vaultId: pulumi.Output<string>;
  /** With its version. */
  readonly url: pulumi.Output<string>;
}

/**
 * The key of a cluster: the organisation's own, or one that is made, in a vault that the internet does not reach. A vault is
 * copied to the pair of its location, wherever that has one: where the pair lies elsewhere, policies refuse the vault, and a
 * key of one's own is needed.
 * @param tenantId of any identity of the tenant, which it tells
 */
export function clusterKey(context: AzureContext, tenantId: pulumi.Output<string>): ClusterKey {
  const existing = context.spec.existing.key;
  return existing === undefined ? makeKey(context, tenantId) : knownKey(existing);
}

function knownKey(id: string): ClusterKey {
  const known = keyVersion(id);
  if (known === undefined) throw new Error(`'${id}' is no identifier of a version of a key`);
  return { vaultId: pulumi.output(known.vaultId), url: pulumi.output(known.url) };
}

function makeKey(context: AzureContext, tenantId: pulumi.Output<string>): ClusterKey {
  const { name, groupId, spec, resourceGroupName, placed, options } = context;
  const kept = { ...options, protect: spec.isProtected };
  const vault = new keyvault.Vault(
    `${name}-vault`,
    {
      ...placed,
      vaultName: groupId.apply((id) => worldwideName("kv", id)),
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays,
        enablePurgeProtection: true,
        publicNetworkAccess: "Disabled",
        // Disks are encrypted by a service of Azure, which comes from no network of ours.
        networkAcls: { bypass: "AzureServices", defaultAction: "Deny" },
      },
    },
    kept,
  );
  const key = new keyvault.Key(
    `${name}-key`,
    {
      resourceGroupName,
      vaultName: vault.name,
      keyName: "cluster",
      properties: { kty: "RSA", keySize: 3072 },
      tags: spec.tags,
    },
    kept,
  );
  return { vaultId: vault.id, url: key.keyUriWithVersion };
}

/** What encrypts disks by the key of a cluster, and what must be there before it can. */
export interface DiskEncryption {
  readonly id: pulumi.Output<string>;
  readonly permissions: readonly pulumi.Resource[];
}

/** Makes what encrypts the disks of nodes and of volumes. */
export function makeDiskEncryption(context: AzureContext, { vaultId, url }: ClusterKey): DiskEncryption {
  const { name, spec, placed, options } = context;
  const set = new compute.DiskEncryptionSet(
    `${name}-disks`,
    {
      ...placed,
      identity: { type: "SystemAssigned" },
      encryptionType: "EncryptionAtRestWithCustomerKey",
      activeKey: { keyUrl: url, sourceVault: { id: vaultId } },
      rotationToLatestKeyVersionEnabled: true,
    },
    { ...options, protect: spec.isProtected },
  );
  const principalId = set.identity.apply((identity) => {
    if (identity === undefined) throw new Error("the disk encryption set has no identity");
    return identity.principalId;
  });
  const use = grant(context, "disks-use-key", { role: "encryptionUser", scope: vaultId, principalId });
  return { id: set.id, permissions: [use] };
}
