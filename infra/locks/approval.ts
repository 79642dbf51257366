import { countriesOf, isJurisdiction, jurisdictionGroups } from "../catalogue";

/**
 * What an organisation permits, as far as locks need it: keys of the approval's file, as they stand there. Exceptions
 * are none of them, since they name resources of a program, and a lock sees requests.
 */
export interface LockApproval {
  /** ISO 3166-1 alpha-2 codes or groups of countries: `EU`, `EEA`, `EU-adequate`. */
  readonly jurisdiction: readonly string[];
  /** Whose law may bind an operator: codes and groups as in `jurisdiction`, or `any`. */
  readonly operators: readonly string[] | "any";
  /** The only locations permitted, by Pulumi package. @default a package is not narrowed */
  readonly locations?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The only registries permitted for images, `HOST[:PORT][/PATH]`. @default all */
  readonly registries?: readonly string[] | undefined;
  /** Hosts outside the cluster that a Service may name. @default none */
  readonly endpoints?: readonly string[] | undefined;
  /** Whether images must be named by digest. @default false */
  readonly requireDigest?: boolean | undefined;
}

/** A lock that cannot be made from what it is given. */
export class LockError extends Error {
  override readonly name = "LockError";

  /** @param problems all that is wrong, one line each */
  constructor(
    lock: string,
    readonly problems: readonly string[],
  ) {
    super(`${lock} cannot be made:\n- ${problems.join("\n- ")}`);
  }
}

/** @throws LockError with all problems, when there are any */
export function refuseProblems(lock: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new LockError(lock, problems);
}

/** What is wrong with a list of countries and groups. */
export function countryProblems(key: string, written: readonly string[]): string[] {
  if (written.length === 0) return [`${key}: is an empty list; name at least one country`];
  return written
    .filter((code) => !isJurisdiction(code))
    .map(
      (code) =>
        `${key}: '${code}' is no country or group; allowed: ISO 3166-1 alpha-2 codes in capitals, ${jurisdictionGroups.join(", ")}`,
    );
}

/** Whether `country` (ISO 3166-1 alpha-2) is one of those that a list of countries and groups means. */
export function isAmongCountries(written: readonly string[] | "any", country: string): boolean {
  return written === "any" || countriesOf(written).has(country);
}
