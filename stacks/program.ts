import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { SovereignEndpoint, type EndpointModel } from "../components";
import { fromProject } from "../infra/clouds/connection";
import { adapters } from "../infra/clouds";
import { poolTolerations } from "../infra/clouds/nodeMarks";
import type { NodePoolSpec } from "../infra/clouds/spec";
import { upstreamImages } from "../infra/images";
import { mirroredImages } from "../infra/mirroredImages";
import { parseModelSource, type ModelSource } from "../infra/modelSource";
import { uploadedFile } from "../infra/uploadedFile";
import { nodePoolSpecs } from "./clusterSpec";
import { readStackConfig } from "./config";
import { tokenIssuer } from "./issuers";
import { asRunError } from "./runError";
import type { StackConfig } from "./schema";
import { siteCluster } from "./siteCluster";
import { isMade } from "./siteSchema";
import { baseUrlOf, tlsOf } from "./tls";

/** What a stack gives back. */
export interface StackOutputs {
  /** The clients' keys by site and client. Secret. */
  readonly clientKeys: pulumi.Output<Record<string, Record<string, string>>>;
  /** What applications take as their base URL; absent where the settings do not tell it. */
  readonly baseUrl?: string;
}

/** The project's folder: file paths in a stack file start here. */
const projectFolder = resolve(__dirname, "..");

/**
 * Makes the resources of the stack that `domicile:stack` describes. Both doors call it: the Pulumi CLI through
 * `stacks/index.ts`, and `npm start` through the Automation API.
 * @throws pulumi.RunError when the settings or a file that they name are wrong.
 */
export function program(): StackOutputs {
  const { config, clientKeys } = readStackConfig();
  const tls = tlsOf(config.gateway, projectFolder);
  const randomProvider = new random.Provider("random");
  const keys = config.sites.map((site) => {
    const { cloud, name } = site;
    const { provider, images } = siteCluster(
      site,
      config,
      upstreamReferences(site.registry ?? config.registry),
      projectFolder,
    );
    const endpoint = new SovereignEndpoint(
      name,
      {
        namespace: config.namespace,
        models: config.models.map((model) => endpointModel(model, poolsFor(model, site))),
        clientKeys,
        images,
        tls,
        monitoring: config.monitoring,
        issuers: config.gateway.issuers?.map((issuer) => tokenIssuer(issuer, projectFolder)),
        ...gatewaySettings(config.gateway),
        service: serviceOn(site, config.gateway.service),
        ...(cloud === "local" ? { drainSeconds: 5 } : {}),
        isProtected: isMade(site) && site.protected,
      },
      { providers: [provider, randomProvider] },
    );
    return [name, endpoint.clientKeys] as const;
  });
  const baseUrl = baseUrlOf(config.gateway);
  return {
    clientKeys: pulumi.secret(pulumi.all(Object.fromEntries(keys))),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

/** What the settings say of an endpoint's gateway, as the endpoint takes it. */
export function gatewaySettings(gateway: StackConfig["gateway"]) {
  const { clients, replicas, service, allowedOrigins, allowedAddresses, trustedProxies, quotas } = gateway;
  const { onFailure, requests } = quotas;
  return {
    ...{ clients, service, allowedOrigins, allowedAddresses, trustedProxies, gatewayReplicas: replicas },
    quotas: { onFailure, sharesRequests: requests === "shared" },
  };
}

function upstreamReferences(registry: string | undefined): Record<string, string> {
  const references = Object.fromEntries(
    Object.entries(upstreamImages).map(([part, { reference }]) => [part, reference]),
  );
  return registry === undefined ? references : mirroredImages(references, registry);
}

/** Load balancers of clusters that the stack makes have no public address: those are sealed. */
function serviceOn(site: StackConfig["sites"][number], service: StackConfig["gateway"]["service"]) {
  return isMade(site) && service.type === "LoadBalancer"
    ? { ...service, annotations: adapters[site.cloud].internalLoadBalancer }
    : service;
}

/** The node pools of a site that a model may run on; none where the stack makes none. */
function poolsFor({ nodePool }: StackConfig["models"][number], site: StackConfig["sites"][number]) {
  if (!isMade(site)) return [];
  const all = nodePoolSpecs(site);
  return nodePool === undefined
    ? all.filter(({ taints }) => taints.length === 0)
    : all.filter(({ name }) => name === nodePool);
}

function endpointModel(
  { source, ...model }: StackConfig["models"][number],
  pools: readonly NodePoolSpec[],
): EndpointModel {
  const parsed = parseModelSource(source);
  if (parsed === undefined)
    throw new pulumi.RunError(`model '${model.name}' has no usable source: '${source}'`);
  return { ...model, source: weightsOf(parsed), tolerations: poolTolerations(pools) };
}

function weightsOf(source: ModelSource): EndpointModel["source"] {
  if (source.kind === "claim") return source;
  const path = fromProject(projectFolder, source.path);
  return source.kind === "file"
    ? { kind: "file", path, bytes: sizeOf(path) }
    : asRunError(() => uploadedFile(path));
}

/** The bytes of a file, or of all files in a folder; undefined where it is not there, as where a stack is only checked. */
function sizeOf(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return stats?.size;
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((bytes, { parentPath, name }) => bytes + statSync(join(parentPath, name)).size, 0);
}
