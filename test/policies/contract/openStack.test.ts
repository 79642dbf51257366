import { describe } from "vitest";
import { unknown, type Inputs } from "../../../policies/values";
import { blocked, clean, german, table } from "../../support/contract/cases";

describe("OpenStack clouds not in the catalogue; an unlisted region is a violation", () => {
  const ours: Inputs = { authUrl: "https://keystone.example.de/v3", region: "RegionOne" };
  const instance = "openstack:compute/instance:Instance";
  table(
    `${german}clouds: [{ authUrl: "https://keystone.example.de/v3", controller: DE, regions: { RegionOne: DE, Paris: FR } }]\n`,
    [
      ["pulumi:providers:openstack", ours, undefined, clean],
      [instance, { name: "n" }, ours, clean],
      [instance, { region: "RegionOne" }, ours, clean],
      [instance, { region: "Paris" }, ours, blocked("Paris", "DE")],
      [instance, { region: "RegionTwo" }, ours, blocked("RegionTwo", "DE")],
      [instance, { region: "regionone" }, ours, blocked("regionone", "DE")],
      [instance, { region: "constructor" }, ours, blocked("constructor", "DE")],
      [instance, { region: "__proto__" }, ours, blocked("__proto__", "DE")],
      [instance, {}, { authUrl: "https://keystone.example.de/v3" }, blocked("region", "DE")],
      [
        instance,
        { region: "RegionOne" },
        { authUrl: "https://keystone.other.de/v3" },
        blocked("keystone.other.de", "DE"),
      ],
      [
        instance,
        { region: "RegionOne" },
        { authUrl: "https://keystone.example.de.evil.example/v3" },
        blocked("evil.example", "DE"),
      ],
      [
        instance,
        { region: "RegionOne" },
        { authUrl: "https://keystone.example.de@evil.example/v3" },
        blocked("evil.example", "DE"),
      ],
      [instance, { region: "RegionOne" }, { authUrl: unknown }, blocked("authUrl", "DE")],
      [instance, { region: "RegionOne" }, {}, blocked("DE")],
      [
        instance,
        { region: "DE1" },
        { authUrl: "https://auth.cloud.ovh.net/v3" },
        clean,
        "OVH's Public Cloud",
      ],
      [instance, { region: "BHS5" }, { authUrl: "https://auth.cloud.ovh.net/v3" }, blocked("BHS5", "DE")],
      [instance, { region: "eu-de" }, { authUrl: "https://iam.eu-de.otc.t-systems.com/v3" }, clean],
      [
        instance,
        { region: "eu-nl" },
        { authUrl: "https://iam.eu-de.otc.t-systems.com/v3" },
        blocked("eu-nl", "DE"),
      ],
    ],
  );
  table(
    `jurisdiction: [DE]\noperators: [FR]\nclouds: [{ authUrl: "https://keystone.example.de/v3", controller: DE, regions: { RegionOne: DE } }]\n`,
    [[instance, {}, ours, blocked("DE", "FR")]],
  );
});
