import { basename, dirname } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Toleration } from "../infra/clouds/spec";
import { enginePort, type Engine, type Task } from "../infra/engines";
import type { ClaimSource, FileSource } from "../infra/modelSource";
import type { UploadedFile } from "../infra/uploadedFile";
import { gatewayPlan, keysOfClient, plannedClient, plannedModel } from "./endpointPlan";
import {
  Gateway,
  type GatewayQuotaArgs,
  type GatewayService,
  type GatewayTlsArgs,
  type TokenIssuer,
} from "./gateway";
import { peerBlocks } from "./gateway/addresses";
import { withSecretKey } from "./gateway/certificate";
import { issuerAddresses } from "./gateway/issuers";
import { sharedQuotas, type SharedQuota } from "./gateway/sharedQuotas";
import { gatewayDefaults, type Quotas } from "./gateway/spec";
import { InferenceServer } from "./inferenceServer";
import { ModelVolume } from "./modelVolume";
import { EndpointMonitoring, type MonitoringSettings } from "./monitoring";
import { quotaPort, QuotaService, storePort } from "./quotaService";
import { SealedNamespace } from "./sealedNamespace";
import { UploadedWeights } from "./uploadedWeights";

/** A model of an endpoint; its quotas hold for all clients together. */
export interface EndpointModel extends Quotas {
  /** The name that clients ask for; a DNS label. */
  name: string;
  engine: Engine;
  /** @default "generate" */
  task?: Task;
  /** Where the weights are; the path of a file source is absolute, and `bytes` its size where it is known. */
  source: ClaimSource | (FileSource & { bytes?: number | undefined }) | UploadedFile;
  /** @default none */
  aliases?: string[];
  /** @default 1 */
  replicas?: number;
  gpus?: number | undefined;
  cpu?: string | undefined;
  memory?: string | undefined;
  /** The node pool that its replicas run on. @default any that has room */
  nodePool?: string | undefined;
  /** What lets its replicas onto nodes with taints beyond that of GPUs. @default none */
  tolerations?: readonly Toleration[] | undefined;
  contextTokens?: number | undefined;
}

/** A caller of an endpoint; its quotas hold for all models together. */
export interface EndpointClient extends Quotas {
  name: string;
  /** The models that it may use, by name. @default all */
  models?: string[] | undefined;
  /** The CIDR blocks from which its requests are taken. @default all of the gateway's */
  allowedAddresses?: string[] | undefined;
  /**
   * Which of its made keys are valid, by number. The first is the one to use; others are being replaced. A number that
   * was not there before makes a new key. @default [1], and with a `subject` none
   */
  keyVersions?: number[] | undefined;
  /** What its tokens say it is, in the claim that their issuer tells clients by. @default its tokens are not taken */
  subject?: string | undefined;
  /** The issuer of its tokens. @default the only one; needed where there are several */
  issuer?: string | undefined;
}

/** How an endpoint is watched, and by whom. */
export interface EndpointMonitor extends MonitoringSettings {
  /** The namespace whose pods may ask the gateway for metrics. */
  namespace: string;
}

/** Keys by client name: one, or a list of which the first is the one to use and the others are being replaced. */
export type ClientKeys = Record<string, string | string[]>;

/** What a `SovereignEndpoint` is made from. */
export interface SovereignEndpointArgs {
  /** The Kubernetes namespace that holds it. */
  namespace: string;
  models: EndpointModel[];
  clients: EndpointClient[];
  /** Keys that clients bring, by client name, in a list the one to use first; the others are made. @default none */
  clientKeys?: pulumi.Input<ClientKeys>;
  /**
   * The container images: `gateway` and each engine that a model uses, and where a quota is counted for all replicas
   * together, `quotaCounter` (`envoyproxy/ratelimit`) and `quotaStore` (Valkey).
   */
  images: Readonly<Record<string, string>>;
  /** @default 2 */
  gatewayReplicas?: number;
  /** The certificate that the gateway speaks TLS with. @default none: plain HTTP */
  tls?: GatewayTlsArgs | undefined;
  /** How the gateway is reached from outside the cluster. @default a ClusterIP: from inside only */
  service?: GatewayService;
  /** Origins whose browser pages may call the gateway. @default none */
  allowedOrigins?: string[];
  /** The CIDR blocks from which requests are taken. @default any */
  allowedAddresses?: string[] | undefined;
  /** The CIDR blocks of load balancers that are believed what `X-Forwarded-For` says. @default none */
  trustedProxies?: string[] | undefined;
  /** Seconds that replicas which are being ended go on with their running answers. @default 60 */
  drainSeconds?: number;
  /** Who watches the endpoint. @default nobody may ask the gateway for metrics */
  monitoring?: EndpointMonitor | undefined;
  /** How quotas are counted. @default each replica of the gateway counts requests; without the service, 503 */
  quotas?: Omit<GatewayQuotaArgs, "endpoint"> | undefined;
  /** Whether its namespace cannot be deleted, and with it the claims in it. @default false */
  isProtected?: boolean | undefined;
  /** Whose tokens name clients that have a `subject`. @default none: clients have keys only */
  issuers?: TokenIssuer[] | undefined;
}

/** The port on which gateway pods take requests. */
const gatewayPort = 8080;

/** Characters of a client key: 62^43 are more than 2^256. */
const keyLength = 43;

/** Models behind an OpenAI-compatible gateway, in a namespace that nothing leaves. */
export class SovereignEndpoint extends pulumi.ComponentResource {
  /** The keys of the clients by name, of those that have one. Secret. */
  readonly clientKeys: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: SovereignEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    const given = pulumi.secret<ClientKeys>(args.clientKeys ?? {});
    const tls = withSecretKey(args.tls);
    super("domicile:index:SovereignEndpoint", name, { ...args, clientKeys: given, tls }, opts);
    const { images, drainSeconds = 60 } = args;
    const parent = { parent: this };

    const shared = sharedQuotas(args, args.quotas?.sharesRequests ?? false);
    const sealed = new SealedNamespace(
      `${name}-sealed`,
      { namespace: args.namespace, isProtected: args.isProtected, ...endpointPorts(args, shared) },
      parent,
    );
    const models = args.models.map((model) => {
      const { name: modelName } = model;
      const weights = this.weightsOf(`${name}-${modelName}-weights`, model, args.namespace, sealed.namespace);
      const image = imageOf(images, model.engine);
      const { endpoints } = new InferenceServer(
        `${name}-${modelName}`,
        { ...model, ...weights, model: modelName, namespace: sealed.namespace, image, drainSeconds },
        parent,
      );
      return { ...plannedModel(model), endpoints };
    });
    const clients = args.clients.map((client) => ({
      ...plannedClient(client),
      ...this.keysOf(`${name}-key-${client.name}`, client, given),
    }));
    new Gateway(
      `${name}-gateway`,
      {
        ...gatewayPlan(args),
        namespace: sealed.namespace,
        image: imageOf(images, "gateway"),
        port: gatewayPort,
        models,
        clients,
        replicas: args.gatewayReplicas ?? 2,
        tls,
        service: args.service ?? { type: "ClusterIP" },
        quotas: this.quotaService(`${name}-quotas`, args, shared, sealed.namespace),
      },
      parent,
    );

    if (args.monitoring !== undefined) {
      const watched = { ...args.monitoring, namespace: sealed.namespace };
      new EndpointMonitoring(`${name}-monitoring`, watched, parent);
    }

    const keys = Object.fromEntries(clients.map((client) => [client.name, client.key]));
    this.clientKeys = pulumi.secret(pulumi.all(keys).apply(givenOnly));
    this.registerOutputs({ clientKeys: this.clientKeys });
  }

  /** The service that counts `shared`, as the gateway takes it; undefined where there is nothing to count. */
  private quotaService(
    name: string,
    { images, quotas }: SovereignEndpointArgs,
    shared: SharedQuota[],
    namespace: pulumi.Input<string>,
  ): GatewayQuotaArgs | undefined {
    if (shared.length === 0) return undefined;
    const [image, storeImage] = [imageOf(images, "quotaCounter"), imageOf(images, "quotaStore")];
    const args = { namespace, quotas: shared, image, storeImage };
    return { ...quotas, endpoint: new QuotaService(name, args, { parent: this }).endpoint };
  }

  /** The claim and the path inside it of a model's weights; where there is no claim yet, it is made. */
  private weightsOf(
    name: string,
    model: EndpointModel,
    namespaceName: string,
    namespace: pulumi.Input<string>,
  ) {
    const { source } = model;
    if (source.kind === "claim") return { claim: source.claim, path: source.path, bytes: undefined };
    const { bytes } = source;
    const claim = `${model.name}-weights`;
    if (source.kind === "upload") {
      const uploaded = new UploadedWeights(name, { namespace, claim, bytes: source.bytes }, { parent: this });
      return { claim: uploaded.claim, path: source.name, awaitsWeights: true, bytes };
    }
    const volume = `${namespaceName}-${claim}`;
    const args = { namespace, claim, volume, folder: dirname(source.path) };
    return { claim: new ModelVolume(name, args, { parent: this }).claim, path: basename(source.path), bytes };
  }

  /** The keys of a client: those that it brings, else made ones, each of which is kept from the deployment on that made it. */
  private keysOf(name: string, client: EndpointClient, given: pulumi.Output<ClientKeys>) {
    const { name: clientName, subject, keyVersions = subject === undefined ? [1] : [] } = client;
    const made = keyVersions.map((version) => {
      // A dot, since no client has one in its name.
      const keyName = version === 1 ? name : `${name}.${version}`;
      return new random.RandomPassword(keyName, { length: keyLength, special: false }, { parent: this })
        .result;
    });
    const keys = pulumi.secret(
      pulumi
        .all([given, pulumi.all(made)])
        .apply(([all, passwords]) => keysOfClient(all, clientName, passwords)),
    );
    return { key: keys.apply(([newest]) => newest), olderKeys: keys.apply((all) => all.slice(1)) };
  }
}

/** Those that have a key: a client that only its tokens name has none. */
function givenOnly(keys: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([name, key]) => (key === undefined ? [] : [[name, key]])),
  );
}

function endpointPorts(args: SovereignEndpointArgs, shared: SharedQuota[]) {
  const { monitoring, service, issuers } = args;
  const port = gatewayDefaults.ports.metrics;
  // A ClusterIP is reached from pods and nodes alone, and network plug-ins differ in whether a block holds nodes.
  const isReachedFromOutside = service !== undefined && service.type !== "ClusterIP";
  return {
    gatewayPort,
    callers: isReachedFromOutside ? peerBlocks(args) : undefined,
    enginePort,
    quotas: shared.length > 0 ? { counterPort: quotaPort, storePort } : undefined,
    metrics: monitoring === undefined ? undefined : { port, namespace: monitoring.namespace },
    issuers: issuers?.flatMap(issuerAddresses),
  };
}

function imageOf(images: Readonly<Record<string, string>>, part: string): string {
  const image = images[part];
  if (image === undefined) {
    throw new pulumi.RunError(
      `no container image for '${part}'; there are images for: ${Object.keys(images).join(", ")}`,
    );
  }
  return image;
}
