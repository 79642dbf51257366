/** A set of countries as an approval writes it, beside the countries that it means. */
export interface CountrySet {
  /** As written, e.g. `["DE", "EEA"]`: for messages. */
  readonly written: readonly string[];
  /** ISO 3166-1 alpha-2 codes. */
  readonly countries: ReadonlySet<string>;
}

/** An OpenStack cloud that is not in the catalogue. */
export interface ApprovedCloud {
  readonly authUrl: string;
  readonly controller: string;
  /** The country of each region by its name. */
  readonly regions: Readonly<Record<string, string>>;
}

/** An existing cluster whose address names no location. */
export interface ApprovedCluster {
  readonly server: string;
  readonly country: string;
  readonly controller: string;
}

/** What is permitted although a rule forbids it. Valid ones only: a bad exception is a problem of the approval. */
export interface Exception {
  readonly type?: string;
  readonly urn?: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`, in UTC. */
  readonly expires: string;
}

/** What an organisation permits, checked. */
export interface Approval {
  readonly jurisdiction: CountrySet;
  /** Whose law may bind an operator. */
  readonly operators: CountrySet | "any";
  /** The only locations permitted, by Pulumi package; a package that is absent is not narrowed. */
  readonly locations: Readonly<Record<string, readonly string[]>>;
  /** The only registries permitted for images; undefined permits all. */
  readonly registries: readonly string[] | undefined;
  /** Hosts that telemetry and egress may name. */
  readonly endpoints: readonly string[];
  /** Groups of custom resources permitted beyond the built-in list. */
  readonly apiGroups: readonly string[];
  readonly requireDigest: boolean;
  /** Whether the rules that are not about place are mandatory. */
  readonly hardening: boolean;
  readonly clouds: readonly ApprovedCloud[];
  readonly clusters: readonly ApprovedCluster[];
  readonly exceptions: readonly Exception[];
}
