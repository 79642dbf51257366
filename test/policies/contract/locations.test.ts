import { describe } from "vitest";
import {
  account,
  azurePublic,
  blocked,
  bucket,
  clean,
  frankfurt,
  hetzner,
  ovhEurope,
  paris,
  server,
  table,
} from "../../support/contract/cases";

describe("locations only narrows, and holds for leak targets too", () => {
  table(
    "jurisdiction: [DE, FR]\noperators: any\nlocations: { aws: [eu-central-1], azure-native: [germanywestcentral], scaleway: [fr-par] }\n",
    [
      [bucket, { region: "eu-west-3" }, frankfurt, blocked("eu-west-3 (FR)", "aws: eu-central-1")],
      [
        "aws:secretsmanager/secret:Secret",
        { region: "eu-central-1", replicas: [{ region: "eu-west-3" }] },
        frankfurt,
        blocked("eu-west-3", "eu-central-1"),
      ],
      [
        "aws:rds/snapshotCopy:SnapshotCopy",
        { region: "eu-central-1", destinationRegion: "eu-west-3" },
        frankfurt,
        blocked("eu-west-3"),
      ],
      [
        account,
        { location: "germanywestcentral", sku: { name: "Standard_GRS" } },
        azurePublic,
        blocked("germanynorth"),
      ],
      [
        account,
        { location: "francecentral", sku: { name: "Standard_LRS" } },
        azurePublic,
        blocked("francecentral (FR)"),
      ],
      ["scaleway:instance/server:Server", { zone: "fr-par-2" }, paris, clean],
      ["ovh:CloudProject/kube:Kube", { region: "GRA9" }, ovhEurope, clean, "other packages are not narrowed"],
      [server, { location: "fsn1" }, hetzner, clean],
    ],
  );
  table("jurisdiction: [DE]\noperators: any\nlocations: { aws: [eu-central-1, us-east-1] }\n", [
    [bucket, { region: "us-east-1" }, frankfurt, blocked("us-east-1"), "never widens"],
  ]);
});
