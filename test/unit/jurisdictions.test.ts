import { describe, expect, it } from "vitest";
import { countriesOf, isCountry, isJurisdiction } from "../../infra/catalogue/jurisdictions";

describe("jurisdictions", () => {
  it.each([
    ["DE", true],
    ["NO", true],
    ["XK", true],
    ["de", false],
    ["EU", false],
    ["UK", false],
    ["", false],
    ["toString", false],
  ])("%s is a country: %s", (code, expected) => {
    expect(isCountry(code)).toBe(expected);
  });

  it.each([
    ["EU", true],
    ["EEA", true],
    ["FR", true],
    ["eu", false],
    ["constructor", false],
  ])("%s is a jurisdiction: %s", (code, expected) => {
    expect(isJurisdiction(code)).toBe(expected);
  });

  it("counts 27 members of the Union and 30 countries of the Economic Area", () => {
    expect(countriesOf(["EU"]).size).toBe(27);
    expect(countriesOf(["EEA"]).size).toBe(30);
    expect([...countriesOf(["EEA"])].filter((code) => !countriesOf(["EU"]).has(code))).toEqual([
      "IS",
      "LI",
      "NO",
    ]);
  });

  it("holds Switzerland and the United Kingdom outside both", () => {
    expect(countriesOf(["EU", "EEA"]).has("CH")).toBe(false);
    expect(countriesOf(["EU", "EEA"]).has("GB")).toBe(false);
  });

  it("joins countries and groups, each once", () => {
    expect([...countriesOf(["DE", "DE", "CH"])]).toEqual(["DE", "CH"]);
    expect(countriesOf(["EU", "CH"]).size).toBe(28);
  });
});
