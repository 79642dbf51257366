import { Provider } from "@pulumi/azure-native/provider";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterSpec } from "../spec";

/** What everything of a cluster on Azure is made with. */
export interface AzureContext {
  /** What the names of resources begin with. */
  readonly name: string;
  /** What the cluster is called in its resource group. */
  readonly clusterName: string;
  readonly spec: ClusterSpec;
  readonly groupId: pulumi.Output<string>;
  /** The resource group of everything but the nodes, which AKS puts into one of its own. */
  readonly resourceGroupName: pulumi.Output<string>;
  /** Where each resource lies, and what marks it. */
  readonly placed: {
    readonly resourceGroupName: pulumi.Output<string>;
    readonly location: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  /** The parent and the provider of the location. */
  readonly options: { readonly parent: pulumi.Resource; readonly provider: Provider };
}

/** The provider of a location, and the resource group. The subscription is that of who runs the stack, or of its settings. */
export function azureContext(name: string, spec: ClusterSpec, parent: pulumi.Resource): AzureContext {
  const { location, tags } = spec;
  const provider = new Provider(`${name}-azure`, { environment: "public", location }, { parent });
  const options = { parent, provider };
  const group = new resources.ResourceGroup(`${name}-group`, { location, tags }, options);
  const resourceGroupName = group.name;
  return {
    name,
    clusterName: `${pulumi.getStack()}-${name}`,
    spec,
    groupId: group.id,
    resourceGroupName,
    placed: { resourceGroupName, location, tags },
    options,
  };
}
