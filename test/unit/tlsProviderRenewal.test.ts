import { beforeAll, describe, expect, it, vi } from "vitest";
import type { PropertyObject } from "../../infra/local/providers/protocol";
import { authorityOf, newKey, selfSigned } from "../support/certificates";

describe("a certificate's renewal", () => {
  let key: string;
  beforeAll(async () => {
    key = await newKey("ED25519");
  });

  const later = async <T>(hours: number, work: () => Promise<T>): Promise<T> => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + hours * 3_600_000 });
    return work().finally(() => vi.useRealTimers());
  };
  const inputs = (): PropertyObject => ({
    ...authorityOf(key),
    validityPeriodHours: 10,
    earlyRenewalHours: 3,
  });

  it("is due so many hours before the end, not earlier", async () => {
    const { outputs } = await selfSigned.create(inputs());
    expect(outputs["readyForRenewal"]).toBe(false);
    const at = (hours: number): Promise<unknown> => later(hours, () => selfSigned.diff(outputs, inputs()));
    expect(await at(6.9)).toEqual({ changes: false, replaces: [], detailedDiff: {} });
    expect(await at(7.1)).toEqual({
      changes: true,
      replaces: ["readyForRenewal"],
      detailedDiff: { readyForRenewal: "update-replace" },
    });
  });

  it("shows in a refresh", async () => {
    const { outputs } = await selfSigned.create(inputs());
    const ready = async (): Promise<unknown> => (await selfSigned.read(outputs))?.outputs["readyForRenewal"];
    expect(await later(6.9, ready)).toBe(false);
    expect(await later(7.1, ready)).toBe(true);
  });

  it("changes its time in place", async () => {
    const { outputs } = await selfSigned.create(inputs());
    const changed = { ...inputs(), earlyRenewalHours: 5 };
    expect(await selfSigned.diff(outputs, changed)).toEqual({
      changes: true,
      replaces: [],
      detailedDiff: { earlyRenewalHours: "update" },
    });
    expect(await selfSigned.update(outputs, changed)).toEqual({ ...outputs, earlyRenewalHours: 5 });
    expect((await later(6, () => selfSigned.diff(outputs, changed))).replaces).toEqual(["readyForRenewal"]);
  });

  it("is due at once for a certificate that ends before it may be renewed", async () => {
    const { outputs } = await selfSigned.create({ ...inputs(), earlyRenewalHours: 10 });
    expect(outputs["readyForRenewal"]).toBe(true);
  });
});
