import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { countriesOf, gpuMachineType, locationOf, locationsOf, type CloudName } from "../infra/catalogue";
import type { CloudAdapter, SpecMistake } from "../infra/clouds/adapter";
import type { ClusterSpec, NodePoolSpec } from "../infra/clouds/spec";
import { ClusterBase } from "./clusterBase";
import { clusterProvider } from "./clusterProvider";
import { NodePool } from "./nodePool";

/** What a `CloudCluster` is made from. All of it is plain data, so that policies can judge it before anything is there. */
export interface CloudClusterArgs extends ClusterSpec {
  /** The cloud that it is made on, e.g. `awsAdapter`. */
  adapter: CloudAdapter;
  /** Countries and groups that it must stand in. */
  jurisdiction: readonly string[];
  nodePools: readonly NodePoolSpec[];
  /** The container images of what runs on its nodes; see `ClusterBase`. */
  images: Readonly<Record<string, string>>;
}

/** A sealed Kubernetes cluster with its node pools, made on a cloud. */
export class CloudCluster extends pulumi.ComponentResource {
  /** The provider through which everything on this cluster is made: once its nodes are there. */
  readonly provider: k8s.Provider;
  /** By node pool, what its machines are installed with by hand; empty where the cloud starts all machines. Secret. */
  readonly installations: Readonly<Record<string, pulumi.Output<string>>>;

  /** @throws pulumi.ResourceError where the location lies outside the jurisdiction, or the cloud cannot do what is asked */
  constructor(name: string, args: CloudClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const { adapter, jurisdiction, nodePools, images, ...spec } = args;
    const { cloud, component } = adapter;
    super(`domicile:index:${component}`, name, { ...spec, cloud, jurisdiction, nodePools }, opts);
    const mistakes = [
      ...locationMistakes(cloud, spec.location, jurisdiction),
      ...adapter.mistakes(spec, nodePools),
    ];
    if (mistakes.length > 0) throw new pulumi.ResourceError(refusal(name, mistakes), this, true);

    const made = adapter.makeCluster(name, spec, this, nodePools);
    const parent = { parent: this };
    const pools = nodePools.map(
      (pool) => new NodePool(`${name}-${pool.name}`, { cluster: made, pool }, parent),
    );
    const nodes = pools.flatMap(({ resources }) => resources);
    const place = { cloud, location: spec.location, kubeconfig: pulumi.secret(made.kubeconfig) };
    const completed = made.complete(nodes, {
      provider: () => clusterProvider(`${name}-system`, place, { ...parent, dependsOn: nodes }),
      images,
    });
    // What is made on the cluster comes after what it needs to run.
    this.provider = clusterProvider(name, place, { ...parent, dependsOn: [...nodes, ...completed] });
    this.installations = installationsOf(nodePools, pools);
    new ClusterBase(
      `${name}-base`,
      { storage: made.storage, gpuVendors: vendorsOf(cloud, nodePools), images },
      { ...parent, provider: this.provider },
    );
    this.registerOutputs({});
  }
}

function installationsOf(
  specs: readonly NodePoolSpec[],
  pools: readonly NodePool[],
): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    pools.flatMap(({ installation }, index) => {
      const name = specs[index]?.name;
      return installation === undefined || name === undefined ? [] : [[name, installation]];
    }),
  );
}

/** What is wrong with a location, in the terms of the catalogue. */
export function locationMistakes(
  cloud: CloudName,
  location: string,
  jurisdiction: readonly string[],
): readonly SpecMistake[] {
  const countries = countriesOf(jurisdiction);
  const country = locationOf(cloud, location)?.country;
  if (country !== undefined && countries.has(country)) return [];
  const approved = locationsOf(cloud).filter((known) => countries.has(known.country));
  const said = country === undefined ? `is no location of ${cloud} that is known` : `lies in ${country}`;
  const allowed = approved.map(({ code }) => code).join(", ");
  const message = `${said}; allowed in ${jurisdiction.join(", ")}: ${allowed === "" ? `no location of ${cloud}` : allowed}`;
  return [{ path: ["location"], input: location, message }];
}

function refusal(name: string, mistakes: readonly SpecMistake[]): string {
  const lines = mistakes.map(({ path, input, message }) => {
    const value = input === undefined ? "" : `${JSON.stringify(input)} `;
    return `  - ${path.join(".")}: ${value}${message}`;
  });
  return `the cluster '${name}' cannot be made:\n${lines.join("\n")}`;
}

function vendorsOf(cloud: CloudName, pools: readonly NodePoolSpec[]) {
  const vendors = pools.flatMap(({ machineType }) => gpuMachineType(cloud, machineType)?.gpu.vendor ?? []);
  return [...new Set(vendors)].toSorted();
}
