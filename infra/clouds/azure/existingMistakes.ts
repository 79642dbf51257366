import type { SpecMistake } from "../adapter";
import { mistakeIf } from "../mistakeIf";
import type { ClusterSpec, ExistingParts } from "../spec";
import { exampleGroup, keyVersion, networkOf, registryForm, subnetForm } from "./identifiers";

/** What Azure cannot use of that which is there already. A network is known by its subnets: the cluster needs those. */
export function existingMistakes({ existing }: ClusterSpec): SpecMistake[] {
  const { network, key, registry, permissionsBoundary } = existing;
  return [
    ...subnetMistakes(existing),
    ...mistakeIf(
      network !== undefined,
      ["existing", "network"],
      network,
      "is told by its subnets on Azure - give 'subnets' only",
    ),
    ...mistakeIf(
      key !== undefined && keyVersion(key) === undefined,
      ["existing", "key"],
      key,
      `is no resource id of a version of a key; allowed: for example "${exampleGroup}/providers/Microsoft.KeyVault/vaults/keys/keys/cluster/versions/…", not its URL`,
    ),
    ...mistakeIf(
      registry !== undefined && !registryForm.test(registry),
      ["existing", "registry"],
      registry,
      `is no resource id of a registry; allowed: for example "${exampleGroup}/providers/Microsoft.ContainerRegistry/registries/images"`,
    ),
    ...mistakeIf(
      permissionsBoundary !== undefined,
      ["existing", "permissionsBoundary"],
      permissionsBoundary,
      "is nothing that Azure has - remove it; each role is given over one resource",
    ),
  ];
}

/** The API's servers stand in a subnet of their own, and one of the nodes spans all zones. */
function subnetMistakes({ subnets }: ExistingParts): SpecMistake[] {
  if (subnets === undefined) return [];
  const known = subnets.filter((subnet) => subnetForm.test(subnet));
  const networks = new Set(known.map((subnet) => networkOf(subnet).toLowerCase()));
  return [
    ...mistakeIf(
      subnets.length !== 2 || new Set(subnets.map((subnet) => subnet.toLowerCase())).size !== 2,
      ["existing", "subnets"],
      subnets,
      "are not two; allowed: the one of the nodes, then the one of the API, which is delegated to Microsoft.ContainerService/managedClusters",
    ),
    ...mistakeIf(
      networks.size > 1,
      ["existing", "subnets"],
      subnets,
      "lie in different networks; allowed: subnets of one",
    ),
    ...subnets.flatMap((subnet, index) =>
      mistakeIf(
        !subnetForm.test(subnet),
        ["existing", "subnets", index],
        subnet,
        `is no subnet of Azure; allowed: for example "${exampleGroup}/providers/Microsoft.Network/virtualNetworks/main/subnets/nodes"`,
      ),
    ),
  ];
}
