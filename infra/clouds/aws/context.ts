import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterSpec } from "../spec";

/** What everything of a cluster on AWS is made with. */
export interface AwsContext {
  /** What the names of resources begin with. */
  readonly name: string;
  /** What the cluster is called in its account: the log of its API, made before it, bears its name. */
  readonly clusterName: string;
  readonly spec: ClusterSpec;
  /** The parent and the provider of the region. */
  readonly options: { readonly parent: pulumi.Resource; readonly provider: Provider };
}

/** The provider of a region, which marks all that it makes. */
export function awsContext(name: string, spec: ClusterSpec, parent: pulumi.Resource): AwsContext {
  const provider = new Provider(
    `${name}-aws`,
    { region: spec.location, defaultTags: { tags: spec.tags } },
    { parent },
  );
  return { name, clusterName: `${pulumi.getStack()}-${name}`, spec, options: { parent, provider } };
}
