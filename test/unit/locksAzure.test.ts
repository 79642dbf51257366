import { beforeEach, describe, expect, it } from "vitest";
import { AzureLocationLock } from "../../components/locks/azureLocationLock";
import { approvedAzureLocations, azureLocationDefinitions } from "../../infra/locks/azureLocations";
import { lockApproval } from "../support/lockApproval";
import { inputsOf, recordRegistrations, type Registration } from "../support/mocks";

describe("approved locations of Azure", () => {
  it.each<[string, string[], Record<string, string[]> | undefined, string[]]>([
    ["a country", ["DE"], undefined, ["germanynorth", "germanywestcentral"]],
    [
      "names as the portal shows them",
      ["EU"],
      { "azure-native": ["Germany West Central", "France Central"] },
      ["francecentral", "germanywestcentral"],
    ],
    [
      "only what is in the jurisdiction",
      ["DE"],
      { "azure-native": ["germanynorth", "westeurope"] },
      ["germanynorth"],
    ],
  ])("for %s", (_, jurisdiction, locations, expected) => {
    expect(approvedAzureLocations(lockApproval({ jurisdiction, locations }), "public")).toEqual(expected);
  });

  it.each<[string, string[], string, string]>([
    [
      "in another environment",
      ["DE"],
      "any",
      "no location of azure-native (china) is approved by jurisdiction DE; there are: chinaeast (CN), chinaeast2 (CN), chinaeast3 (CN), chinanorth (CN), chinanorth2 (CN), chinanorth3 (CN)",
    ],
    [
      "under another law",
      ["CN"],
      "US",
      "operators: Shanghai Blue Cloud Technology Co., Ltd. (21Vianet), which runs azure-native (china), is bound by the law of CN; approved: US - add CN to 'operators', or make no lock for it",
    ],
  ])("are none %s", (_, jurisdiction, operator, problem) => {
    const operators = operator === "any" ? operator : [operator];
    expect(() => approvedAzureLocations(lockApproval({ jurisdiction, operators }), "china")).toThrow(
      `the location lock of Azure cannot be made:\n- ${problem}`,
    );
  });

  it("are no logical names", () => {
    expect(() =>
      approvedAzureLocations(lockApproval({ locations: { "azure-native": ["global", "europe"] } }), "public"),
    ).toThrow(
      "- locations.azure-native: 'global' is no location of azure-native that is known\n" +
        "- locations.azure-native: 'europe' is no location of azure-native that is known",
    );
  });
});

describe("AzureLocationLock", () => {
  let registered: Registration[];
  beforeEach(async () => {
    registered = await recordRegistrations();
  });

  const scope = "/providers/Microsoft.Management/managementGroups/workloads";

  it("assigns both built-in definitions with the approved locations, enforced", async () => {
    new AzureLocationLock("azure-lock", { approval: lockApproval({ jurisdiction: ["DE"] }), scope });
    await expect.poll(() => registered.length).toBe(3);
    const assignment = {
      scope,
      description: "Made by Domicile from the approval.",
      enforcementMode: "Default",
      parameters: { listOfAllowedLocations: { value: ["germanynorth", "germanywestcentral"] } },
      nonComplianceMessages: [{ message: "This location is outside the approved jurisdiction (DE)." }],
    };
    expect(registered.map(({ type, name }) => [type, name])).toEqual([
      ["domicile:index:AzureLocationLock", "azure-lock"],
      ["azure-native:authorization:PolicyAssignment", "azure-lock-resources"],
      ["azure-native:authorization:PolicyAssignment", "azure-lock-resource-groups"],
    ]);
    expect(inputsOf(registered, "azure-lock-resources")).toEqual({
      ...assignment,
      policyAssignmentName: "domicile-locations",
      displayName: "Resources in approved locations only",
      policyDefinitionId:
        "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c",
    });
    expect(inputsOf(registered, "azure-lock-resource-groups")).toEqual({
      ...assignment,
      policyAssignmentName: "domicile-group-locations",
      displayName: "Resource groups in approved locations only",
      policyDefinitionId:
        "/providers/Microsoft.Authorization/policyDefinitions/e765b5de-1225-4ba3-bd56-1ac6695af988",
    });
  });

  it("names assignments as briefly as a management group wants them", () => {
    for (const { assignmentName } of azureLocationDefinitions)
      expect(assignmentName.length).toBeLessThanOrEqual(24);
  });

  it("refuses an approval that leaves no location", () => {
    const approval = lockApproval({ jurisdiction: ["LU"] });
    expect(() => new AzureLocationLock("azure-lock", { approval, scope })).toThrow(
      "the location lock of Azure cannot be made:\n- no location of azure-native (public) is approved by jurisdiction LU; there are: ",
    );
  });
});
