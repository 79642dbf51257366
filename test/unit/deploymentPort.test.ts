import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { portFor } from "../../cli/deployment/embedded";
import { freePort } from "../../infra/local/freePorts";

/** A port that another program listens on. */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("the port of the gateway", () => {
  it("is kept from an earlier start while it is free", async () => {
    const kept = await freePort();
    expect(await portFor({ asked: undefined, kept, isRunning: false })).toBe(kept);
    expect(await portFor({ asked: kept, kept, isRunning: false })).toBe(kept);
  });

  it("is kept while this checkout's cluster listens there", async () => {
    const kept = await takenPort();
    expect(await portFor({ asked: undefined, kept, isRunning: true })).toBe(kept);
  });

  it("is another one once another program has it", async () => {
    const kept = await takenPort();
    const chosen = await portFor({ asked: undefined, kept, isRunning: false });
    expect(chosen).not.toBe(kept);
    expect(chosen).toBeGreaterThan(0);
  });

  it("is the one that is asked for, or none", async () => {
    const [asked, taken] = [await freePort(), await takenPort()];
    expect(await portFor({ asked, kept: taken, isRunning: true })).toBe(asked);
    await expect(portFor({ asked: taken, kept: undefined, isRunning: false })).rejects.toThrow(
      `port ${taken} of 127.0.0.1 is taken; give another one with '--port PORT'`,
    );
  });
});
