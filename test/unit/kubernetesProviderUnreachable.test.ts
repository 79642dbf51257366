import { describe, expect, it } from "vitest";
import { sampleObject, sampleResource, sampleState } from "../support/kubernetesSamples";

const unreachable = "https://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1";
const inputs = sampleObject("v1", "ConfigMap", { data: { a: "1" } });
const changed = sampleObject("v1", "ConfigMap", { data: { a: "2" } });
const old = sampleState(inputs);

describe("with a cluster that does not answer", () => {
  it("objects are previewed from their inputs, and not made, read, changed or deleted", async () => {
    const maps = await sampleResource("core/v1:ConfigMap");
    expect(await maps.previewCreate(changed)).toEqual(changed);
    expect(await maps.previewUpdate(old, changed)).toEqual(changed);
    const advice = `the cluster is unreachable: ${unreachable}; if it was deleted, set PULUMI_K8S_DELETE_UNREACHABLE=true`;
    await expect(maps.create(changed)).rejects.toThrow(`the cluster is unreachable: ${unreachable}`);
    await expect(maps.update(old, changed)).rejects.toThrow(`the cluster is unreachable: ${unreachable}`);
    await expect(maps.read(old)).rejects.toThrow(advice);
    await expect(maps.delete(old)).rejects.toThrow(advice);
  });

  it("objects are forgotten with deleteUnreachable, with a warning", async () => {
    const maps = await sampleResource("core/v1:ConfigMap", { deleteUnreachable: "true" });
    expect(await maps.read(old)).toBeUndefined();
    await maps.delete(old);
    expect(maps.warnings).toEqual([
      `the cluster is unreachable: ${unreachable}`,
      `removed from the state only, since the cluster is unreachable: ${unreachable}`,
    ]);
  });

  it("objects are left as they are with skipUpdateUnreachable, with a warning", async () => {
    const maps = await sampleResource("core/v1:ConfigMap", { skipUpdateUnreachable: "true" });
    expect((await maps.check(changed, old)).inputs).toEqual(inputs);
    expect(await maps.diff(old, changed)).toMatchObject({ changes: false });
    expect(await maps.read(old)).toEqual(old);
    expect(maps.warnings).toEqual([
      `left as it is, since the cluster is unreachable: ${unreachable}`,
      `left as it is, since the cluster is unreachable: ${unreachable}`,
      `the cluster is unreachable: ${unreachable}`,
    ]);
    expect((await maps.check(changed)).inputs).toEqual(changed);
  });
});
