import { z } from "zod";
import { anyoneTrusted } from "../components/gateway/addresses";
import { isEverywhere } from "../infra/addressBlocks";
import { isModelName, isOrigin } from "../components/gateway/checkSpec";
import { maxQuotas } from "../components/gateway/spec";
import { jurisdictionGroups } from "../infra/catalogue/jurisdictions";
import { engines, tasks } from "../infra/engines";
import { parseModelSource, sourceForms } from "../infra/modelSource";
import { Issuer, tokenSettings } from "./issuerSchema";
import { Site, siteClouds } from "./siteSchema";
import { Host, Tls } from "./tlsSchema";
import { AddressBlock, Country, Jurisdiction, Label, Name, Quantity, Registry } from "./valueSchemas";

function quota(largest: number) {
  return z.int().min(1).max(largest).optional();
}

/** What may be used in a minute or a day. Default: no limit. */
const quotas = {
  requestsPerMinute: quota(maxQuotas.requestsPerMinute),
  /** Tokens of prompts and answers together. */
  tokensPerMinute: quota(maxQuotas.tokensPerMinute),
  tokensPerDay: quota(maxQuotas.tokensPerDay),
};

const Model = z.strictObject({
  name: Name.refine(isModelName, { error: "may not be a model's name: allowed is any but true and false" }),
  engine: z.enum(engines),
  task: z.enum(tasks).default("generate"),
  source: z.string().refine((text) => parseModelSource(text) !== undefined, {
    error: `is no source; allowed: ${sourceForms}`,
  }),
  aliases: z
    .array(
      z.string().refine(isModelName, {
        error:
          "is no alias; allowed: a letter, then up to 127 letters, digits or any of . _ : / @ -, without //, and neither true nor false",
      }),
    )
    .default([]),
  replicas: z.int().min(1).max(64).default(1),
  gpus: z.int().min(0).max(16).optional(),
  cpu: Quantity.optional(),
  memory: Quantity.optional(),
  /** A node pool that each site has. Default: any that has room. */
  nodePool: Name.optional(),
  contextTokens: z.int().min(256).optional(),
  /** For all clients together. */
  ...quotas,
});

const Client = z.strictObject({
  name: Name,
  /** The models that it may use, by name. Default: all. */
  models: z.array(z.string()).min(1).optional(),
  /** From where its requests are taken. Default: all of the gateway's. */
  allowedAddresses: z.array(AddressBlock).min(1).optional(),
  ...tokenSettings,
  /**
   * Which of its made keys are valid: the first is the one to use, others are being replaced. Default: [1], and with a
   * `subject` none.
   */
  keyVersions: z
    .array(z.int().min(1).max(9_999))
    .min(1)
    .refine((versions) => new Set(versions).size === versions.length, {
      error: "has a number twice; give each once",
    })
    .optional(),
  /** Over all models. */
  ...quotas,
});

const serviceTypes = ["ClusterIP", "NodePort", "LoadBalancer"] as const;

const Gateway = z.strictObject({
  replicas: z.int().min(1).max(64).default(2),
  service: z
    .strictObject({
      type: z.enum(serviceTypes).default("ClusterIP"),
      nodePort: z.int().min(30000).max(32767).optional(),
    })
    .default({ type: "ClusterIP" }),
  allowedOrigins: z
    .array(
      z.string().refine(isOrigin, {
        error:
          "is no origin as browsers send it; allowed: http:// or https:// and a host in lower case, with its port unless it is the scheme's own, no path and no *",
      }),
    )
    .default([]),
  /** The DNS name that clients call it by. */
  host: Host.optional(),
  /** Default: plain HTTP. */
  tls: Tls.optional(),
  /** From where requests are taken. Default: anywhere. */
  allowedAddresses: z.array(AddressBlock).min(1).optional(),
  /** The load balancers that are believed what `X-Forwarded-For` says. Default: none. */
  trustedProxies: z
    .array(AddressBlock.refine((text) => !isEverywhere(text), { error: anyoneTrusted }))
    .min(1)
    .optional(),
  clients: z.array(Client).min(1),
  /** Whose tokens name clients. Default: none. */
  issuers: z.array(Issuer).min(1).optional(),
  quotas: z
    .strictObject({
      /** What requests with a quota are answered while they cannot be counted: 503, or as if there were no quota. */
      onFailure: z.enum(["refuse", "allow"]).default("refuse"),
      /** Who counts requests: each replica for itself, or the service that counts tokens, for all replicas together. */
      requests: z.enum(["replica", "shared"]).default("replica"),
    })
    .prefault({}),
});

const Monitoring = z.strictObject({
  /** The namespace of the cluster whose pods may ask the gateway for metrics. */
  namespace: Name,
  /** Whether the cluster has Prometheus Operator, which is told what to ask and what to alert of. */
  prometheusOperator: z.boolean().default(false),
  /** Labels that Prometheus Operator selects what it is told by. */
  labels: z.record(Label, Label).default({}),
  /** Whether to make the dashboard for Grafana's sidecar. */
  dashboard: z.boolean().default(false),
  /** Seconds until the first byte above which a model is told to be slow. */
  slowSeconds: z.number().positive().default(10),
});

const Operators = z.union([z.literal("any"), z.array(Jurisdiction).min(1)], {
  error: ({ input }) =>
    input === undefined
      ? "give 'any' or a list of countries"
      : `is not allowed; allowed: 'any' or a list of ISO 3166-1 alpha-2 codes, ${jurisdictionGroups.join(", ")}`,
});

/** The setting `domicile:stack`. Defaults are filled in; keys that are not known are refused. */
export const StackConfig = z.strictObject({
  /** Countries and groups that everything must lie in. */
  jurisdiction: z.array(Jurisdiction).min(1),
  /** Countries and groups whose law may bind an operator, or `any`. */
  operators: Operators,
  /** The Kubernetes namespace of the endpoint. */
  namespace: Name.default("domicile"),
  /** Who answers for what is made: a mark on it. */
  owner: z
    .string()
    .regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, {
      error: "is no mark; allowed: up to 63 letters, digits, dots, dashes and underscores",
    })
    .optional(),
  /** Where copies of the upstream images are. Default: each in its maker's registry. */
  registry: Registry.optional(),
  sites: z.array(Site).min(1),
  models: z.array(Model).min(1),
  gateway: Gateway,
  /** Who watches the endpoint. Default: nobody may ask the gateway for metrics. */
  monitoring: Monitoring.optional(),
});

/** A stack's settings with their defaults, each right for itself. */
export type StackConfig = z.infer<typeof StackConfig>;

/** What has its form; null where it has not, so that it is known from what is not there. */
function readable<T extends z.ZodType>(schema: T) {
  return schema.nullish().catch(null);
}

function readableList<T extends z.ZodType>(schema: T) {
  return readable(z.array(readable(schema)));
}

/**
 * What can be read of settings that may be malformed in any part: the fields that stand in a relation to others, each
 * where it has its form. Names may be wrong ones: they are compared as they are written.
 */
export const ReadableStack = readable(
  z.object({
    jurisdiction: readableList(Jurisdiction),
    operators: z.union([z.literal("any"), readableList(Jurisdiction)]),
    registry: readable(z.string()),
    sites: readableList(
      z.object({
        name: readable(z.string()),
        cloud: readable(z.enum(siteClouds)),
        country: readable(Country),
        controller: readable(Country),
        kubeconfig: readable(z.string()),
        context: readable(z.string()),
      }),
    ),
    models: readableList(
      z.object({
        name: readable(z.string()),
        aliases: readableList(z.string()),
        source: readable(z.string()),
        engine: readable(Model.shape.engine),
        replicas: readable(z.int()),
        task: readable(Model.shape.task),
        nodePool: readable(z.string()),
        gpus: readable(z.int()),
      }),
    ),
    gateway: readable(
      z.object({
        service: readable(z.object({ type: readable(z.enum(serviceTypes)), nodePort: readable(z.int()) })),
        host: readable(z.string()),
        tls: readable(
          z.object({
            secret: readable(z.string()),
            certificate: readable(z.string()),
            privateKey: readable(z.string()),
            issuer: readable(z.object({})),
          }),
        ),
        allowedAddresses: readableList(AddressBlock),
        clients: readableList(
          z.object({
            name: readable(z.string()),
            models: readableList(z.string()),
            allowedAddresses: readableList(AddressBlock),
            subject: readable(z.string()),
            keyVersions: readable(z.array(z.unknown())),
            issuer: readable(z.string()),
          }),
        ),
        issuers: readableList(
          z.object({
            issuer: readable(z.string()),
            jwks: readable(z.string()),
            jwksUri: readable(z.string()),
            addresses: readable(z.array(z.unknown())),
            ca: readable(z.string()),
            refreshSeconds: readable(z.number()),
          }),
        ),
      }),
    ),
  }),
);

/** See the schema. */
export type ReadableStack = NonNullable<z.infer<typeof ReadableStack>>;
