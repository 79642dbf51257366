import { z } from "zod";
import { isEverywhere } from "../infra/addressBlocks";
import { networkBlock } from "../infra/clouds/addressing";
import { isMadeCloud, madeClouds } from "../infra/clouds/madeClouds";
import { AddressBlock, Country, Label, Name, Registry } from "./valueSchemas";

const existingClouds = ["local", "existing"] as const;

/** What a site may be on. */
export const siteClouds = [...existingClouds, ...madeClouds] as const;

/** A cluster that is there before the stack. */
export const ExistingSite = z.strictObject({
  name: Name,
  cloud: z.enum(existingClouds),
  /** The country that the machines stand in: nothing tells it for a cluster of one's own. */
  country: Country,
  /** The country whose law binds the operator's ultimate parent. Default: `country`. */
  controller: Country.optional(),
  /** A kubeconfig file, absolute or relative to the project's folder. Default for `local`: the embedded cluster's. */
  kubeconfig: z.string().min(1).optional(),
  /** A context of the kubeconfig. Default: its current context. */
  context: z.string().min(1).optional(),
  /** Where this site's copies of the images are. Default: the stack's. */
  registry: Registry.optional(),
});

const Taint = z.strictObject({
  key: Label,
  value: Label.optional(),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
});

const NodePool = z.strictObject({
  name: Name.max(20, { error: "is too long; allowed: 20 characters or fewer" }),
  /** As the cloud writes it, e.g. `g6e.2xlarge`. */
  machineType: z.string().min(1),
  /** Nodes. */
  count: z.int().min(1).max(100).default(1),
  /** Whether the cloud may take nodes away, and rents them for less. */
  spot: z.boolean().default(false),
  /** The disk of a node, for images and what pods write, in GiB. */
  diskGiB: z.int().min(30).max(16_384).default(100),
  labels: z.record(Label, Label).default({}),
  taints: z.array(Taint).default([]),
  /** The zones of its nodes, some of the site's. Default: all of them. */
  zones: z.array(z.string().min(1)).min(1).max(6).optional(),
  /** A reservation of capacity that the nodes are taken from, by the cloud's identifier. */
  capacityReservation: z.string().min(1).optional(),
});

/** The CIDR block of a private network, with room for nodes and pods. */
const Network = z.string().refine(
  (text) => {
    const block = networkBlock(text);
    return block !== undefined && block.bits >= 12 && block.bits <= 20;
  },
  { error: "is no network; allowed: an IPv4 block of /12 to /20 from its first address, as 10.64.0.0/16" },
);

/** A CIDR block from which the API is reached. */
const ApiBlock = AddressBlock.refine((text) => networkBlock(text) !== undefined && !isEverywhere(text), {
  error: "is no block for an API; allowed: IPv4 blocks that are not the whole internet, as 203.0.113.0/24",
});

/** A cluster that the stack makes. */
export const MadeSite = z.strictObject({
  name: Name.max(20, { error: "is too long; allowed: 20 characters or fewer" }),
  cloud: z.enum(madeClouds),
  /** As the cloud writes it, e.g. `eu-central-1`. */
  location: z.string().min(1),
  kubernetesVersion: z
    .string()
    .regex(/^1\.\d\d$/, { error: 'is no version; allowed: the minor one in quotes, as "1.34"' }),
  /** Where this site's copies of the images are. Default: the stack's. */
  registry: Registry.optional(),
  /** From where the API is reached: from its network only, or from these addresses as well. */
  apiAccess: z
    .union([z.literal("private"), z.array(ApiBlock).min(1)], {
      error: "is not allowed; allowed: 'private', or a list of CIDR blocks",
    })
    .default("private"),
  /** The network that is made. */
  network: Network.default("10.64.0.0/16"),
  /** The zones of the location in which nodes stand, as the cloud tells them apart. Default: as many as the cloud can have. */
  zones: z.array(z.string().min(1)).min(1).max(6).optional(),
  /** Who administers the cluster, as the cloud names people and roles. */
  administrators: z.array(z.string().min(1)).default([]),
  /** Whether what holds data cannot be deleted. */
  protected: z.boolean().default(true),
  /** What is there already and is used in place of making it. */
  existing: z
    .strictObject({
      network: z.string().min(1).optional(),
      subnets: z.array(z.string().min(1)).min(1).optional(),
      key: z.string().min(1).optional(),
      registry: z.string().min(1).optional(),
      permissionsBoundary: z.string().min(1).optional(),
    })
    .default({}),
  nodePools: z.array(NodePool).min(1).max(50),
});

/** A site: one cluster in one location. What it may have hangs on its cloud. */
export const Site = z.discriminatedUnion("cloud", [ExistingSite, MadeSite]);

const cloud = z.enum(siteClouds);

/** Every mistake of a site whose cloud is none that is known: which kind it was meant to be is told by what it has. */
export function mistakesWithUnknownCloud(site: unknown): readonly z.core.$ZodIssue[] {
  const isMeantToBeMade =
    typeof site === "object" && site !== null && ("location" in site || "nodePools" in site);
  const schema = isMeantToBeMade ? MadeSite.extend({ cloud }) : ExistingSite.extend({ cloud });
  return schema.safeParse(site, { reportInput: true }).error?.issues ?? [];
}

/** See the schemas. */
export type ExistingSite = z.infer<typeof ExistingSite>;
export type MadeSite = z.infer<typeof MadeSite>;
export type Site = z.infer<typeof Site>;

/** Whether a site's cluster is made by the stack. */
export function isMade(site: Site): site is MadeSite {
  return isMadeCloud(site.cloud);
}
