import { describe } from "vitest";
import { unknown, type Inputs } from "../../../policies/values";
import {
  account,
  azurePublic,
  blocked,
  bucket,
  type Case,
  clean,
  cluster,
  frankfurt,
  frankfurtOnly,
  germanAnyone,
  hetzner,
  ovhEurope,
  paris,
  server,
  stackit,
  table,
  union,
  virginia,
} from "../../support/contract/cases";

describe("a resource's own place wins over its provider's", () => {
  table(frankfurtOnly, [
    [
      bucket,
      { region: "us-east-1" },
      frankfurt,
      [
        "mandatory",
        "placed in us-east-1 (US) by 'region'; approved: DE (aws: eu-central-1) - set region or add an exception",
      ],
    ],
    [bucket, { region: "eu-central-1" }, virginia, clean],
    [bucket, {}, frankfurt, clean],
    [bucket, {}, virginia, blocked("us-east-1 (US)", "DE (aws: eu-central-1)")],
    [bucket, { region: null }, frankfurt, clean],
    [bucket, { region: undefined }, frankfurt, clean],
    [bucket, { region: null }, virginia, blocked("us-east-1 (US)")],
    [bucket, {}, {}, blocked("DE"), "from a profile or the environment: nobody can tell"],
    [bucket, {}, { profile: "prod" }, blocked("DE")],
    [bucket, {}, { region: unknown }, blocked("DE")],
    [bucket, { region: "eu-west-3" }, frankfurt, blocked("eu-west-3 (FR)", "DE (aws: eu-central-1)")],
    [
      account,
      { location: "germanywestcentral", sku: { name: "Standard_LRS" } },
      { location: "westus" },
      clean,
    ],
    [
      account,
      { location: "westus", sku: { name: "Standard_LRS" } },
      { location: "germanywestcentral" },
      blocked("westus (US)", "DE"),
    ],
    [account, { sku: { name: "Standard_LRS" } }, { location: "germanywestcentral" }, clean],
    [account, { sku: { name: "Standard_LRS" } }, azurePublic, blocked("location", "DE")],
    ["scaleway:object/bucket:Bucket", { region: "nl-ams" }, paris, blocked("nl-ams (NL)", "DE")],
  ]);
});

describe("a present value of the wrong type is a violation and never falls back", () => {
  const wrong: readonly (readonly [string, Inputs[string]])[] = [
    ["unknown", unknown],
    ["empty", ""],
    ["a blank", " "],
    ["a number", 5],
    ["zero", 0],
    ["true", true],
    ["false", false],
    ["a list", ["eu-central-1"]],
    ["an empty list", []],
    ["an object", { name: "eu-central-1" }],
    ["an empty object", {}],
    ["a list of unknown", [unknown]],
    ["a prototype's name", "constructor"],
    ["another", "__proto__"],
    ["a newline", "eu-central-1\n"],
    ["a null byte", "eu-central-1\u0000"],
  ];
  table(germanAnyone, [
    ...wrong.map(([what, region]): Case => [bucket, { region }, frankfurt, blocked("region", "DE"), what]),
    ...wrong.map(([what, location]): Case => [
      account,
      { location, sku: { name: "Standard_LRS" } },
      { location: "germanywestcentral" },
      blocked("location", "DE"),
      what,
    ]),
    ...wrong.map(([what, location]): Case => [
      server,
      { location },
      hetzner,
      blocked("location", "DE"),
      what,
    ]),
    ...wrong.map(([what, region]): Case => [
      "ovh:CloudProject/kube:Kube",
      { region },
      ovhEurope,
      blocked("region", "DE"),
      what,
    ]),
    ...wrong.map(([what, region]): Case => [
      "openstack:compute/instance:Instance",
      { region },
      stackit,
      blocked("region", "DE"),
      what,
    ]),
  ]);
  table(
    "jurisdiction: [FR]\noperators: any\n",
    wrong.map(([what, region]): Case => [
      "scaleway:object/bucket:Bucket",
      { region },
      paris,
      blocked("region", "FR"),
      what,
    ]),
  );
  table(
    "jurisdiction: [FR]\noperators: any\n",
    wrong.map(([what, zone]): Case => [
      "scaleway:instance/server:Server",
      { zone },
      paris,
      blocked("zone", "FR"),
      what,
    ]),
  );
});

describe("AWS names match exactly (no case, no padding), Azure names as Azure does", () => {
  table(germanAnyone, [
    ...[
      "EU-CENTRAL-1",
      "Eu-Central-1",
      " eu-central-1",
      "eu-central-1 ",
      "eu-central-1a",
      "eu_central_1",
      "eucentral1",
      "eu-central",
      "eu-central-",
      "eu-central-1.",
      "eu‑central‑1",
      "eu-central-10",
      "Europe (Frankfurt)",
      "eu-central-1,us-east-1",
    ].map((region): Case => [bucket, { region }, frankfurt, blocked(region, "DE")]),
    ...[
      "germanywestcentral",
      "Germany West Central",
      "GERMANY WEST CENTRAL",
      "GermanyWestCentral",
      " germany west central ",
      "Germany  West  Central",
      "g e r m a n y westcentral",
    ].map((location): Case => [account, { location, sku: { name: "Standard_LRS" } }, azurePublic, clean]),
    ...[
      "germany-west-central",
      "germany_west_central",
      "germanywestcentral1",
      "germany",
      "West Europe",
      "westeurope",
      "Germany Central",
      "UK South",
      "swedencentral",
      "East US",
      "global",
      "europe",
      "Germany\tWest\tCentral?",
    ].map((location): Case => [
      account,
      { location, sku: { name: "Standard_LRS" } },
      azurePublic,
      blocked(location.slice(0, 5), "DE"),
    ]),
    ...["FSN1", "fsn1 ", " fsn1", "fsn", "fsn1-dc14", "eu-central", "hel1", "ash", "hil", "sin"].map(
      (location): Case => [server, { location }, hetzner, blocked(location, "DE")],
    ),
    [bucket, { region: "eu-central-2" }, frankfurt, blocked("eu-central-2 (CH)", "DE"), "Zurich"],
    [bucket, { region: "eu-west-2" }, frankfurt, blocked("eu-west-2 (GB)", "DE"), "London"],
    [bucket, { region: "eusc-de-east-1" }, frankfurt, clean, "Brandenburg"],
  ]);
  table(union, [
    [bucket, { region: "eu-central-2" }, frankfurt, blocked("(CH)", "EU")],
    [bucket, { region: "eu-west-2" }, frankfurt, blocked("(GB)", "EU")],
    ...[
      "eu-central-1",
      "eu-west-1",
      "eu-west-3",
      "eu-north-1",
      "eu-south-1",
      "eu-south-2",
      "eusc-de-east-1",
    ].map((region): Case => [bucket, { region }, frankfurt, clean]),
    ...[
      "us-east-1",
      "us-gov-west-1",
      "cn-north-1",
      "ap-southeast-1",
      "ca-central-1",
      "il-central-1",
      "us-iso-east-1",
    ].map((region): Case => [bucket, { region }, frankfurt, blocked(region, "EU")]),
    ...[
      "West Europe",
      "northeurope",
      "France Central",
      "swedencentral",
      "polandcentral",
      "italynorth",
      "spaincentral",
    ].map((location): Case => [account, { location, sku: { name: "Standard_LRS" } }, azurePublic, clean]),
    ...[
      "uksouth",
      "Switzerland North",
      "norwayeast",
      "eastus",
      "brazilsouth",
      "chinaeast",
      "usgovvirginia",
    ].map((location): Case => [
      account,
      { location, sku: { name: "Standard_LRS" } },
      azurePublic,
      blocked(location, "EU"),
    ]),
    ...["fr-par", "nl-ams", "pl-waw"].map((region): Case => [
      "scaleway:object/bucket:Bucket",
      { region },
      paris,
      clean,
    ]),
    ...["fr-par-1", "nl-ams-2", "pl-waw-3"].map((zone): Case => [
      "scaleway:instance/server:Server",
      { zone, type: "GP1-S" },
      paris,
      clean,
    ]),
    ...["us-par", "fr-par-9", "FR-PAR-1", "fr"].map((zone): Case => [
      "scaleway:instance/server:Server",
      { zone },
      paris,
      blocked(zone, "EU"),
    ]),
    ...["GRA9", "GRA11", "SBG5", "DE1", "WAW1", "EU-WEST-PAR"].map((region): Case => [
      "ovh:CloudProject/kube:Kube",
      { region },
      ovhEurope,
      clean,
    ]),
    ...["BHS5", "UK1", "SGP1", "US-EAST-VA-1", "MARS1", "GRA"].map((region): Case => [
      "ovh:CloudProject/kube:Kube",
      { region },
      ovhEurope,
      region === "GRA" ? clean : blocked(region, "EU"),
    ]),
  ]);
});

describe("alias and versioned tokens count as their main type", () => {
  table(germanAnyone, [
    ["aws:s3/bucketV2:BucketV2", { region: "eu-central-1" }, frankfurt, clean],
    ["aws:s3/bucketV2:BucketV2", { region: "us-east-1" }, frankfurt, blocked("us-east-1 (US)", "DE")],
    [
      "aws:s3/bucketV2:BucketV2",
      { region: "eu-central-1", accelerationStatus: "Enabled" },
      frankfurt,
      blocked("accelerationStatus"),
    ],
    ["aws:alb/loadBalancer:LoadBalancer", { region: "us-east-1" }, frankfurt, blocked("us-east-1 (US)")],
    [
      "aws:applicationloadbalancing/loadBalancer:LoadBalancer",
      { region: "us-east-1" },
      frankfurt,
      blocked("us-east-1 (US)"),
    ],
    ["aws:elasticloadbalancingv2/loadBalancer:LoadBalancer", { region: "eu-central-1" }, frankfurt, clean],
    ...["v20210201", "v20220901", "v20230101", "v20240101"].flatMap((version): Case[] => [
      [
        `azure-native:storage/${version}:StorageAccount`,
        { location: "germanywestcentral", sku: { name: "Standard_LRS" } },
        azurePublic,
        clean,
      ],
      [
        `azure-native:storage/${version}:StorageAccount`,
        { location: "West US", sku: { name: "Standard_LRS" } },
        azurePublic,
        blocked("West US (US)", "DE"),
      ],
      [
        `azure-native_storage_${version}:storage:StorageAccount`,
        { location: "West US", sku: { name: "Standard_LRS" } },
        azurePublic,
        blocked("(US)", "DE"),
      ],
      [
        `azure-native_storage_${version}:storage:StorageAccount`,
        { location: "germanywestcentral", sku: { name: "Standard_LRS" } },
        azurePublic,
        clean,
      ],
    ]),
    [
      "azure-native:storage/v20230101:StorageAccount",
      { location: "West Europe", sku: { name: "Standard_GRS" } },
      azurePublic,
      blocked("(NL)", "DE"),
    ],
    [
      "azure-native:containerservice/v20240201:ManagedCluster",
      { location: "eastus" },
      azurePublic,
      blocked("eastus (US)"),
    ],
    [
      "azure-native:cognitiveservices/v20230501:Deployment",
      { sku: { name: "GlobalStandard", capacity: 1 } },
      azurePublic,
      blocked("GlobalStandard", "DE"),
    ],
    ["azure-native:network/v20230201:FrontDoor", { location: "global" }, azurePublic, blocked("DE")],
    ["scaleway:index/instanceServer:InstanceServer", { zone: "nl-ams-1" }, paris, blocked("nl-ams-1", "DE")],
    ["scaleway:index/objectBucket:ObjectBucket", { region: "nl-ams" }, paris, blocked("nl-ams (NL)", "DE")],
    ["kubernetes:extensions/v1beta1:Ingress", {}, cluster, clean],
  ]);
});
