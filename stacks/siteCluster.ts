import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CloudCluster, Cluster } from "../components";
import { adapters } from "../infra/clouds";
import { readKubeconfig, siteImages, type Images } from "../infra/clouds/connection";
import { clusterSpec, nodePoolSpecs } from "./clusterSpec";
import { notKnownYet, readUnlessOffline } from "./offline";
import type { StackConfig } from "./schema";
import { isMade, type ExistingSite, type MadeSite } from "./siteSchema";

/** What a site gives to the endpoint on it. */
export interface SiteCluster {
  readonly provider: k8s.Provider;
  /** The container images that it runs, by their part. */
  readonly images: Images;
}

/** The cluster of a site: made, or taken as it is. */
export function siteCluster(
  site: StackConfig["sites"][number],
  config: StackConfig,
  images: Images,
  projectFolder: string,
): SiteCluster {
  return isMade(site) ? madeCluster(site, config, images) : existingCluster(site, images, projectFolder);
}

function madeCluster(site: MadeSite, { jurisdiction, owner }: StackConfig, images: Images): SiteCluster {
  const { provider } = new CloudCluster(`${site.name}-cluster`, {
    ...clusterSpec(site, { stack: pulumi.getStack(), jurisdiction, owner }),
    adapter: adapters[site.cloud],
    nodePools: nodePoolSpecs(site),
    jurisdiction,
    images,
  });
  return { provider, images };
}

function existingCluster(site: ExistingSite, upstream: Images, projectFolder: string): SiteCluster {
  const { cloud, country, context, name } = site;
  const kubeconfig = readUnlessOffline(() => readKubeconfig(site, projectFolder)) ?? notKnownYet();
  const { provider } = new Cluster(`${name}-cluster`, {
    ...{ cloud, location: country, kubeconfig },
    ...(context === undefined ? {} : { context }),
  });
  const images = readUnlessOffline(() => siteImages(site, projectFolder, upstream)) ?? upstream;
  return { provider, images };
}
