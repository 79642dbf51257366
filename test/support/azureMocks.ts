import type { Registration } from "./mocks";

export const mockedSubscription = "/subscriptions/5eced2ac-0000-4000-8000-000000000001";
export const mockedTenant = "7e4a4700-0000-4000-8000-000000000002";

/** What Azure's resource manager would call a resource. */
export function azureId({ type, name }: Pick<Registration, "type" | "name">): string {
  const [, module, kind] = type.split(":");
  return `${mockedSubscription}/resourceGroups/mocked/providers/Microsoft.${module ?? ""}/${kind ?? ""}/${name}`;
}

/** What Azure would compute, as far as our components read it. */
export function azureComputed({ type, name, inputs }: Registration): Record<string, unknown> {
  switch (type) {
    case "azure-native:managedidentity:UserAssignedIdentity":
      return { name, principalId: `${name}-principal`, clientId: `${name}-client`, tenantId: mockedTenant };
    case "azure-native:compute:DiskEncryptionSet":
      return { name, identity: { type: "SystemAssigned", principalId: `${name}-principal` } };
    case "azure-native:keyvault:Key":
      return { name, keyUriWithVersion: `https://mocked.vault.azure.net/keys/${name}/0123456789abcdef` };
    case "azure-native:containerservice:ManagedCluster":
      return { name: inputs["resourceName"] };
    default:
      return { name };
  }
}

/** AKS's answer of who may use a cluster how: a kubeconfig that asks a person to sign in. */
export function mockedCredentials(location: string): { kubeconfigs: { name: string; value: string }[] } {
  const server = `https://cluster-0a1b2c3d.0a1b2c3d-0000.private.${location}.azmk8s.io:443`;
  const cluster = { server, "certificate-authority-data": "Q0E=" };
  const config = JSON.stringify({ clusters: [{ name: "aks", cluster }], users: [{ name: "person" }] });
  return { kubeconfigs: [{ name: "clusterUser", value: Buffer.from(config).toString("base64") }] };
}
