import { cloudNames, countriesOf, locationsOf, type CloudName } from "../../../infra/catalogue";
import { code, folded, table } from "../table";

/** Groups of countries in the order in which the document shows them; a country stands in the first that has it. */
const groups = [
  { title: "European Union", countries: countriesOf(["EU"]) },
  { title: "Other countries of the European Economic Area", countries: countriesOf(["EEA"]) },
  { title: "Countries with a decision of adequacy", countries: countriesOf(["EU-adequate"]) },
] as const;

/** The codes of each cloud's locations, by country. */
export function locationTable(): string {
  const byCountry = Map.groupBy(
    cloudNames.flatMap((cloud) => locationsOf(cloud)),
    ({ country }) => country,
  );
  const rowsOf = (isShown: (country: string) => boolean): string =>
    table(
      ["country", "locations"],
      [...byCountry]
        .filter(([country]) => isShown(country))
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([country, locations]) => [
          country,
          cloudNames
            .map((cloud) => codesOf(cloud, locations))
            .filter((codes) => codes !== "")
            .join("; "),
        ]),
    );
  const shown = groups.map(({ title, countries }, index) => {
    const before = groups.slice(0, index);
    const isShown = (country: string): boolean =>
      countries.has(country) && !before.some((group) => group.countries.has(country));
    return `### ${title}\n\n${rowsOf(isShown)}`;
  });
  const isElsewhere = (country: string): boolean => !groups.some(({ countries }) => countries.has(country));
  return [...shown, folded("All other countries", rowsOf(isElsewhere))].join("\n\n");
}

function codesOf(cloud: CloudName, locations: ReturnType<typeof locationsOf>): string {
  const codes = locations
    .filter((location) => location.cloud === cloud)
    .map(({ code: name, isVerified }) => `${code(name)}${isVerified ? "" : " (unverified)"}`);
  return codes.length === 0 ? "" : `${cloud} ${codes.join(", ")}`;
}
