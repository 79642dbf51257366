import { expect, it, vi } from "vitest";

vi.mock("@pulumi/aws/organizations", () => {
  throw new Error("no package of AWS");
});
vi.mock("@pulumi/azure-native/authorization", () => {
  throw new Error("no package of Azure");
});

it("who locks no cloud needs no package of one", async () => {
  const components = await import("../../components/index.js");
  expect(Object.keys(components)).toEqual(expect.arrayContaining(["Cluster", "ClusterLock"]));
});

it("each lock of a cloud needs the package of that one", async () => {
  await expect(import("../../components/locks/awsRegionLock.js")).rejects.toMatchObject({
    cause: { message: "no package of AWS" },
  });
  await expect(import("../../components/locks/azureLocationLock.js")).rejects.toMatchObject({
    cause: { message: "no package of Azure" },
  });
});
