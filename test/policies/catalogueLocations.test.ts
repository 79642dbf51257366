import { describe, expect, it } from "vitest";
import {
  awsPartitionOf,
  azureEnvironmentOf,
  azurePairOf,
  cloudNames,
  isAzureLogicalName,
  isCountry,
  locationOf,
  locationsOf,
  ovhSiteOf,
} from "../../infra/catalogue";

const all = cloudNames.flatMap((cloud) => locationsOf(cloud));

describe("the tables of locations", () => {
  it.each([
    ["hetzner", 6],
    ["scaleway", 4],
    ["ovh", 95],
    ["stackit", 2],
    ["otc", 3],
    ["exoscale", 8],
    ["upcloud", 15],
    ["ionos", 10],
    ["nebius", 6],
    ["aws", 48],
    ["azure", 74],
    ["gcp", 43],
  ] as const)("%s has %i locations", (cloud, count) => {
    expect(locationsOf(cloud)).toHaveLength(count);
  });

  it("name a country and a source for every location", () => {
    const broken = all.filter(
      ({ code, country, source }) => code === "" || !isCountry(country) || source.trim() === "",
    );
    expect(broken).toEqual([]);
  });

  it.each(cloudNames)("of %s list no code twice and find every one", (cloud) => {
    const locations = locationsOf(cloud);
    expect(new Set(locations.map(({ code }) => code)).size).toBe(locations.length);
    for (const location of locations) {
      expect(location.cloud).toBe(cloud);
      expect(locationOf(cloud, location.code)).toBe(location);
    }
  });

  it("mark what is second-hand or inferred", () => {
    const doubtful = all.filter(({ isVerified }) => !isVerified).map(({ cloud, code }) => `${cloud} ${code}`);
    expect(doubtful.filter((name) => !name.startsWith("gcp ") && !name.startsWith("nebius "))).toEqual([
      "ovh eu-west-lz-zrh",
      "ovh EU-WEST-LZ-ZRH-A",
      "otc eu-ch2",
      "ionos fr/par",
      "ionos gb/bhx",
      "ionos us/mci",
      "aws eu-isoe-west-1",
      "azure swedensouth",
      "azure usdodcentral",
      "azure usdodeast",
      "azure usgovarizona",
      "azure usgovtexas",
      "azure usgovvirginia",
      "azure chinaeast",
      "azure chinaeast2",
      "azure chinaeast3",
      "azure chinanorth",
      "azure chinanorth2",
      "azure chinanorth3",
    ]);
  });

  it("give every region of AWS a partition", () => {
    const byPartition = Object.groupBy(locationsOf("aws"), ({ code }) => awsPartitionOf(code) ?? "none");
    const counts = Object.entries(byPartition).map(([partition, list]) => [partition, list?.length]);
    expect(Object.fromEntries(counts)).toEqual({
      aws: 36,
      "aws-cn": 2,
      "aws-eusc": 1,
      "aws-iso": 2,
      "aws-iso-b": 2,
      "aws-iso-e": 1,
      "aws-iso-f": 2,
      "aws-us-gov": 2,
    });
  });

  it("give every location of Azure an environment and keep names that are no place out", () => {
    const locations = locationsOf("azure");
    expect(locations.filter(({ code }) => azureEnvironmentOf(code) === undefined)).toEqual([]);
    expect(locations.filter(({ code }) => isAzureLogicalName(code))).toEqual([]);
    expect(locations.filter(({ code }) => code !== code.toLowerCase())).toEqual([]);
  });

  it("show every pair of Azure that crosses a border", () => {
    const crossing = locationsOf("azure").flatMap(({ code, country }) => {
      const pair = azurePairOf(code);
      return pair !== undefined && pair.country !== country
        ? [`${code} ${country} > ${pair.code} ${pair.country}`]
        : [];
    });
    expect(crossing).toEqual([
      "brazilsouth BR > southcentralus US",
      "eastasia HK > southeastasia SG",
      "northeurope IE > westeurope NL",
      "southeastasia SG > eastasia HK",
      "westeurope NL > northeurope IE",
    ]);
  });

  it("put every name of an OVH site in the site's country", () => {
    for (const { code, country } of locationsOf("ovh")) {
      const site = ovhSiteOf(code);
      expect(site === undefined ? undefined : locationOf("ovh", site)?.country, code).toBe(country);
    }
  });
});
