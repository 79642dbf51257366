import { describe, expect, test } from "vitest";
import { areUpToDate, hasReadyPod, isNodeReady } from "../../infra/local/cluster/nodeStatus";

/** The start of the cluster, half a second into a second. */
const since = Date.parse("2026-01-01T12:00:10Z") + 500;
const earlier = "2026-01-01T12:00:09Z";
const later = "2026-01-01T12:00:10Z";

describe("isNodeReady", () => {
  const node = (status: string, time: string) => ({
    status: {
      conditions: [
        { type: "DiskPressure", status: "False", lastHeartbeatTime: later },
        { type: "Ready", status, lastHeartbeatTime: time },
      ],
    },
  });

  test("takes what this start's kubelet says, and nothing older", () => {
    expect(isNodeReady(node("True", later), since)).toBe(true);
    expect(isNodeReady(node("True", earlier), since)).toBe(false);
    expect(isNodeReady(node("False", later), since)).toBe(false);
    expect(isNodeReady({ status: {} }, since)).toBe(false);
    expect(isNodeReady(null, since)).toBe(false);
  });
});

describe("pods", () => {
  const pod = (ready: string, startedAt: string) => ({
    status: {
      conditions: [{ type: "Ready", status: ready }],
      containerStatuses: [{ state: { running: { startedAt } } }],
    },
  });
  const waiting = {
    status: {
      conditions: [{ type: "Ready", status: "False" }],
      containerStatuses: [{ state: { waiting: { reason: "ContainerCreating" } } }],
    },
  };

  test("hasReadyPod asks for a ready pod whose containers this start has started", () => {
    expect(hasReadyPod({ items: [waiting, pod("True", later)] }, since)).toBe(true);
    expect(hasReadyPod({ items: [pod("True", earlier)] }, since)).toBe(false);
    expect(hasReadyPod({ items: [pod("False", later)] }, since)).toBe(false);
    expect(hasReadyPod({ items: [] }, since)).toBe(false);
    expect(hasReadyPod(null, since)).toBe(false);
  });

  test("areUpToDate is disturbed by containers that ran before only", () => {
    expect(areUpToDate({ items: [waiting, pod("False", later), { status: {} }] }, since)).toBe(true);
    expect(areUpToDate({ items: [pod("True", later), pod("False", earlier)] }, since)).toBe(false);
  });
});
