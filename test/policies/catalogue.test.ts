import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  awsPartitionOf,
  awsZone,
  azureEnvironment,
  azureEnvironmentOf,
  azureLocationCode,
  azurePairOf,
  cloudNames,
  cloudOfPackage,
  hetznerZone,
  isAzureLogicalName,
  locationOf,
  locationsOf,
  openStackCloudOf,
  operatorOf,
  ovhEndpoint,
  ovhSiteOf,
  scalewayRegionOf,
} from "../../infra/catalogue";

describe("locationOf", () => {
  it.each([
    ["aws", "eu-central-1", "DE"],
    ["aws", "eu-central-2", "CH"],
    ["aws", "eu-west-1", "IE"],
    ["aws", "eu-west-2", "GB"],
    ["aws", "eu-west-3", "FR"],
    ["aws", "eusc-de-east-1", "DE"],
    ["aws", "eu-isoe-west-1", "GB"],
    ["aws", "us-gov-west-1", "US"],
    ["aws", "cn-north-1", "CN"],
    ["azure", "northeurope", "IE"],
    ["azure", "westeurope", "NL"],
    ["azure", "germanywestcentral", "DE"],
    ["azure", "switzerlandnorth", "CH"],
    ["azure", "norwayeast", "NO"],
    ["azure", "uksouth", "GB"],
    ["azure", "mexicocentral", "MX"],
    ["azure", "brazilsoutheast", "BR"],
    ["gcp", "europe-west2", "GB"],
    ["gcp", "europe-west3", "DE"],
    ["gcp", "europe-west6", "CH"],
    ["hetzner", "fsn1", "DE"],
    ["hetzner", "hel1", "FI"],
    ["hetzner", "ash", "US"],
    ["scaleway", "it-mil", "IT"],
    ["ovh", "GRA11", "FR"],
    ["ovh", "gra", "FR"],
    ["ovh", "DE1", "DE"],
    ["ovh", "UK1", "GB"],
    ["ovh", "BHS5", "CA"],
    ["ovh", "US-EAST-VA-1", "US"],
    ["ovh", "EU-WEST-LZ-LUX-A", "LU"],
    ["ovh", "AF-NORTH-LZ-RBA-A", "MA"],
    ["stackit", "eu01", "DE"],
    ["stackit", "eu02", "AT"],
    ["otc", "eu-nl", "NL"],
    ["otc", "eu-ch2", "CH"],
    ["exoscale", "ch-dk-2", "CH"],
    ["upcloud", "no-svg1", "NO"],
    ["ionos", "de/txl", "DE"],
    ["nebius", "eu-north2", "IS"],
  ] as const)("%s %s lies in %s", (cloud, code, country) => {
    expect(locationOf(cloud, code)?.country).toBe(country);
  });

  it.each([
    ["aws", "eu-central-3"],
    ["aws", "EU-CENTRAL-1"],
    ["aws", " eu-central-1"],
    ["aws", "eu-central-1a"],
    ["aws", "eu-central"],
    ["aws", ""],
    ["azure", "West Europe"],
    ["azure", "europe"],
    ["azure", "global"],
    ["hetzner", "eu-central"],
    ["hetzner", "fsn1-dc14"],
    ["scaleway", "fr-par-1"],
    ["ovh", "gra11"],
    ["gcp", "europe-west3-a"],
  ] as const)("%s knows no '%s'", (cloud, code) => {
    expect(locationOf(cloud, code)).toBeUndefined();
  });

  it("knows a code in its own spelling only", () => {
    const known = cloudNames.flatMap((cloud) => locationsOf(cloud).map(({ code }) => ({ cloud, code })));
    const noise = fc.constantFrom(" ", "\t", "\n", "\u0000", "\u00a0", "\u200b", "-", ".", "x");
    fc.assert(
      fc.property(fc.constantFrom(...known), noise, fc.nat(20), ({ cloud, code }, extra, place) => {
        const at = place % (code.length + 1);
        expect(locationOf(cloud, code.slice(0, at) + extra + code.slice(at))).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });
});

describe("names of prototypes", () => {
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "prototype",
    "length",
    "size",
  ];

  it.each(names)("'%s' is nothing that the catalogue knows", (name) => {
    for (const cloud of cloudNames) {
      expect(locationOf(cloud, name)).toBeUndefined();
      expect(operatorOf(cloud, name)).toBeUndefined();
    }
    expect(awsPartitionOf(name)).toBeUndefined();
    expect(awsZone(name)).toBeUndefined();
    expect(azurePairOf(name)).toBeUndefined();
    expect(azureEnvironment(name)).toBeUndefined();
    expect(azureEnvironmentOf(name)).toBeUndefined();
    expect(isAzureLogicalName(name)).toBe(false);
    expect(cloudOfPackage(name)).toBeUndefined();
    expect(hetznerZone(name)).toBeUndefined();
    expect(scalewayRegionOf(name)).toBeUndefined();
    expect(ovhEndpoint(name)).toBeUndefined();
    expect(ovhSiteOf(name)).toBeUndefined();
    expect(openStackCloudOf(name)).toBeUndefined();
  });
});

describe("zones of AWS", () => {
  it.each([
    ["eu-central-1a", "eu-central-1", "DE"],
    ["us-east-1f", "us-east-1", "US"],
    ["euc1-az2", "eu-central-1", "DE"],
    ["euc2-az1", "eu-central-2", "CH"],
    ["aps1-az1", "ap-south-1", "IN"],
    ["eusc-de-east-1b", "eusc-de-east-1", "DE"],
    ["eu-central-1-waw-1a", "eu-central-1-waw-1a", "PL"],
    ["eu-central-1-ist-1a", "eu-central-1-ist-1a", "TR"],
    ["eu-central-1-ham-1a", "eu-central-1-ham-1a", "DE"],
    ["eu-north-1-hel-1a", "eu-north-1-hel-1a", "FI"],
    ["us-east-1-qro-1a", "us-east-1-qro-1a", "MX"],
  ])("%s lies at %s in %s", (zone, code, country) => {
    expect(awsZone(zone)).toMatchObject({ cloud: "aws", code, country });
  });

  it.each([
    "eu-central-1",
    "eu-central-1g",
    "eu-central-1A",
    "eu-central-3a",
    "euc1-az7",
    "euc1",
    "eu-central-1-wl1-ber-wlz-1",
    "eu-central-1-prg-1a",
    "",
  ])("'%s' is not known", (zone) => {
    expect(awsZone(zone)).toBeUndefined();
  });

  it.each([
    ["eu-central-1", "aws"],
    ["sa-west-1", "aws"],
    ["eusc-de-east-1", "aws-eusc"],
    ["cn-northwest-1", "aws-cn"],
    ["us-gov-east-1", "aws-us-gov"],
    ["eu-isoe-west-1", "aws-iso-e"],
    ["eu-xyz-9", undefined],
  ])("%s belongs to the partition %s", (region, partition) => {
    expect(awsPartitionOf(region)).toBe(partition);
  });
});

describe("names of Azure", () => {
  it.each([
    ["West Europe", "westeurope"],
    ["westeurope", "westeurope"],
    ["WESTEUROPE", "westeurope"],
    [" Germany  West Central ", "germanywestcentral"],
    ["West\u00a0Europe", "west\u00a0europe"],
    ["West\tEurope", "west\teurope"],
    ["\u212aoreaCentral", "\u212aoreacentral"],
    ["west-europe", "west-europe"],
    ["", ""],
  ])("'%s' becomes '%s'", (name, code) => {
    expect(azureLocationCode(name)).toBe(code);
  });

  it("are the same however they are spaced and capitalised", () => {
    const codes = locationsOf("azure").map(({ code }) => code);
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.array(fc.nat(3), { minLength: 30, maxLength: 30 }),
        (code, ways) => {
          const written = code.replace(/./g, (letter: string, index: number) => {
            const way = ways[index] ?? 0;
            return (way % 2 === 1 ? " " : "") + (way > 1 ? letter.toUpperCase() : letter);
          });
          expect(azureLocationCode(written)).toBe(code);
        },
      ),
    );
  });

  it.each([
    ["brazilsouth", "southcentralus", "US"],
    ["brazilsoutheast", "brazilsouth", "BR"],
    ["northeurope", "westeurope", "NL"],
    ["westeurope", "northeurope", "IE"],
    ["swedencentral", "swedensouth", "SE"],
    ["germanywestcentral", "germanynorth", "DE"],
    ["westus3", "eastus", "US"],
  ])("%s is copied to %s in %s", (code, pair, country) => {
    expect(azurePairOf(code)).toMatchObject({ code: pair, country });
  });

  it.each(["polandcentral", "spaincentral", "austriaeast", "europe", "West Europe", "mars"])(
    "%s has no pair",
    (code) => {
      expect(azurePairOf(code)).toBeUndefined();
    },
  );

  it.each([
    ["europe", true],
    ["germany", true],
    ["global", true],
    ["westeurope", false],
    ["mars", false],
  ])("%s is no place: %s", (code, expected) => {
    expect(isAzureLogicalName(code)).toBe(expected);
  });

  it.each([
    ["germanywestcentral", "public"],
    ["swedensouth", "public"],
    ["usgovvirginia", "usgovernment"],
    ["chinaeast2", "china"],
    ["germany", undefined],
  ])("%s belongs to the environment %s", (code, environment) => {
    expect(azureEnvironmentOf(code)).toBe(environment);
  });

  it.each([
    ["public", undefined, "US"],
    ["usgovernment", "US", "US"],
    ["china", "CN", "CN"],
  ])("the environment %s lies in %s and is controlled from %s", (environment, country, controller) => {
    expect(azureEnvironment(environment)).toMatchObject({ environment, operator: { controller } });
    expect(azureEnvironment(environment)?.country).toBe(country);
  });

  it.each(["german", "Public", "AzureCloud", ""])("there is no environment '%s'", (environment) => {
    expect(azureEnvironment(environment)).toBeUndefined();
  });
});

describe("zones of Hetzner and Scaleway", () => {
  it.each([
    ["eu-central", ["fsn1 DE", "nbg1 DE", "hel1 FI"]],
    ["us-east", ["ash US"]],
    ["us-west", ["hil US"]],
    ["ap-southeast", ["sin SG"]],
  ])("%s spans %j", (zone, expected) => {
    expect(hetznerZone(zone)?.map(({ code, country }) => `${code} ${country}`)).toEqual(expected);
  });

  it("puts every location of Hetzner in one network zone", () => {
    const zones = ["eu-central", "us-east", "us-west", "ap-southeast"];
    const codes = zones.flatMap((zone) => hetznerZone(zone)?.map(({ code }) => code) ?? []);
    expect(codes.toSorted()).toEqual(
      locationsOf("hetzner")
        .map(({ code }) => code)
        .toSorted(),
    );
  });

  it("knows no other zone of Hetzner", () => {
    expect(hetznerZone("eu-north")).toBeUndefined();
    expect(hetznerZone("fsn1")).toBeUndefined();
  });

  it.each([
    ["fr-par-1", "fr-par"],
    ["it-mil-3", "it-mil"],
    ["pl-waw-3", "pl-waw"],
    ["fr-par-4", undefined],
    ["fr-par", undefined],
    ["FR-PAR-1", undefined],
  ])("%s belongs to %s", (zone, region) => {
    expect(scalewayRegionOf(zone)).toBe(region);
  });
});

describe("OVH", () => {
  it.each([
    ["ovh-eu", "FR", "EU", "FR", "OVH SAS"],
    ["soyoustart-eu", "FR", "EU", "FR", "OVH SAS"],
    ["ovh-ca", "CA", "CA", "FR", "Hébergement OVH Inc."],
    ["kimsufi-ca", "CA", "CA", "FR", "Hébergement OVH Inc."],
    ["ovh-us", "US", "US", "US", "OVH US LLC"],
  ])(
    "%s is bound by the law of %s, for %s, controlled from %s",
    (endpoint, country, jurisdiction, controller, entity) => {
      expect(ovhEndpoint(endpoint)).toMatchObject({
        endpoint,
        country,
        jurisdiction,
        operator: { controller, entity },
      });
    },
  );

  it.each(["OVH-EU", "ovh-eu ", "https://eu.api.ovh.com/1.0", "ovh", ""])(
    "'%s' is no endpoint",
    (endpoint) => {
      expect(ovhEndpoint(endpoint)).toBeUndefined();
    },
  );

  it.each([
    ["GRA11", "gra"],
    ["eu-west-par-b", "eu-west-par"],
    ["EU-WEST-PAR", "eu-west-par"],
    ["eu-west-lim", "de"],
    ["gra", "gra"],
    ["GRA12", undefined],
  ])("%s is at the site %s", (code, site) => {
    expect(ovhSiteOf(code)).toBe(site);
  });
});

describe("openStackCloudOf", () => {
  it.each([
    ["https://keystone.api.iaas.eu01.stackit.cloud/v3", "stackit", "DE", ["RegionOne DE"]],
    ["https://keystone.api.iaas.eu01.stackit.cloud:443/v3/", "stackit", "DE", ["RegionOne DE"]],
    ["https://iam.eu-de.otc.t-systems.com/v3", "otc", "DE", ["eu-de DE", "eu-nl NL"]],
    ["https://iam.eu-nl.otc.t-systems.com", "otc", "DE", ["eu-de DE", "eu-nl NL"]],
    ["https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3", "otc", "DE", ["eu-ch2 CH"]],
    [
      "https://auth.cloud.ovh.us/v3",
      "ovh",
      "US",
      ["US-EAST-VA US", "US-EAST-VA-1 US", "US-WEST-OR US", "US-WEST-OR-1 US"],
    ],
  ])("%s is %s, controlled from %s", (authUrl, cloud, controller, regions) => {
    const found = openStackCloudOf(authUrl);
    expect(found?.cloud).toBe(cloud);
    expect(found?.operator.controller).toBe(controller);
    expect(found?.locations.map(({ code, country }) => `${code} ${country}`)).toEqual(regions);
  });

  it("knows the regions of OVH's European Keystone, and none of the US", () => {
    const found = openStackCloudOf("https://auth.cloud.ovh.net/v3");
    const countries = new Map(found?.locations.map(({ code, country }) => [code, country]));
    expect(found?.operator.controller).toBe("FR");
    expect(["GRA11", "DE1", "UK1", "BHS5", "gra", "US-EAST-VA-1"].map((code) => countries.get(code))).toEqual(
      ["FR", "DE", "GB", "CA", undefined, undefined],
    );
  });

  it.each([
    "http://auth.cloud.ovh.net/v3",
    "https://AUTH.cloud.ovh.net/v3",
    "https://auth.cloud.ovh.net.example.com/v3",
    "https://auth.cloud.ovh.net@example.com/v3",
    "https://auth.cloud.ovh.net/../v3",
    "https://auth.cloud.ovh.net/v3?x=1",
    "https://auth.cloud.ovh.net:5000/v3",
    " https://auth.cloud.ovh.net/v3",
    "https://keystone.example.de/v3",
    "auth.cloud.ovh.net",
    "",
  ])("'%s' is no cloud that is known", (authUrl) => {
    expect(openStackCloudOf(authUrl)).toBeUndefined();
  });
});

describe("cloudOfPackage", () => {
  it.each([
    ["aws", "aws"],
    ["azure-native", "azure"],
    ["hcloud", "hetzner"],
    ["scaleway", "scaleway"],
    ["ovh", "ovh"],
    ["openstack", undefined],
    ["kubernetes", undefined],
    ["hetzner", undefined],
  ])("%s places in %s", (name, cloud) => {
    expect(cloudOfPackage(name)).toBe(cloud);
  });
});
