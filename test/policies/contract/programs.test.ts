import { describe } from "vitest";
import { unknown, type Inputs } from "../../../policies/values";
import {
  aks,
  azurePublic,
  blocked,
  type Case,
  claimed,
  clean,
  eks,
  hetzner,
  inCluster,
  kapsule,
  ovhEurope,
  ovhKube,
  table,
  frankfurt,
  stackit,
} from "../../support/contract/cases";
import { awsProgram } from "../../support/contract/awsProgram";
import { awsServicesProgram } from "../../support/contract/awsServicesProgram";
import { azureProgram } from "../../support/contract/azureProgram";
import { azureServicesProgram } from "../../support/contract/azureServicesProgram";
import {
  hetznerProgram,
  openStackProgram,
  ovhProgram,
  scalewayProgram,
} from "../../support/contract/europeProgram";
import { kubernetesProgram } from "../../support/contract/kubernetesProgram";
import type { Program } from "../../support/contract/program";

describe("whole programs are clean under an approval of their country and operator, and blocked abroad", () => {
  const programs: readonly {
    readonly program: Program;
    readonly home: string;
    readonly abroad: string;
    readonly country: string;
    readonly operator: string;
    readonly provider: (place: string) => Inputs;
  }[] = [
    {
      program: awsProgram,
      home: "eu-central-1",
      abroad: "us-east-1",
      country: "DE",
      operator: "US",
      provider: (region) => ({ ...frankfurt, region }),
    },
    {
      program: awsServicesProgram,
      home: "eu-central-1",
      abroad: "us-east-1",
      country: "DE",
      operator: "US",
      provider: (region) => ({ ...frankfurt, region }),
    },
    {
      program: awsServicesProgram,
      home: "eusc-de-east-1",
      abroad: "eu-central-2",
      country: "DE",
      operator: "US",
      provider: (region) => ({ region }),
    },
    {
      program: awsProgram,
      home: "eu-west-3",
      abroad: "eu-west-2",
      country: "FR",
      operator: "US",
      provider: (region) => ({ region }),
    },
    {
      program: azureProgram,
      home: "germanywestcentral",
      abroad: "West US",
      country: "DE",
      operator: "US",
      provider: () => azurePublic,
    },
    {
      program: azureServicesProgram,
      home: "Sweden Central",
      abroad: "norwayeast",
      country: "SE",
      operator: "US",
      provider: () => azurePublic,
    },
    {
      program: azureProgram,
      home: "France Central",
      abroad: "uksouth",
      country: "FR",
      operator: "US",
      provider: (location) => ({ environment: "public", location }),
    },
    {
      program: hetznerProgram,
      home: "fsn1",
      abroad: "ash",
      country: "DE",
      operator: "DE",
      provider: () => hetzner,
    },
    {
      program: hetznerProgram,
      home: "hel1",
      abroad: "fsn1",
      country: "FI",
      operator: "EU",
      provider: () => hetzner,
    },
    {
      program: scalewayProgram,
      home: "fr-par",
      abroad: "pl-waw",
      country: "FR",
      operator: "FR",
      provider: (region) => ({ region, zone: `${region}-1` }),
    },
    {
      program: ovhProgram,
      home: "GRA11",
      abroad: "BHS5",
      country: "FR",
      operator: "FR",
      provider: () => ovhEurope,
    },
    {
      program: openStackProgram,
      home: "RegionOne",
      abroad: "RegionTwo",
      country: "DE",
      operator: "DE",
      provider: (region) => ({ ...stackit, region }),
    },
  ];
  for (const { program, home, abroad, country, operator, provider } of programs) {
    const approval = `jurisdiction: [${country}]\noperators: [${operator}]\n`;
    describe(`${home} for ${country}`, () => {
      table(
        approval,
        program(home).map(([type, inputs]): Case => [type, inputs, provider(home), clean]),
      );
    });
    describe(`${abroad} for ${country}`, () => {
      table(
        approval,
        program(abroad)
          .filter(([type]) => type !== "openstack:compute/keypair:Keypair")
          .map(([type, inputs]): Case => [
            type,
            inputs,
            provider(home),
            blocked(abroad.slice(0, 5), country),
          ]),
      );
    });
  }
  const kinds: readonly (readonly [
    what: string,
    country: string,
    operator: string,
    home: Inputs,
    abroad: Inputs,
    said: string,
  ])[] = [
    ["EKS", "DE", "US", inCluster(eks("eu-central-1")), inCluster(eks("us-east-1")), "us-east-1"],
    ["AKS", "NL", "US", inCluster(aks("westeurope")), inCluster(aks("eastus")), "eastus"],
    ["Kapsule", "FR", "FR", inCluster(kapsule("fr-par")), inCluster(kapsule("pl-waw")), "pl-waw"],
    ["OVH", "FR", "FR", inCluster(ovhKube("gra9")), inCluster(ovhKube("bhs5")), "CA"],
    [
      "our k3s",
      "DE",
      "DE",
      claimed,
      { kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/ash" },
      "ash",
    ],
  ];
  for (const [what, country, operator, home, abroad, said] of kinds) {
    const approval = `jurisdiction: [${country}]\noperators: [${operator}]\nregistries: [registry.example.de]\nrequireDigest: true\n`;
    describe(`Kubernetes by ${what} for ${country}`, () => {
      table(
        approval,
        kubernetesProgram.map(([type, inputs]): Case => [type, inputs, home, clean]),
      );
      table(
        approval,
        kubernetesProgram.map(([type, inputs]): Case => [type, inputs, abroad, blocked(said, country)]),
      );
    });
  }
});
