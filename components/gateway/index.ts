import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { onceMade } from "../onceMade";
import { selectorLabels, standardLabels } from "../../infra/kubernetes/labels";
import { looksAtAddresses } from "./addresses";
import { gatewaySpec, placeholderSpec, type GatewayArgs } from "./args";
import { specMistakes } from "./checkSpec";
import { keysOf } from "./clientKeys";
import { certificateSecret, withSecretKey } from "./certificate";
import { gatewayConfiguration, type GatewayConfiguration } from "./configuration";
import { deploymentSpec, gatewayIdentity, serviceSpec } from "./manifests";
import { gatewayPodSpec } from "./pod";
import type { GatewaySpec } from "./spec";

export type { GatewayArgs, GatewayClientArgs, GatewayModelArgs, GatewayQuotaArgs } from "./args";
export type { CertificateIssuer, GatewayTlsArgs } from "./certificate";
export type { FetchedKeys, GivenKeys, TokenIssuer } from "./issuers";
export type { GatewayService } from "./manifests";
export type { GatewayResources } from "./pod";

const defaultResources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "2Gi" } };

/** What the replicas of a gateway are made with. */
interface Made {
  readonly metadata: {
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly labels: Record<string, string>;
  };
  readonly plan: GatewaySpec;
  readonly certificateName: pulumi.Output<string> | undefined;
}

/**
 * The OpenAI-compatible front door: Envoy, which checks keys, finds the model that a request asks for and streams
 * its answer. Children: `-account`, `-configuration`, `-certificate` (where one is made), `-envoy`, `-disruption` (with more
 * than one replica), `-service`.
 */
export class Gateway extends pulumi.ComponentResource {
  /** The name of its Service, which listens on port 80, or with TLS on 443. */
  readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    const clients = args.clients.map((client) => ({
      ...client,
      key: pulumi.secret(client.key),
      olderKeys: pulumi.secret(client.olderKeys ?? []),
    }));
    const tls = withSecretKey(args.tls);
    super("domicile:index:Gateway", name, { ...args, clients, tls }, opts);
    const { service = { type: "ClusterIP" } } = args;
    const labels = standardLabels(gatewayIdentity);
    const metadata = { name: gatewayIdentity.instance, namespace: args.namespace, labels };
    const plan = this.checked(placeholderSpec(args));
    const certificateName = tls === undefined ? undefined : certificateSecret({ name, tls, metadata }, this);
    this.makeReplicas(name, args, { metadata, plan, certificateName });
    const { annotations } = service;
    const traits = { speaksTls: tls !== undefined, keepsSource: looksAtAddresses(args) };
    const door = new k8s.core.v1.Service(
      `${name}-service`,
      {
        metadata: annotations === undefined ? metadata : { ...metadata, annotations: { ...annotations } },
        spec: serviceSpec(service, selectorLabels(gatewayIdentity), traits),
      },
      { parent: this },
    );

    this.serviceName = onceMade(metadata.name, door);
    this.registerOutputs({ serviceName: this.serviceName });
  }

  /** The pods with their configuration and account. */
  private makeReplicas(name: string, args: GatewayArgs, { metadata, plan, certificateName }: Made): void {
    const { replicas = 2, drainSeconds = 600, resources = defaultResources } = args;
    const { folder, certificateFolder, ports } = plan;
    const { labels } = metadata;
    const matchLabels = selectorLabels(gatewayIdentity);
    const parent = { parent: this };

    const configuration = this.configuration(args);
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata, automountServiceAccountToken: false },
      parent,
    );
    const secret = new k8s.core.v1.Secret(
      `${name}-configuration`,
      { metadata, data: configuration.apply(({ data }) => data) },
      parent,
    );
    const podArgs = {
      image: args.image,
      ports,
      folder,
      concurrency: 2,
      resources,
      drainSeconds,
      matchLabels,
    };
    const pod = pulumi
      .all([onceMade(metadata.name, account, secret), certificateName])
      .apply(([own, mounted]) => {
        const certificate =
          mounted === undefined || certificateFolder === undefined
            ? undefined
            : { secretName: mounted, folder: certificateFolder };
        return gatewayPodSpec({ ...podArgs, serviceAccountName: own, secretName: own, certificate });
      });
    // Otherwise the whole Deployment would be a secret to previews and policies.
    const checksum = pulumi.unsecret(configuration.apply(({ checksum }) => checksum));
    new k8s.apps.v1.Deployment(
      `${name}-envoy`,
      { metadata, spec: deploymentSpec({ replicas, labels, matchLabels, checksum, pod }) },
      parent,
    );
    if (replicas > 1) {
      new k8s.policy.v1.PodDisruptionBudget(
        `${name}-disruption`,
        { metadata, spec: { maxUnavailable: 1, selector: { matchLabels } } },
        parent,
      );
    }
  }

  /** @throws ResourceError when `spec` has mistakes */
  private checked(spec: GatewaySpec): GatewaySpec {
    const mistakes = specMistakes(spec);
    if (mistakes.length > 0)
      throw this.mistake(`the gateway cannot be configured:\n- ${mistakes.join("\n- ")}`);
    return spec;
  }

  /** The configuration, once endpoints and keys are known. */
  private configuration(args: GatewayArgs): pulumi.Output<GatewayConfiguration> {
    const endpoints = pulumi.all(args.models.map((model) => pulumi.output(model.endpoints)));
    const keys = pulumi.all(
      args.clients.map(({ key, olderKeys = [] }) =>
        pulumi
          .secret(pulumi.all([key, olderKeys]))
          .apply(([newest, older]) => keysOf({ key: newest, olderKeys: older })),
      ),
    );
    const quotaService = pulumi.output(args.quotas?.endpoint);
    return pulumi.all([endpoints, keys, quotaService]).apply(([given, secrets, quotaEndpoint]) => {
      try {
        const facts = { endpoints: given, keys: secrets, quotaEndpoint };
        return gatewayConfiguration(gatewaySpec(args, facts));
      } catch (error) {
        throw this.mistake(error instanceof Error ? error.message : String(error));
      }
    });
  }

  /** An error that is shown under this component, without a stack. */
  private mistake(message: string): pulumi.ResourceError {
    return new pulumi.ResourceError(message, this, true);
  }
}
