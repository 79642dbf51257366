/** A decision of the European Commission that a country protects personal data adequately, under Article 45 of the GDPR. */
export interface AdequacyDecision {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Number, e.g. `2000/518/EC`. */
  readonly decision: string;
  /** Day of adoption, `YYYY-MM-DD`. */
  readonly adopted: string;
  /** The decision that prolonged it last. */
  readonly renewal?: { readonly decision: string; readonly adopted: string; readonly expires: string };
  /** Who is covered, where it is not everybody in the country. */
  readonly scope?: string;
  /** Whether the country belongs to the group `EU-adequate`. */
  readonly isInGroup: boolean;
  readonly source: string;
  /** Whether number and date were read in the decision itself; false: in second-hand lists that agree. */
  readonly isVerified: boolean;
}

/** Confirms that the eleven decisions under Directive 95/46/EC stay in force, and for which countries. */
const review = "country: COM(2024) 7 final of 15 January 2024; number and date: second-hand lists";

/**
 * Every decision known on 24 November 2026. A decision that covers some organisations only is in the group when
 * operators of clouds are among them by law, and out of it when they are only by their own choice.
 */
export const adequacyDecisions: readonly AdequacyDecision[] = [
  underDirective("AD", "2010/625/EU", "2010-10-19"),
  underDirective("AR", "2003/490/EC", "2003-06-30"),
  {
    country: "BR",
    decision: "(EU) 2026/179",
    adopted: "2026-01-26",
    isInGroup: true,
    source: "EUR-Lex, OJ L, 2026/179, 28.1.2026",
    isVerified: true,
  },
  underDirective("CA", "2002/2/EC", "2001-12-20", "commercial organisations, as operators of clouds are"),
  underDirective("CH", "2000/518/EC", "2000-07-26"),
  underDirective("FO", "2010/146/EU", "2010-03-05"),
  {
    country: "GB",
    decision: "(EU) 2021/1772",
    adopted: "2021-06-28",
    renewal: { decision: "(EU) 2025/2574", adopted: "2025-12-19", expires: "2031-12-27" },
    isInGroup: true,
    source: "OJ L, 2025/2574, 23.12.2025, as quoted by others",
    isVerified: false,
  },
  underDirective("GG", "2003/821/EC", "2003-11-21"),
  underDirective("IL", "2011/61/EU", "2011-01-31", "automated processing"),
  underDirective("IM", "2004/411/EC", "2004-04-28"),
  underDirective("JE", "2008/393/EC", "2008-05-08"),
  {
    country: "JP",
    decision: "(EU) 2019/419",
    adopted: "2019-01-23",
    scope:
      "business operators under the Act on the Protection of Personal Information, as operators of clouds are",
    isInGroup: true,
    source: "text of the decision, legislation.gov.uk, as of 31 January 2020",
    isVerified: true,
  },
  {
    country: "KR",
    decision: "(EU) 2022/254",
    adopted: "2021-12-17",
    scope: "all but personal credit data, religious organisations and political parties",
    isInGroup: true,
    source: "title of the decision as the Official Journal has it, lexaris.de; scope: CNPD Luxembourg",
    isVerified: true,
  },
  underDirective("NZ", "2013/65/EU", "2012-12-19"),
  {
    country: "US",
    decision: "(EU) 2023/1795",
    adopted: "2023-07-10",
    scope: "organisations on the list of the Data Privacy Framework",
    // It follows the recipient, who certifies himself each year and may stop, not the place: a country cannot carry it,
    // and a location in the US would pass whoever runs it. An appeal against the decision is pending (C-703/25 P).
    isInGroup: false,
    source: "second-hand lists",
    isVerified: false,
  },
  underDirective("UY", "2012/484/EU", "2012-08-21"),
];

function underDirective(
  country: string,
  decision: string,
  adopted: string,
  scope?: string,
): AdequacyDecision {
  return {
    country,
    decision,
    adopted,
    ...(scope === undefined ? {} : { scope }),
    isInGroup: true,
    source: review,
    isVerified: false,
  };
}
