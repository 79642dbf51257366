import { describe, expect, it } from "vitest";
import { amiType } from "../../infra/clouds/aws/machines";
import { accountOf, awsPolicyArn, endpointService } from "../../infra/clouds/aws/partition";
import { eksKubeconfig } from "../../infra/clouds/aws/kubeconfig";
import { keyPolicy } from "../../infra/clouds/aws/policies";
import { networkBlock, partsOfBlock } from "../../infra/clouds/addressing";
import { machineTypeMistake } from "../../infra/clouds/machineTypeMistake";
import { nodeLabels, nodeTaints, poolTolerations } from "../../infra/clouds/nodeMarks";
import { mirroredImages } from "../../infra/mirroredImages";
import { serverLocation } from "../../policies/rules/cluster/serverLocation";

describe("blocks of addresses", () => {
  it.each([
    ["10.64.0.0/16", 3, ["10.64.0.0/18", "10.64.64.0/18", "10.64.128.0/18"]],
    [
      "10.64.0.0/16",
      5,
      ["10.64.0.0/19", "10.64.32.0/19", "10.64.64.0/19", "10.64.96.0/19", "10.64.128.0/19"],
    ],
    ["192.168.0.0/20", 1, ["192.168.0.0/22"]],
  ])("%s in %d parts", (block, count, parts) => {
    expect(partsOfBlock(block, count)).toEqual(parts);
  });

  it("parts stay where they are when one is added and there is room", () => {
    expect(partsOfBlock("10.64.0.0/16", 4).slice(0, 3)).toEqual(partsOfBlock("10.64.0.0/16", 3));
  });

  it.each(["10.64.1.0/16", "10.64.0.0", "10.64.0.0/33", "10.300.0.0/16", "fd00::/48", ""])(
    "%j is none",
    (text) => {
      expect(networkBlock(text)).toBeUndefined();
      expect(() => partsOfBlock(text, 2)).toThrow(`'${text}' cannot be parted into 2 blocks`);
    },
  );

  it("one that is too small cannot be parted", () => {
    expect(() => partsOfBlock("10.0.0.0/28", 2)).toThrow("'10.0.0.0/28' cannot be parted into 2 blocks");
  });
});

describe("machines of AWS", () => {
  it.each([
    ["m7i.large", "AL2023_x86_64_STANDARD"],
    ["c8gn.xlarge", "AL2023_ARM_64_STANDARD"],
    ["t4g.medium", "AL2023_ARM_64_STANDARD"],
    ["g6e.2xlarge", "AL2023_x86_64_NVIDIA"],
    ["p5.48xlarge", "AL2023_x86_64_NVIDIA"],
    ["g5g.xlarge", "AL2023_ARM_64_NVIDIA"],
  ])("%s runs %s", (machineType, image) => {
    expect(amiType(machineType)).toBe(image);
  });
});

describe("a machine type", () => {
  const asked = { cloud: "aws", location: "eu-central-1", isAccelerated: true } as const;

  it("that is offered is right", () => {
    expect(machineTypeMistake({ ...asked, machineType: "g6e.2xlarge" })).toBeUndefined();
  });

  it("without GPUs is known to nobody but the cloud", () => {
    expect(machineTypeMistake({ ...asked, machineType: "m7i.large", isAccelerated: false })).toBeUndefined();
  });

  it("that is not offered there is told with where it is, and what there is", () => {
    const message = machineTypeMistake({ ...asked, location: "eu-west-1", machineType: "g6e.2xlarge" });
    expect(message).toMatch(
      /^is not offered in eu-west-1, but in .*eu-central-1, eu-north-1.*; offered in eu-west-1: g4dn\.xlarge, /,
    );
    expect(message?.split("offered in eu-west-1: ")[1]).not.toContain("g6e.2xlarge");
  });

  it("that is misspelt is told with those that are offered", () => {
    expect(machineTypeMistake({ ...asked, machineType: "g6e.2xlrge" })).toMatch(
      /^is no machine type with GPUs that the catalogue knows; offered in eu-central-1: .*g6e\.2xlarge/,
    );
  });

  it("is told with those known elsewhere where no list is published, and any of those may be there", () => {
    expect(
      machineTypeMistake({ ...asked, location: "eusc-de-east-1", machineType: "g6.2xlarge" }),
    ).toBeUndefined();
    expect(machineTypeMistake({ ...asked, location: "eusc-de-east-1", machineType: "g9.large" })).toMatch(
      /no list of eusc-de-east-1 is published; known elsewhere: .*g6\.xlarge/,
    );
  });
});

describe("marks of nodes", () => {
  const pool = {
    name: "gpu",
    machineType: "g6e.2xlarge",
    count: 1,
    isSpot: false,
    diskGiB: 100,
    labels: { team: "search", "domicile/node-pool": "mine" },
    taints: [],
  };
  const gpu = { vendor: "NVIDIA", model: "RTX PRO 4500", memoryMiB: 32_768 } as const;

  it("are the pool, the GPU's model and vendor, and the user's own labels beside them", () => {
    expect(nodeLabels(pool, gpu)).toEqual({
      team: "search",
      "domicile/node-pool": "gpu",
      "domicile/gpu": "RTX-PRO-4500",
      "domicile/gpu-vendor": "NVIDIA",
    });
    expect(nodeLabels(pool, undefined)).toEqual({ team: "search", "domicile/node-pool": "gpu" });
  });

  it("let those onto a pool that are to run there: taints of a user and of spot machines, each once", () => {
    const own = { key: "team", value: "search", effect: "NoExecute" } as const;
    const spot = {
      key: "kubernetes.azure.com/scalesetpriority",
      operator: "Exists",
      effect: "NoSchedule",
    };
    expect(poolTolerations([pool])).toEqual([]);
    expect(
      poolTolerations([
        { ...pool, taints: [own], isSpot: true },
        { ...pool, isSpot: true },
      ]),
    ).toEqual([{ key: "team", operator: "Exists", effect: "NoExecute" }, spot]);
  });

  it("keep what uses no GPU off nodes with GPUs, unless the user has said how", () => {
    expect(nodeTaints(pool, gpu)).toEqual([
      { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
    ]);
    expect(nodeTaints(pool, undefined)).toEqual([]);
    const own = { key: "nvidia.com/gpu", effect: "NoExecute" } as const;
    expect(nodeTaints({ ...pool, taints: [own] }, gpu)).toEqual([own]);
  });
});

describe("names of AWS", () => {
  it("follow the partition", () => {
    expect(awsPolicyArn("eusc-de-east-1", "AmazonEKSClusterPolicy")).toBe(
      "arn:aws-eusc:iam::aws:policy/AmazonEKSClusterPolicy",
    );
    expect(accountOf("arn:aws:iam::123456789012:role/node")).toBe("123456789012");
    expect(() => accountOf("role/node")).toThrow("'role/node' is no ARN");
    expect(() => awsPolicyArn("eu-central-9", "x")).toThrow(
      "no partition of AWS has the region 'eu-central-9'",
    );
  });

  it.each([
    ["eu-central-1", "ecr.api", "com.amazonaws.eu-central-1.ecr.api"],
    ["eusc-de-east-1", "ecr.api", "eu.amazonaws.eusc-de-east-1.ecr.api"],
    ["eusc-de-east-1", "ecr.dkr", "eu.amazonaws.eusc-de-east-1.ecr.dkr"],
    ["eusc-de-east-1", "sts", "com.amazonaws.eusc-de-east-1.sts"],
  ])("of an endpoint in %s for %s", (region, service, name) => {
    expect(endpointService(region, service)).toBe(name);
  });

  it("of a cluster's server tell its region to the policies", () => {
    for (const [suffix, region] of [
      ["amazonaws.com", "eu-central-1"],
      ["amazonaws.eu", "eusc-de-east-1"],
    ] as const) {
      expect(serverLocation(`https://0123456789ABCDEF.gr7.${region}.eks.${suffix}`)).toMatchObject({
        pkg: "aws",
        name: region,
      });
    }
  });
});

describe("the key of a cluster on AWS", () => {
  it("is used by the account, node pools and the API's log, each no further than it must", () => {
    const policy: unknown = JSON.parse(keyPolicy("eusc-de-east-1", "123456789012"));
    expect(policy).toMatchObject({
      Statement: [
        { Principal: { AWS: "arn:aws-eusc:iam::123456789012:root" }, Action: "kms:*" },
        { Sid: "NodeDisks" },
        { Sid: "NodeDiskGrants", Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } } },
        {
          Principal: { Service: "logs.eusc-de-east-1.amazonaws.com" },
          Condition: {
            ArnLike: {
              "kms:EncryptionContext:aws:logs:arn":
                "arn:aws-eusc:logs:eusc-de-east-1:123456789012:log-group:/aws/eks/*",
            },
          },
        },
      ],
    });
  });
});

describe("a kubeconfig of AWS", () => {
  it("names the cluster, and gets a token instead of holding one", () => {
    const text = eksKubeconfig({
      name: "de-fra",
      region: "eu-central-1",
      endpoint: "https://api",
      certificateAuthority: "Q0E=",
    });
    expect(JSON.parse(text)).toMatchObject({
      "current-context": "de-fra",
      clusters: [{ cluster: { server: "https://api", "certificate-authority-data": "Q0E=" } }],
      users: [
        {
          user: {
            exec: {
              command: "aws",
              args: [
                "eks",
                "get-token",
                "--output",
                "json",
                "--region",
                "eu-central-1",
                "--cluster-name",
                "de-fra",
              ],
            },
          },
        },
      ],
    });
  });
});

describe("copies of images", () => {
  it("keep their path and digest under another registry", () => {
    const images = {
      gateway: "docker.io/envoyproxy/envoy:v1@sha256:ab",
      plugin: "nvcr.io/nvidia/p:v2@sha256:cd",
    };
    expect(mirroredImages(images, "registry.example.de/mirror")).toEqual({
      gateway: "registry.example.de/mirror/envoyproxy/envoy:v1@sha256:ab",
      plugin: "registry.example.de/mirror/nvidia/p:v2@sha256:cd",
    });
  });
});
