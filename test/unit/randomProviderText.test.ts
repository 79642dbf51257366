import { compare } from "bcryptjs";
import { describe, expect, it } from "vitest";
import { randomText } from "../../infra/local/providers/random/characters";
import type { CharacterRules } from "../../infra/local/providers/random/characters";
import { bcryptHash } from "../../infra/local/providers/random/randomPassword";

const everything: CharacterRules = {
  length: 20,
  upper: true,
  lower: true,
  numeric: true,
  special: true,
  minUpper: 0,
  minLower: 0,
  minNumeric: 0,
  minSpecial: 0,
  overrideSpecial: "",
};

function count(text: string, set: RegExp): number {
  return text.match(set)?.length ?? 0;
}

describe("randomText", () => {
  it("uses the documented sets, all of them and nothing else", () => {
    const characters = new Set(randomText({ ...everything, length: 20_000 }));
    // A character of 83 stays away from 20,000 draws with a chance of 83 × (82/83)^20000 < 1e-100.
    expect([...characters].sort().join("")).toBe(
      Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!@#$%&*()-_=+[]{}<>:?")
        .sort()
        .join(""),
    );
  });

  it("holds the minimums exactly when they fill the length", () => {
    const rules = { ...everything, length: 10, minUpper: 1, minLower: 2, minNumeric: 3, minSpecial: 4 };
    for (let round = 0; round < 50; round += 1) {
      const text = randomText(rules);
      expect(text).toHaveLength(10);
      expect([/[A-Z]/g, /[a-z]/g, /[0-9]/g, /[^A-Za-z0-9]/g].map((set) => count(text, set))).toEqual([
        1, 2, 3, 4,
      ]);
    }
  });

  it("puts the required characters at any place", () => {
    const rules = { ...everything, length: 4, upper: false, numeric: false, special: false, minUpper: 1 };
    const places = new Set(Array.from({ length: 300 }, () => randomText(rules).search(/[A-Z]/)));
    expect([...places].sort()).toEqual([0, 1, 2, 3]);
  });

  it("leaves out sets that are off, and replaces the special characters", () => {
    const rules = { ...everything, length: 500, upper: false, numeric: false, overrideSpecial: "§€" };
    expect(randomText(rules)).toMatch(/^[a-z§€]{500}$/);
    expect(randomText({ ...rules, lower: false })).toMatch(/^[§€]{500}$/);
  });

  it("fails when no character is allowed", () => {
    const none = { ...everything, upper: false, lower: false, numeric: false, special: false };
    expect(() => randomText(none)).toThrow("it must be at least 1");
  });
});

describe("bcryptHash", () => {
  it("fits the password, and only it", async () => {
    const hash = await bcryptHash("correct horse");
    expect(hash).toMatch(/^\$2b\$10\$/);
    expect(await compare("correct horse", hash)).toBe(true);
    expect(await compare("correct hors", hash)).toBe(false);
  });

  it("sees 72 bytes of a longer password", async () => {
    const hash = await bcryptHash(`${"a".repeat(72)}b`);
    expect(await compare("a".repeat(72), hash)).toBe(true);
    expect(await compare("a".repeat(71), hash)).toBe(false);
  });
});
