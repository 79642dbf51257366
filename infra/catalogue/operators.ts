import type { CloudName } from "./location";
import { operators } from "./operatorTable";

/** How far a foreign law reaches an operator. No legal advice. */
export interface Exposure {
  /** The law, e.g. `CLOUD Act (18 USC 2713)`. */
  readonly law: string;
  readonly reach: string;
  /** `sourced`: read in `source`; `inferred`: our own conclusion, which a lawyer may draw otherwise. */
  readonly basis: "sourced" | "inferred";
  readonly source?: string;
}

/** Who runs a cloud, or one partition of it. */
export interface Operator {
  readonly cloud: CloudName;
  /** The AWS partition, Azure environment or OVH endpoint that this is the operator of; absent for the cloud as a whole. */
  readonly partition?: string;
  /** The company that customers contract with. */
  readonly entity: string;
  /** Whether the name of `entity` was read in a source; false marks general knowledge. */
  readonly isEntityVerified: boolean;
  /** The ultimate parent. */
  readonly parent: string;
  /** ISO 3166-1 alpha-2: the country whose law binds the ultimate parent. */
  readonly controller: string;
  readonly exposures: readonly Exposure[];
  /** Where entity, parent and controller were read, or that they are general knowledge. */
  readonly source: string;
  /** Doubts, and what mitigates. */
  readonly note?: string;
}

/**
 * The operator of a cloud, or of one partition of it: an AWS partition (`aws-eusc`), an Azure environment (`china`) or an
 * OVH endpoint (`ovh-us`). Undefined for a partition that is not known.
 */
export function operatorOf(cloud: CloudName): Operator;
export function operatorOf(cloud: CloudName, partition: string | undefined): Operator | undefined;
export function operatorOf(cloud: CloudName, partition?: string): Operator | undefined {
  const whole = operators[cloud];
  return partition === undefined ? whole.operator : whole.partitions?.get(partition);
}
