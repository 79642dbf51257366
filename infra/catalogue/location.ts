/** The clouds whose locations the catalogue lists, in the order in which reports show them. */
export const cloudNames = [
  "hetzner",
  "scaleway",
  "ovh",
  "stackit",
  "otc",
  "exoscale",
  "upcloud",
  "ionos",
  "nebius",
  "aws",
  "azure",
  "gcp",
] as const;

/** A cloud of the catalogue. `existing`, `local` and OpenStack clouds of one's own have no list: the approval names their places. */
export type CloudName = (typeof cloudNames)[number];

/** A region, site or zone of a cloud, as the cloud's programming interface names it. */
export interface Location {
  readonly cloud: CloudName;
  /** Exactly as the cloud writes it; for Azure the programmatic name, see `azureLocationCode`. */
  readonly code: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The city or the cloud's own display name. */
  readonly name?: string;
  /** Where code and country were read. */
  readonly source: string;
  /** Whether `source` is a publication of the cloud itself, and tells the country; false marks second-hand or inferred facts. */
  readonly isVerified: boolean;
}

/** One row of a table of locations: code, country, name. */
export type Row = readonly [code: string, country: string, name?: string];

/** Where the rows of a table come from. */
export interface Origin {
  readonly cloud: CloudName;
  readonly source: string;
  /** Default: true. */
  readonly isVerified?: boolean;
}

/** The locations that `rows` list, all of one origin. */
export function listed(
  { cloud, source, isVerified = true }: Origin,
  rows: readonly Row[],
): readonly Location[] {
  return rows.map(([code, country, name]) => ({
    cloud,
    code,
    country,
    ...(name === undefined ? {} : { name }),
    source,
    isVerified,
  }));
}
