import { describe, expect, test } from "vitest";
import { chooseLinkAddresses, isLinkFree } from "../../infra/local/cluster/addressing";
import { linkName, parseRoutes } from "../../infra/local/cluster/hostLink";

describe("chooseLinkAddresses", () => {
  test("begins at a place that the deployment's id tells", () => {
    expect(chooseLinkAddresses("00000000", [])).toEqual({ host: "10.214.0.1", node: "10.214.0.2" });
    expect(chooseLinkAddresses("00000001", [])).toEqual({ host: "10.214.0.5", node: "10.214.0.6" });
    expect(chooseLinkAddresses("ffffffff", [])).toEqual({ host: "10.214.255.253", node: "10.214.255.254" });
  });

  test("takes the next network when the host has a route into one", () => {
    for (const route of ["10.214.0.0/30", "10.214.0.3", "10.214.0.0/31"]) {
      expect(chooseLinkAddresses("0", [route])).toEqual({ host: "10.214.0.5", node: "10.214.0.6" });
    }
    expect(chooseLinkAddresses("0", ["10.214.0.4/30"])).toEqual({ host: "10.214.0.1", node: "10.214.0.2" });
  });

  test("begins anew at the range's first network after its last", () => {
    const routes = ["10.214.255.252/30"];
    expect(chooseLinkAddresses("ffffffff", routes)).toEqual({ host: "10.214.0.1", node: "10.214.0.2" });
  });

  test("goes on to another range when the first is routed, and takes a default route for no route", () => {
    const routes = ["default", "10.0.0.0/8"];
    expect(chooseLinkAddresses("0", routes)).toEqual({ host: "172.29.0.1", node: "172.29.0.2" });
    expect(chooseLinkAddresses("41", [...routes, "172.16.0.0/12"])).toEqual({
      host: "192.168.214.5",
      node: "192.168.214.6",
    });
  });

  test("says so when all ranges are routed", () => {
    expect(() => chooseLinkAddresses("0", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])).toThrow(
      "this machine has routes to all of 10.214.0.0/16, 172.29.0.0/16, 192.168.214.0/24, " +
        "so no network is left to reach the cluster by",
    );
  });
});

test("isLinkFree finds routes that meet one of the addresses", () => {
  const addresses = { host: "10.214.0.1", node: "10.214.0.2" };
  expect(isLinkFree(addresses, ["default", "10.213.0.0/16", "10.214.0.4/30", "192.0.2.0/24"])).toBe(true);
  for (const route of ["10.214.0.0/16", "10.214.0.1", "10.214.0.2", "0.0.0.0/1"]) {
    expect(isLinkFree(addresses, [route])).toBe(false);
  }
});

test("parseRoutes reads the destinations that ip prints, without those of the own link", () => {
  const text = `default via 192.0.2.1 dev eth0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2
10.214.0.0/30 dev dom-01234567 proto kernel scope link src 10.214.0.1
10.1.2.3 via 192.0.2.9 dev eth0
unreachable 203.0.113.0/24 metric 10
local 192.0.2.2 dev eth0 table local proto kernel scope host src 192.0.2.2
broadcast 192.0.2.255 dev eth0 table local proto kernel scope link src 192.0.2.2
`;
  expect(parseRoutes(text, "dom-01234567")).toEqual([
    "default",
    "192.0.2.0/24",
    "10.1.2.3",
    "203.0.113.0/24",
    "192.0.2.2",
    "192.0.2.255",
  ]);
});

test("the link's name fits into the 15 characters that an interface's name may have", () => {
  expect(linkName("01234567")).toBe("dom-01234567");
});
