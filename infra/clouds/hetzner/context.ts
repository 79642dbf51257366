import { Provider as HcloudProvider } from "@pulumi/hcloud/provider";
import * as pulumi from "@pulumi/pulumi";
import { Provider as RandomProvider } from "@pulumi/random";
import { Provider as TlsProvider } from "@pulumi/tls";
import { hetznerZoneOf } from "../../catalogue";
import type { SecretsOptions } from "../k3s";
import type { ClusterSpec } from "../spec";
import { networkLayout, type NetworkLayout } from "./layout";
import { settingToken } from "./token";

/** What everything of a cluster at Hetzner is made with. */
export interface HetznerContext {
  /** What the names of resources begin with. */
  readonly name: string;
  /** What the cluster is called in its project, where names are unique. */
  readonly clusterName: string;
  readonly spec: ClusterSpec;
  readonly layout: NetworkLayout;
  /** The network zone of the location. */
  readonly networkZone: string;
  /** What everything is marked with. */
  readonly labels: Readonly<Record<string, string>>;
  readonly options: { readonly parent: pulumi.Resource; readonly provider: HcloudProvider };
  /** What keys are made with. */
  readonly secrets: SecretsOptions;
}

/** The label by which what belongs to a cluster is known, and that of the machines that run Kubernetes. */
export const clusterLabel = "domicile-cluster";
export const roleLabel = "domicile-role";

/** The machines' image: what it has is what `infra/clouds/k3s` counts on - curl, nftables and systemd. */
export const machineImage = "ubuntu-24.04";

/** The providers. Hetzner's takes its token from the setting `hcloud:token`, or from the environment. */
export function hetznerContext(name: string, spec: ClusterSpec, parent: pulumi.Resource): HetznerContext {
  const clusterName = `${pulumi.getStack()}-${name}`;
  const own = { parent };
  const token = settingToken();
  return {
    name,
    clusterName,
    spec,
    layout: networkLayout(spec.network),
    networkZone: hetznerZoneOf(spec.location) ?? "",
    labels: { ...labelsOf(spec.tags), [clusterLabel]: clusterName },
    options: {
      parent,
      provider: new HcloudProvider(`${name}-hcloud`, token === undefined ? {} : { token }, own),
    },
    secrets: {
      parent,
      tls: new TlsProvider(`${name}-tls`, {}, own),
      random: new RandomProvider(`${name}-random`, {}, own),
      protect: spec.isProtected,
    },
  };
}

/** Tags as Hetzner takes labels: what may not stand in one becomes a dash. */
function labelsOf(tags: Readonly<Record<string, string>>): Record<string, string> {
  const label = (text: string) => text.replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 63);
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [label(key), label(value)]));
}

/** The number that Hetzner knows something by: in its resources' own identifiers it is a text. */
export function numberOf({ id }: pulumi.CustomResource): pulumi.Output<number> {
  return id.apply(Number);
}
