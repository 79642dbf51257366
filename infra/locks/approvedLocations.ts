import { locationOf, locationsOf, operatorOf, type CloudName, type Location } from "../catalogue";
import { countryProblems, isAmongCountries, type LockApproval } from "./approval";

/** A cloud, or one partition of it, whose locations are locked. */
export interface LockedCloud {
  readonly cloud: CloudName;
  /** The Pulumi package under which an approval's `locations` name those of the cloud. */
  readonly package: string;
  /** The AWS partition or Azure environment. */
  readonly partition: string;
  /** The partition of a location; undefined when it is not known. */
  readonly partitionOf: (code: string) => string | undefined;
  /** The catalogue's code of a name as the approval may write it. */
  readonly codeOf: (name: string) => string;
}

/** The codes of locations that may be used, or all that stands in the way of there being any. */
export type ApprovedLocations =
  { readonly locations: readonly string[] } | { readonly problems: readonly string[] };

/** The locations of a cloud that an approval leaves, in the catalogue's order. */
export function approvedLocations(approval: LockApproval, locked: LockedCloud): ApprovedLocations {
  const problems = [
    ...countryProblems("jurisdiction", approval.jurisdiction),
    ...(approval.operators === "any" ? [] : countryProblems("operators", approval.operators)),
    ...narrowingProblems(approval, locked),
  ];
  if (problems.length > 0) return { problems };
  const denied = operatorProblems(approval, locked);
  if (denied.length > 0) return { problems: denied };

  const known = locationsOf(locked.cloud).filter(({ code }) => locked.partitionOf(code) === locked.partition);
  const locations = known.filter((location) => isApproved(approval, locked, location));
  if (locations.length > 0) return { locations: locations.map(({ code }) => code) };
  const all = known.map(({ code, country }) => `${code} (${country})`).join(", ");
  return {
    problems: [
      `no location of ${described(locked)} is approved by jurisdiction ${approval.jurisdiction.join(", ")}${narrowed(approval, locked)}; there are: ${all}`,
    ],
  };
}

function isApproved(approval: LockApproval, locked: LockedCloud, { code, country }: Location): boolean {
  const permitted = approval.locations?.[locked.package];
  return (
    isAmongCountries(approval.jurisdiction, country) &&
    (permitted === undefined || permitted.some((name) => locked.codeOf(name) === code))
  );
}

/** A name that is not known would narrow to less than was meant, and be seen only when something is refused. */
function narrowingProblems({ locations }: LockApproval, locked: LockedCloud): string[] {
  const key = `locations.${locked.package}`;
  const permitted = locations?.[locked.package];
  if (permitted === undefined) return [];
  if (permitted.length === 0) return [`${key}: is an empty list; name at least one, or remove the key`];
  return permitted
    .filter((name) => locationOf(locked.cloud, locked.codeOf(name)) === undefined)
    .map((name) => `${key}: '${name}' is no location of ${locked.package} that is known`);
}

function operatorProblems({ operators }: LockApproval, locked: LockedCloud): string[] {
  const { entity, controller } = operatorOf(locked.cloud, locked.partition) ?? operatorOf(locked.cloud);
  if (operators === "any" || isAmongCountries(operators, controller)) return [];
  return [
    `operators: ${entity}, which runs ${described(locked)}, is bound by the law of ${controller}; approved: ${operators.join(", ")} - add ${controller} to 'operators', or make no lock for it`,
  ];
}

function narrowed({ locations }: LockApproval, locked: LockedCloud): string {
  const permitted = locations?.[locked.package];
  return permitted === undefined ? "" : ` and locations ${permitted.join(", ")}`;
}

function described({ package: name, partition }: LockedCloud): string {
  return `${name} (${partition})`;
}
