import { adequacyDecisions } from "./adequacy";

/**
 * Officially assigned ISO 3166-1 alpha-2 codes, and `XK`, the user-assigned code that the EU uses for Kosovo.
 * Source: ISO 3166 Maintenance Agency, online browsing platform.
 */
const countryCodes: ReadonlySet<string> = new Set(
  (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
    "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP " +
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT " +
    "MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ " +
    "UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
  ).split(" "),
);

/** Members of the European Union. Source: Treaty on European Union, Article 52, as amended by the accession treaties. */
const europeanUnion: readonly string[] =
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/** The European Economic Area: the Union, Iceland, Liechtenstein and Norway. Source: EEA Agreement, Article 126. */
const europeanEconomicArea: readonly string[] = [...europeanUnion, "IS", "LI", "NO"];

/** The Economic Area and the countries that the Commission found adequate; see `adequacyDecisions` for each decision. */
const adequate: readonly string[] = [
  ...europeanEconomicArea,
  ...adequacyDecisions.filter(({ isInGroup }) => isInGroup).map(({ country }) => country),
];

const groups: ReadonlyMap<string, readonly string[]> = new Map([
  ["EU", europeanUnion],
  ["EEA", europeanEconomicArea],
  ["EU-adequate", adequate],
]);

/** Named groups of countries that may stand wherever a jurisdiction may. */
export const jurisdictionGroups: readonly string[] = [...groups.keys()];

/** Whether `code` is an ISO 3166-1 alpha-2 country code, in capitals. */
export function isCountry(code: string): boolean {
  return countryCodes.has(code);
}

/** Whether `code` is a country or a named group. */
export function isJurisdiction(code: string): boolean {
  return isCountry(code) || groups.has(code);
}

/** The countries that `jurisdictions` cover, each once; codes that are none are left out. */
export function countriesOf(jurisdictions: readonly string[]): ReadonlySet<string> {
  return new Set(jurisdictions.flatMap((code) => groups.get(code) ?? (isCountry(code) ? [code] : [])));
}
