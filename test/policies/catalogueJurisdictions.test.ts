import { describe, expect, it } from "vitest";
import {
  adequacyDecisions,
  cloudNames,
  countriesOf,
  isCountry,
  isJurisdiction,
  jurisdictionGroups,
  operatorOf,
} from "../../infra/catalogue";

describe("the group EU-adequate", () => {
  it("stands beside EU and EEA", () => {
    expect(jurisdictionGroups).toEqual(["EU", "EEA", "EU-adequate"]);
    expect(isJurisdiction("EU-adequate")).toBe(true);
    expect(isJurisdiction("eu-adequate")).toBe(false);
    expect(isCountry("EU-adequate")).toBe(false);
  });

  it("adds the countries found adequate to the Economic Area", () => {
    const area = countriesOf(["EEA"]);
    const group = countriesOf(["EU-adequate"]);
    expect([...area].filter((country) => !group.has(country))).toEqual([]);
    expect([...group].filter((country) => !area.has(country)).toSorted()).toEqual([
      "AD",
      "AR",
      "BR",
      "CA",
      "CH",
      "FO",
      "GB",
      "GG",
      "IL",
      "IM",
      "JE",
      "JP",
      "KR",
      "NZ",
      "UY",
    ]);
  });

  it("leaves out the US, whose decision covers certified organisations only", () => {
    expect(countriesOf(["EU-adequate"]).has("US")).toBe(false);
    expect(adequacyDecisions.find(({ country }) => country === "US")).toMatchObject({
      decision: "(EU) 2023/1795",
      isInGroup: false,
    });
  });

  it("leaves the groups within it as they were", () => {
    expect(countriesOf(["EU"]).size).toBe(27);
    expect(countriesOf(["EEA"]).size).toBe(30);
    expect(countriesOf(["EU-adequate"]).size).toBe(45);
  });
});

describe("the decisions on adequacy", () => {
  it.each([
    ["AD", "2010/625/EU", "2010-10-19"],
    ["AR", "2003/490/EC", "2003-06-30"],
    ["BR", "(EU) 2026/179", "2026-01-26"],
    ["CA", "2002/2/EC", "2001-12-20"],
    ["CH", "2000/518/EC", "2000-07-26"],
    ["FO", "2010/146/EU", "2010-03-05"],
    ["GB", "(EU) 2021/1772", "2021-06-28"],
    ["GG", "2003/821/EC", "2003-11-21"],
    ["IL", "2011/61/EU", "2011-01-31"],
    ["IM", "2004/411/EC", "2004-04-28"],
    ["JE", "2008/393/EC", "2008-05-08"],
    ["JP", "(EU) 2019/419", "2019-01-23"],
    ["KR", "(EU) 2022/254", "2021-12-17"],
    ["NZ", "2013/65/EU", "2012-12-19"],
    ["UY", "2012/484/EU", "2012-08-21"],
  ])("%s: %s of %s", (country, decision, adopted) => {
    expect(adequacyDecisions.filter((one) => one.country === country)).toMatchObject([{ decision, adopted }]);
  });

  it("are each of one country outside the Economic Area, dated, with a source", () => {
    const date = /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
    const area = countriesOf(["EEA"]);
    for (const { country, adopted, source } of adequacyDecisions) {
      expect(isCountry(country) && !area.has(country), country).toBe(true);
      expect(adopted).toMatch(date);
      expect(source).not.toBe("");
    }
    expect(new Set(adequacyDecisions.map(({ country }) => country)).size).toBe(adequacyDecisions.length);
  });

  it("were read in the decision itself for three countries", () => {
    expect(adequacyDecisions.filter(({ isVerified }) => isVerified).map(({ country }) => country)).toEqual([
      "BR",
      "JP",
      "KR",
    ]);
  });

  it("hold for the United Kingdom until the end of 2031", () => {
    expect(adequacyDecisions.find(({ country }) => country === "GB")?.renewal).toEqual({
      decision: "(EU) 2025/2574",
      adopted: "2025-12-19",
      expires: "2031-12-27",
    });
  });
});

describe("operators", () => {
  it.each([
    ["hetzner", "DE"],
    ["scaleway", "FR"],
    ["ovh", "FR"],
    ["stackit", "DE"],
    ["otc", "DE"],
    ["exoscale", "MX"],
    ["upcloud", "FI"],
    ["ionos", "DE"],
    ["nebius", "NL"],
    ["aws", "US"],
    ["azure", "US"],
    ["gcp", "US"],
  ] as const)("%s is controlled from %s", (cloud, controller) => {
    expect(operatorOf(cloud)).toMatchObject({ cloud, controller });
  });

  it.each([
    ["aws", "aws", "US"],
    ["aws", "aws-eusc", "US"],
    ["aws", "aws-us-gov", "US"],
    ["aws", "aws-iso-e", "US"],
    ["aws", "aws-cn", "CN"],
    ["azure", "public", "US"],
    ["azure", "usgovernment", "US"],
    ["azure", "china", "CN"],
    ["ovh", "ovh-eu", "FR"],
    ["ovh", "ovh-ca", "FR"],
    ["ovh", "ovh-us", "US"],
  ] as const)("%s %s is controlled from %s", (cloud, partition, controller) => {
    expect(operatorOf(cloud, partition)).toMatchObject({ cloud, partition, controller });
  });

  it.each([
    ["aws", "aws-mars"],
    ["aws", ""],
    ["azure", "german"],
    ["hetzner", "eu"],
  ] as const)("%s has no partition '%s'", (cloud, partition) => {
    expect(operatorOf(cloud, partition)).toBeUndefined();
  });

  it("have a country, a source and exposures that say what they rest on", () => {
    for (const cloud of cloudNames) {
      const { controller, source, exposures, parent, entity } = operatorOf(cloud);
      expect(isCountry(controller), cloud).toBe(true);
      expect([source, parent, entity]).not.toContain("");
      expect(exposures.length).toBeGreaterThan(0);
      for (const { basis, source: basisSource } of exposures) {
        expect(basis === "sourced" ? basisSource : "inferred").toBeTruthy();
      }
    }
  });

  it("keep the doubts: names that no source told are marked", () => {
    const verified = cloudNames.filter((cloud) => operatorOf(cloud).isEntityVerified);
    expect(verified).toEqual(["aws", "azure", "gcp"]);
  });
});
