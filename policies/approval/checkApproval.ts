import type { Approval, ApprovedCloud, ApprovedCluster, Exception } from "./approval";
import { Checker, countrySet, described, isFields } from "./checker";
import { cloudPackages, countriesOfLocation, isCloudPackage } from "./judgeLocation";
import { sameAddress } from "./address";

/** The keys that an approval's file may have. */
export const approvalKeys = [
  "jurisdiction",
  "operators",
  "locations",
  "registries",
  "endpoints",
  "apiGroups",
  "requireDigest",
  "hardening",
  "clouds",
  "clusters",
  "exceptions",
] as const;

/** An approval that has no mistake, or all of its mistakes. */
export type CheckedApproval = { readonly approval: Approval } | { readonly problems: readonly string[] };

/** Checks what an approval's file holds, as plain data. */
export function checkApproval(value: unknown): CheckedApproval {
  const checker = new Checker();
  const fields = checker.fields(value, "", approvalKeys, ["jurisdiction", "operators"]);
  if (fields === undefined) return { problems: checker.problems };

  const clouds = distinct(
    checker,
    "clouds",
    checker.list(fields["clouds"], "clouds", (entry, path) => checkCloud(checker, entry, path)) ?? [],
    ({ authUrl }) => authUrl,
  );
  const clusters = distinct(
    checker,
    "clusters",
    checker.list(fields["clusters"], "clusters", (entry, path) => checkCluster(checker, entry, path)) ?? [],
    ({ server }) => server,
  );
  const approval: Approval = {
    jurisdiction: checker.countries(fields["jurisdiction"], "jurisdiction") ?? countrySet([]),
    operators: checker.operators(fields["operators"], "operators") ?? countrySet([]),
    locations: checkLocations(checker, fields["locations"]),
    registries: checker.list(fields["registries"], "registries", (entry, path) => host(checker, entry, path)),
    endpoints:
      checker.list(fields["endpoints"], "endpoints", (entry, path) => host(checker, entry, path)) ?? [],
    apiGroups:
      checker.list(fields["apiGroups"], "apiGroups", (entry, path) => checker.text(entry, path)) ?? [],
    requireDigest: checker.truth(fields["requireDigest"], "requireDigest") ?? false,
    hardening: checker.truth(fields["hardening"], "hardening") ?? false,
    clouds,
    clusters,
    exceptions:
      checker.list(fields["exceptions"], "exceptions", (entry, path) =>
        checkException(checker, entry, path),
      ) ?? [],
  };
  return checker.problems.length === 0 ? { approval } : { problems: checker.problems };
}

function checkLocations(checker: Checker, value: unknown): Approval["locations"] {
  if (value === undefined) return {};
  if (!isFields(value) || Object.keys(value).length === 0) {
    checker.report(
      "locations",
      `${described(value)} names no package; allowed: lists by ${cloudPackages.join(", ")}`,
    );
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([pkg, names]): [string, string[]] => {
      const path = `locations.${pkg}`;
      if (!isCloudPackage(pkg)) {
        checker.report(path, `is no package with locations; allowed: ${cloudPackages.join(", ")}`);
        return [pkg, []];
      }
      const read = (entry: unknown, place: string): string | undefined => {
        const name = checker.text(entry, place);
        // The regions of an OpenStack cloud are its own: `clouds` may name them, and need not.
        if (name === undefined || pkg === "openstack") return name;
        if (countriesOfLocation({ clouds: [] }, pkg, name).length > 0) return name;
        checker.report(place, `"${name}" is no location of ${pkg} that is known`);
        return undefined;
      };
      return [pkg, checker.list(names ?? null, path, read) ?? []];
    }),
  );
}

function checkCloud(checker: Checker, value: unknown, path: string): ApprovedCloud | undefined {
  const allowed = ["authUrl", "controller", "regions"];
  const fields = checker.fields(value, path, allowed, allowed);
  if (fields === undefined) return undefined;
  const authUrl = present(fields, "authUrl", (entry) => checker.address(entry, `${path}.authUrl`));
  const controller = present(fields, "controller", (entry) => checker.country(entry, `${path}.controller`));
  const regions = present(fields, "regions", (entry) => checkRegions(checker, entry, `${path}.regions`));
  if (authUrl === undefined || controller === undefined || regions === undefined) return undefined;
  return { authUrl, controller, regions };
}

function checkRegions(checker: Checker, value: unknown, path: string): Record<string, string> | undefined {
  if (!isFields(value) || Object.keys(value).length === 0) {
    checker.report(
      path,
      `${described(value)} names no region; give each with its country, e.g. { RegionOne: DE }`,
    );
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, entry]): [string, string][] => {
      const country = checker.country(entry, `${path}.${name}`);
      return country === undefined ? [] : [[name, country]];
    }),
  );
}

function checkCluster(checker: Checker, value: unknown, path: string): ApprovedCluster | undefined {
  const allowed = ["server", "country", "controller"];
  const fields = checker.fields(value, path, allowed, allowed);
  if (fields === undefined) return undefined;
  const server = present(fields, "server", (entry) => checker.address(entry, `${path}.server`));
  const country = present(fields, "country", (entry) => checker.country(entry, `${path}.country`));
  const controller = present(fields, "controller", (entry) => checker.country(entry, `${path}.controller`));
  if (server === undefined || country === undefined || controller === undefined) return undefined;
  return { server, country, controller };
}

function checkException(checker: Checker, value: unknown, path: string): Exception | undefined {
  const named = isFields(value) ? (value["urn"] ?? value["type"]) : undefined;
  const place = typeof named === "string" ? `${path} (${named})` : path;
  const fields = checker.fields(value, place, ["type", "urn", "reason", "expires"], ["reason", "expires"]);
  if (fields === undefined) return undefined;
  const type = present(fields, "type", (entry) => checker.text(entry, `${place}.type`));
  const urn = present(fields, "urn", (entry) => checker.text(entry, `${place}.urn`));
  const reason = present(fields, "reason", (entry) => checker.text(entry, `${place}.reason`));
  const expires = present(fields, "expires", (entry) => checker.day(entry, `${place}.expires`));
  if (!Object.hasOwn(fields, "type") && !Object.hasOwn(fields, "urn")) {
    checker.report(place, "names nothing; give 'type' or 'urn'");
  }
  if (reason === undefined || expires === undefined) return undefined;
  return {
    ...(type === undefined ? {} : { type }),
    ...(urn === undefined ? {} : { urn }),
    reason,
    expires,
  };
}

/** A host, with or without a port or a path: what stands in an image's name or an address after its scheme. */
function host(checker: Checker, value: unknown, path: string): string | undefined {
  const text = checker.text(value, path);
  if (text === undefined || !/[\s*]|:\/\//.test(text)) return text;
  checker.report(path, `${described(text)} is no host; allowed: HOST[:PORT], without scheme, spaces and *`);
  return undefined;
}

function present<Result>(
  fields: Readonly<Record<string, unknown>>,
  key: string,
  read: (entry: unknown) => Result | undefined,
): Result | undefined {
  return Object.hasOwn(fields, key) ? read(fields[key]) : undefined;
}

/** Two entries for one address could contradict each other. */
function distinct<Entry>(
  checker: Checker,
  path: string,
  entries: readonly Entry[],
  addressOf: (entry: Entry) => string,
): readonly Entry[] {
  entries.forEach((entry, index) => {
    const address = addressOf(entry);
    if (entries.slice(0, index).some((earlier) => sameAddress(addressOf(earlier), address))) {
      checker.report(path, `${described(address)} is named twice`);
    }
  });
  return entries;
}
