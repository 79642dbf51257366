import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Objects } from "../../infra/local/providers/kubernetes/api/objects";
import { createObject } from "../../infra/local/providers/kubernetes/apply/createObject";
import type { Manifest } from "../../infra/local/providers/kubernetes/manifest/manifest";
import type { Waiter } from "../../infra/local/providers/kubernetes/waiting/readiness";
import { waiterFor } from "../../infra/local/providers/kubernetes/waiting/waiterFor";
import { waitUntilReady } from "../../infra/local/providers/kubernetes/waiting/waitUntilReady";
import { json, startFakeApiServer } from "../support/fakeApiServer";
import type { FakeApiServer } from "../support/fakeApiServer";

let server: FakeApiServer;
/** Whether the kind of widgets is served. */
let served: boolean;

const widget = {
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "a", namespace: "n", uid: "u" },
};

beforeEach(async () => {
  served = false;
  server = await startFakeApiServer((request, response) => {
    const url = new URL(request.url ?? "", "http://server");
    if (!served) json({ message: "404 page not found" }, 404)(request, response);
    else if (url.pathname === "/apis/example.com/v1") {
      json({ resources: [{ name: "widgets", kind: "Widget", namespaced: true }] })(request, response);
    } else if (url.searchParams.has("watch")) response.writeHead(200).flushHeaders();
    else if (request.method === "POST") json(widget)(request, response);
    else json({ metadata: { resourceVersion: "1" }, items: [widget] })(request, response);
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

const quiet = { status: () => undefined, info: () => undefined, warn: () => undefined };

describe("a creation whose kind is not there", () => {
  const begin = 1_000_000;
  let now = begin;

  /** Begins the creation at `begin`; time stands still from then on, and pauses take as long as they do. */
  async function creating(): Promise<{
    readonly work: Promise<Manifest>;
    readonly statuses: readonly string[];
  }> {
    now = begin;
    vi.spyOn(Date, "now").mockImplementation(() => now);
    const statuses: string[] = [];
    const work = createObject(new Objects(server.client), {
      manifest: widget,
      apply: false,
      fieldManager: "m",
      force: false,
      preview: false,
      signal: new AbortController().signal,
      log: { ...quiet, status: (message) => statuses.push(message) },
    });
    work.catch(() => undefined);
    await expect.poll(() => statuses).toHaveLength(1);
    return { work, statuses };
  }

  it("is tried for the last time after 31 seconds, as with the official plug-in", async () => {
    const { work, statuses } = await creating();
    expect(statuses).toEqual([
      "waiting: the cluster has no kind Widget in example.com/v1: create its CustomResourceDefinition first",
    ]);
    now = begin + 31_000;
    await expect.poll(() => statuses.length, { timeout: 5_000 }).toBeGreaterThan(1);
    now = begin + 31_001;
    await expect(work).rejects.toThrow(
      "the cluster has no kind Widget in example.com/v1: create its CustomResourceDefinition first",
    );
  });

  it("succeeds when the kind appears within that time", async () => {
    const { work } = await creating();
    now = begin + 31_000;
    served = true;
    expect(await work).toEqual(widget);
  });
});

describe("the time that a kind is waited for", () => {
  const limitOf = (apiVersion: string, kind: string): number | undefined =>
    waiterFor({}, { apiVersion, kind })?.limitMs;

  it.each([
    ["v1", "PersistentVolume", 300_000],
    ["v1", "PersistentVolumeClaim", 300_000],
    ["v1", "ReplicationController", 600_000],
    ["v1", "ResourceQuota", 60_000],
    ["v1", "Secret", 5_000],
    ["apps/v1", "Deployment", undefined],
    ["v1", "Service", undefined],
    ["v1", "Pod", undefined],
  ])("has the official plug-in's limit: %s/%s", (apiVersion, kind, limit) => {
    expect(limitOf(apiVersion, kind)).toBe(limit);
  });

  it.each([
    ["the kind", 30, 600_000],
    ["the program", 600_000, 30],
  ])("ends with the limit of %s when that is shorter", async (_, limitMs, timeoutMs) => {
    served = true;
    const waiter: Waiter = {
      limitMs,
      collections: {},
      judge: () => ({ ready: false, status: "no", reasons: ["it is not ready"] }),
    };
    const { signal } = new AbortController();
    const work = waitUntilReady(new Objects(server.client), widget, waiter, {
      timeoutMs,
      signal,
      log: quiet,
    });
    await expect(work).rejects.toThrow('"a" timed out waiting to be ready');
  });
});
