import { describe, expect, it } from "vitest";
import {
  gpuMachineType,
  gpuMachineTypes,
  gpuMachineTypesAt,
  isOfferedAt,
  locationOf,
  scalewayRegionOf,
} from "../../infra/catalogue";

function offered(cloud: "aws" | "azure" | "scaleway" | "ovh", name: string) {
  const type = gpuMachineType(cloud, name);
  if (type === undefined) throw new Error(`${cloud} has no ${name}`);
  return (location: string) => isOfferedAt(type, location);
}

describe("machine types with GPUs", () => {
  it("have names of their own, whole GPUs and memory", () => {
    expect(new Set(gpuMachineTypes.map(({ cloud, name }) => `${cloud} ${name}`)).size).toBe(
      gpuMachineTypes.length,
    );
    expect(gpuMachineTypes.filter(({ gpus }) => !Number.isInteger(gpus) || gpus < 1)).toEqual([]);
    expect(gpuMachineTypes.filter(({ gpu }) => gpu.memoryMiB < 16_000 || gpu.memoryMiB > 300_000)).toEqual(
      [],
    );
  });

  it("are offered at places that the catalogue knows", () => {
    const unknown = gpuMachineTypes.flatMap(({ cloud, locations = [] }) =>
      locations.filter((place) => locationOf(cloud, scalewayRegionOf(place) ?? place) === undefined),
    );
    expect(unknown).toEqual([]);
  });

  it.each([
    ["aws", "g6e.12xlarge", "NVIDIA L40S", 45_776, 4],
    ["aws", "p5.48xlarge", "NVIDIA H100", 81_920, 8],
    ["azure", "Standard_ND96isr_MI300X_v5", "AMD MI300X", 196_608, 8],
    ["scaleway", "H100-SXM-4-80G", "NVIDIA H100 SXM", 81_920, 4],
    ["ovh", "l40s-180", "NVIDIA L40S", 49_152, 2],
    ["hetzner", "gex45", "NVIDIA RTX PRO 4000 Blackwell SFF", 24_576, 1],
  ] as const)("of %s: %s", (cloud, name, gpu, memory, gpus) => {
    const type = gpuMachineType(cloud, name);
    expect([`${type?.gpu.vendor} ${type?.gpu.model}`, type?.gpu.memoryMiB, type?.gpus]).toEqual([
      gpu,
      memory,
      gpus,
    ]);
  });

  it.each([
    ["aws", "G6.xlarge"],
    ["aws", "g6f.large"],
    ["aws", "m7i.large"],
    ["scaleway", "g6.xlarge"],
    ["hetzner", "ccx23"],
  ] as const)(
    "know nothing of %s's %s: another spelling, a part of a GPU, no GPU, another cloud",
    (cloud, name) => {
      expect(gpuMachineType(cloud, name)).toBeUndefined();
    },
  );

  it("tell where they are offered, a region by its zones, and not where nobody publishes it", () => {
    expect(["eu-north-1", "eu-central-1"].map(offered("aws", "p5.48xlarge"))).toEqual([true, false]);
    expect(
      ["fr-par-2", "fr-par-1", "fr-par", "pl-waw", "nl-ams"].map(offered("scaleway", "L4-1-24G")),
    ).toEqual([true, false, true, true, false]);
    expect(offered("azure", "Standard_NC40ads_H100_v5")("germanywestcentral")).toBeUndefined();
    expect(offered("ovh", "a10-45")("GRA11")).toBeUndefined();
  });

  it("list what a location has", () => {
    expect(gpuMachineTypesAt("ovh", "DE1").map(({ name }) => name)).toEqual(["t2-45", "t2-90", "t2-180"]);
    expect(gpuMachineTypesAt("scaleway", "fr-par-1").map(({ name }) => name)).toEqual(["RENDER-S"]);
    expect(gpuMachineTypesAt("azure", "swedencentral")).toEqual([]);
    expect(gpuMachineTypesAt("hetzner", "fsn1")).toEqual([]);
  });
});
