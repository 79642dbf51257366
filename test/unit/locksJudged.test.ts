import { beforeEach, expect, it } from "vitest";
import { ClusterLock } from "../../components";
import { AwsRegionLock } from "../../components/locks/awsRegionLock";
import { AzureLocationLock } from "../../components/locks/azureLocationLock";
import type { LockApproval } from "../../infra/locks/approval";
import { toValue } from "../../policies/toInputs";
import { isInputs, unknown, type Inputs } from "../../policies/values";
import { lockApproval } from "../support/lockApproval";
import { recordRegistrations, type Registration } from "../support/mocks";
import { judged, providerOf, resourceOf } from "../support/policies";

const approval: LockApproval = lockApproval({
  registries: ["registry.example.de"],
  endpoints: ["otel.example.de"],
  requireDigest: true,
});

let registered: Registration[];
beforeEach(async () => {
  registered = await recordRegistrations();
});

/** What the policy pack says of everything that was registered, with a provider of these inputs. */
function findings(pkg: string, inputs: Inputs): string[] {
  return registered
    .filter(({ type }) => !type.startsWith("domicile:"))
    .flatMap(({ type, inputs: given }) => {
      const value = toValue(given);
      if (!isInputs(value)) throw new Error(`the inputs of ${type} are no object`);
      return judged(resourceOf(type, value, providerOf(pkg, inputs)), { ...approval, hardening: true });
    })
    .map(({ message }) => message);
}

it("the policy pack lets the region lock of AWS through", async () => {
  new AwsRegionLock("lock", { approval, targets: { all: "r-ab12" } });
  await expect.poll(() => registered.length).toBe(3);
  expect(findings("aws", { region: "eu-central-1" })).toEqual([]);
});

it("the policy pack lets the location lock of Azure through", async () => {
  new AzureLocationLock("lock", { approval, scope: "/subscriptions/00000000-0000-0000-0000-000000000000" });
  await expect.poll(() => registered.length).toBe(3);
  expect(findings("azure-native", { location: "germanywestcentral" })).toEqual([]);
});

it("the policy pack lets the lock of a cluster through", async () => {
  new ClusterLock("lock", { approval });
  await expect.poll(() => registered.length).toBe(5);
  expect(findings("kubernetes", { kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/fsn1" })).toEqual(
    [],
  );
});
