import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ResourceState } from "../../cli/deployment/interrupted/stackState";
import {
  isMadeBy,
  objectOf,
  withTakenOver,
  type LiveObject,
} from "../../cli/deployment/interrupted/takeOver";
import { noteBeginning, noteEnd, unfinishedSince } from "../../cli/deployment/interrupted/unfinished";
import { localPaths } from "../../infra/local/paths";
import { temporaryFolder } from "../support/temporaryFolder";

const began = new Date("2026-05-01T10:00:00Z");
const labels = { "app.kubernetes.io/part-of": "domicile" };

function service(metadata: object = { name: "gateway", namespace: "ai", labels }): ResourceState {
  const type = "kubernetes:core/v1:Service";
  return { urn: `urn:${type}::gateway`, type, inputs: { apiVersion: "v1", kind: "Service", metadata } };
}

describe("the object of a resource", () => {
  it("is named by its inputs", () => {
    const reference = { apiVersion: "v1", kind: "Service", name: "gateway" };
    expect(objectOf(service())).toEqual({ ...reference, namespace: "ai" });
    expect(objectOf(service({ name: "gateway" }))).toEqual(reference);
  });

  it.each([
    ["it has no name yet", service({ namespace: "ai" })],
    ["its name is a secret", service({ name: { ciphertext: "…" } })],
    ["it is of another provider", { ...service(), type: "random:index/randomPassword:RandomPassword" }],
    ["it changes somebody else's object", { ...service(), type: "kubernetes:core/v1:ServicePatch" }],
    ["it has no inputs", { urn: "urn", type: "kubernetes:core/v1:Service" }],
  ])("is not known when %s", (_why, resource) => {
    expect(objectOf(resource)).toBeUndefined();
  });
});

describe("an object of the cluster", () => {
  const live: LiveObject = {
    name: "gateway",
    namespace: "ai",
    labels: { ...labels, "example.com/added": "by a controller" },
    managers: ["pulumi-kubernetes", "kube-controller-manager"],
    created: new Date("2026-05-01T10:00:03Z"),
    isBeingRemoved: false,
  };

  it.each([
    ["pulumi-kubernetes"],
    ["pulumi-kubernetes-1a2b3c4d"],
    ["pulumi-kubernetes.exe"],
    ["pulumi-resource-kubernetes"],
  ])("was made by the interrupted run when %s made it since, with the labels of the program", (manager) => {
    expect(isMadeBy({ ...live, managers: [manager] }, service(), began)).toBe(true);
  });

  it("may be as much older as clocks differ", () => {
    expect(isMadeBy({ ...live, created: new Date("2026-05-01T09:56:00Z") }, service(), began)).toBe(true);
  });

  it.each([
    ["another program made it", { managers: ["kubectl-create", "helm", "my-pulumi-kubernetes"] }],
    ["it was there before", { created: new Date("2026-05-01T09:54:00Z") }],
    ["it lacks a label of the program", { labels: {} }],
    ["it has another value of a label", { labels: { "app.kubernetes.io/part-of": "shop" } }],
    ["it is being removed", { isBeingRemoved: true }],
  ] satisfies [string, Partial<LiveObject>][])("was not when %s", (_why, difference) => {
    expect(isMadeBy({ ...live, ...difference }, service(), began)).toBe(false);
  });
});

describe("the resources after an interruption", () => {
  const other: ResourceState = { urn: "urn:other", type: "kubernetes:core/v1:Secret", id: "ai/other" };
  const made = new Map([[service().urn, "ai/gateway"]]);
  const creating = [{ type: "creating", resource: service() }];

  it("are those of before and the one that was made", () => {
    expect(withTakenOver({ resources: [other], pending: creating }, made)).toEqual([
      other,
      { ...service(), id: "ai/gateway" },
    ]);
  });

  it("are those of before when nothing was made, or something else was under way", () => {
    expect(withTakenOver({ resources: [other], pending: creating }, new Map())).toEqual([other]);
    const updating = [{ type: "updating", resource: service() }];
    const old = { ...service(), id: "ai/gateway", version: 1 };
    expect(withTakenOver({ resources: [old], pending: updating }, made)).toEqual([old]);
  });

  it("have one for each name, also after half a replacement", () => {
    const old = { ...service(), id: "ai/gateway", version: 1 };
    expect(withTakenOver({ resources: [old], pending: creating }, made)).toEqual([old]);
    const half = { ...old, pendingReplacement: true };
    const taken = { ...service(), id: "ai/gateway" };
    expect(withTakenOver({ resources: [half, other], pending: creating }, made)).toEqual([other, taken]);
    expect(withTakenOver({ resources: [half], pending: creating }, new Map())).toEqual([half]);
    const doomed = { ...old, delete: true };
    expect(withTakenOver({ resources: [doomed], pending: creating }, made)).toEqual([doomed, taken]);
  });
});

describe("the note of an update without an end", () => {
  it("stands from its beginning to its end", async () => {
    const paths = localPaths(await temporaryFolder());
    expect(await unfinishedSince(paths)).toBeUndefined();
    await noteBeginning(paths, began);
    expect(await unfinishedSince(paths)).toEqual(began);
    await noteEnd(paths);
    expect(await unfinishedSince(paths)).toBeUndefined();
    await noteEnd(paths);
  });

  it("stands also when it was cut short", async () => {
    const paths = localPaths(await temporaryFolder());
    await mkdir(join(paths.state, "pulumi"), { recursive: true });
    const file = join(paths.state, "pulumi", "unfinished");
    await writeFile(file, "");
    expect(await unfinishedSince(paths)).toEqual(new Date(0));
    await noteBeginning(paths, began);
    expect(await readFile(file, "utf8")).toBe("2026-05-01T10:00:00.000Z");
  });
});
