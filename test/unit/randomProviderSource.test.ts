import { describe, expect, it } from "vitest";
import {
  randomBelow,
  randomItem,
  seededRandom,
  shuffled,
  strongRandom,
} from "../../infra/local/providers/random/randomSource";
import type { RandomSource } from "../../infra/local/providers/random/randomSource";

/** Gives the listed bytes and then fails. */
function listed(...bytes: number[]): RandomSource {
  return (size) => {
    if (bytes.length < size) throw new Error("no bytes left");
    return Buffer.from(bytes.splice(0, size));
  };
}

describe("randomBelow", () => {
  it("draws again beyond the last full multiple of the bound, so that no number is more likely", () => {
    // 256 = 25 × 10 + 6: the draws 250 to 255 would favour 0 to 5.
    expect(randomBelow(listed(250, 255, 249), 10n)).toBe(9n);
    expect(() => randomBelow(listed(250, 255), 10n)).toThrow("no bytes left");
  });

  it("maps the same count of draws to each number", () => {
    const counts = Array.from({ length: 250 }, (_, draw) => Number(randomBelow(listed(draw), 10n)));
    for (let number = 0; number < 10; number += 1) {
      expect(counts.filter((count) => count === number)).toHaveLength(25);
    }
  });

  it("takes bounds of more than 2^48, and refuses those below 1", () => {
    const bound = 2n ** 60n;
    for (let round = 0; round < 100; round += 1) expect(randomBelow(strongRandom, bound)).toBeLessThan(bound);
    expect(randomBelow(strongRandom, 1n)).toBe(0n);
    expect(() => randomBelow(strongRandom, 0n)).toThrow("the bound is 0; it must be at least 1");
  });
});

describe("shuffled", () => {
  it("gives every order, and each item once", () => {
    const orders = new Set(
      Array.from({ length: 400 }, () => shuffled(strongRandom, ["a", "b", "c"]).join("")),
    );
    // An order stays away from 400 draws of six with a chance of 6 × (5/6)^400 < 1e-30.
    expect([...orders].sort()).toEqual(["abc", "acb", "bac", "bca", "cab", "cba"]);
  });
});

describe("seededRandom", () => {
  it("repeats itself for a seed and differs for another", () => {
    const drawn = (seed: string): string => seededRandom(seed)(100).toString("hex");
    expect(drawn("a")).toBe(drawn("a"));
    expect(drawn("a")).not.toBe(drawn("b"));
    const source = seededRandom("a");
    expect(Buffer.concat([source(30), source(70)]).toString("hex")).toBe(drawn("a"));
  });
});

describe("randomItem", () => {
  it("refuses an empty list", () => {
    expect(() => randomItem(strongRandom, [])).toThrow("it must be at least 1");
  });
});
