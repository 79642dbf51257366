import { describe, expect, it } from "vitest";
import { leakRules } from "../../policies/rules/leaks";
import { unknown, type Inputs } from "../../policies/values";
import { approvalOf, resourceOf, saidOf } from "../support/policies";

function said(type: string, inputs: Inputs, fields = {}): string[] {
  return saidOf(leakRules, resourceOf(type, inputs), approvalOf(fields));
}

describe("images that services of clouds run", () => {
  it.each<[string, Inputs, string, string]>([
    [
      "aws:lambda/function:Function",
      { imageUri: "docker.io/team/app:1" },
      "imageUri",
      '"docker.io/team/app:1"',
    ],
    [
      "aws:ecs/taskDefinition:TaskDefinition",
      { containerDefinitions: '[{"name":"a","image":"registry.example.de/a"},{"name":"b","image":"nginx"}]' },
      "containerDefinitions",
      '"nginx"',
    ],
    [
      "azure-native:app:ContainerApp",
      { template: { containers: [{ image: "ghcr.io/team/app:1" }] } },
      "template.containers[0].image",
      '"ghcr.io/team/app:1"',
    ],
    ["scaleway:containers/container:Container", { registryImage: "nginx" }, "registryImage", '"nginx"'],
  ])("from elsewhere: %s %o", (type, inputs, path, shown) => {
    expect(said(type, inputs)).toEqual([]);
    expect(said(type, inputs, { registries: ["registry.example.de"] })).toEqual([
      `mandatory ${path}: runs an image from ${shown} by '${path}'; approved: registry.example.de - name an approved registry or add an exception`,
    ]);
  });

  it("without a digest, where the approval asks for one", () => {
    const judge = (imageUri: Inputs[string]): string[] =>
      said("aws:lambda/function:Function", { imageUri }, { requireDigest: true });
    const digest = `sha256:${"a".repeat(64)}`;
    const asked = "approved: images by digest - append @sha256: and the digest or add an exception";
    expect(judge(`registry.example.de/app@${digest}`)).toEqual([]);
    expect(judge("registry.example.de/app:1")).toEqual([
      `mandatory imageUri: runs an image from "registry.example.de/app:1", which has no digest, by 'imageUri'; ${asked}`,
    ]);
    expect(judge(unknown)).toEqual([
      `mandatory imageUri: runs an image from an image that cannot be known yet by 'imageUri'; ${asked}`,
    ]);
  });
});
