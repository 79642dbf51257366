import { describe, expect, it } from "vitest";
import { blockMistake, cidrRange, isEverywhere, overlap } from "../../infra/addressBlocks";

const none = "is no block of addresses; allowed: ADDRESS/LENGTH, for example 203.0.113.0/24 or 2001:db8::/48";

describe("a block of addresses", () => {
  it.each([
    ...["0.0.0.0/0", "10.0.0.0/8", "192.168.4.0/22", "203.0.113.9/32", "255.255.255.254/31"],
    ...["::/0", "fd00::/8", "2001:db8::/32", "2001:DB8:0:0::/64", "::1/128", "1:2:3:4:5:6:7:8/128"],
  ])("may be %s", (block) => {
    expect(blockMistake(block)).toBeUndefined();
  });

  it.each([
    ...["", "here", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0/8", "10.0.0.0.0/8", "010.0.0.0/8"],
    ...[
      "10.0.0.0/8 ",
      "10.0.0.0/-1",
      "10.0.0.0/255.0.0.0",
      "2001:db8::/129",
      "2001:db8::1::/64",
      "fe80::1%eth0",
    ],
    ...["fe80::%eth0/64", "[::1]/128", "*"],
  ])("may not be %j", (text) => {
    expect(blockMistake(text)).toBe(none);
  });

  it.each([
    ["10.1.2.3/8", "10.0.0.0/8", "10.1.2.3/32"],
    ["192.168.1.5/24", "192.168.1.0/24", "192.168.1.5/32"],
    ["10.0.0.1/0", "0.0.0.0/0", "10.0.0.1/32"],
    ["2001:db8::1/64", "2001:db8::/64", "2001:db8::1/128"],
    ["2001:db8:0:0:1:0:0:1/65", "2001:db8::/65", "2001:db8:0:0:1:0:0:1/128"],
  ])("that has bits behind its prefix, as %s, is refused with both ways to mend it", (text, network, one) => {
    expect(blockMistake(text)).toBe(
      `has bits behind its prefix - write ${network} for the network, or ${one} for the one address`,
    );
  });

  it("that is one address is refused with the block that holds just that", () => {
    expect(blockMistake("203.0.113.9")).toMatch(
      /^is an address and no block of them; .* - write 203\.0\.113\.9\/32$/,
    );
    expect(blockMistake("::1")).toMatch(/ - write ::1\/128$/);
  });

  it("of IPv4 in the form of IPv6 is refused", () => {
    const message = "is IPv4 in the form of IPv6, which no request comes from - write it as IPv4";
    expect(blockMistake("::ffff:10.0.0.0/104")).toBe(message);
    expect(blockMistake("::ffff:a00:1/128")).toBe(message);
  });
});

it.each([
  ["10.0.0.0/8", "10.1.0.0/16", true],
  ["10.1.0.0/16", "10.0.0.0/8", true],
  ["10.0.0.0/9", "10.128.0.0/9", false],
  ["0.0.0.0/0", "203.0.113.9/32", true],
  ["0.0.0.0/0", "::/0", false],
  ["2001:db8::/32", "2001:db8:ffff::/48", true],
  ["2001:db8::/32", "2001:db9::/48", false],
  ["10.0.0.0/8", "nothing", false],
])("%s and %s have an address in common: %s", (one, other, expected) => {
  expect([overlap(one, other), overlap(other, one)]).toEqual([expected, expected]);
});

it("tells the blocks that hold every address", () => {
  expect(["0.0.0.0/0", "::/0", "0.0.0.0/1", "nothing"].map(isEverywhere)).toEqual([true, true, false, false]);
});

it("is written as Envoy's API has it", () => {
  expect(cidrRange("2001:db8::/48")).toEqual({ address_prefix: "2001:db8::", prefix_len: 48 });
  expect(() => cidrRange("here")).toThrow(`'here' ${none}`);
});
