import { describe, expect, it } from "vitest";
import { readSdk, type SdkType } from "../../policies/placement/generate/sdk";
import { SdkDeclarations } from "../support/strictProvider/sdkDeclarations";
import type { ObjectShape, Shape } from "../support/strictProvider/shape";

/** Components that an SDK makes by itself: their token is in their constructor, and no provider ever sees them. */
const isComponent = ({ token }: SdkType): boolean => /^aws:\w+:\w+EventSubscription$/.test(token);

/** Reads all that is declared below `object`. @throws Error for what is not understood */
function readAll(object: ObjectShape, seen: Set<ObjectShape>): void {
  if (seen.has(object)) return;
  seen.add(object);
  for (const { shape } of object.properties.values()) readShape(shape, seen);
}

function readShape(shape: Shape, seen: Set<ObjectShape>): void {
  if (shape.kind === "object") readAll(shape.object, seen);
  else if (shape.kind === "list") readShape(shape.item, seen);
  else if (shape.kind === "map") readShape(shape.value, seen);
  else if (shape.kind === "union") for (const member of shape.members) readShape(member, seen);
}

describe.each([
  "@pulumi/aws",
  "@pulumi/azure-native",
  "@pulumi/hcloud",
  "@pulumi/openstack",
  "@ovhcloud/pulumi-ovh",
  "@pulumiverse/scaleway",
])("%s", (npm) => {
  it(
    "has declarations that are understood, of the inputs that its classes require",
    { timeout: 60_000 },
    () => {
      const { root, types } = readSdk(npm);
      const sdk = new SdkDeclarations(root);
      const resources = [...types.values()].filter((type) => !isComponent(type));
      const seen = new Set<ObjectShape>();
      for (const { token, required } of resources) {
        const { inputs, outputs } = sdk.resource(token);
        const needed = [...inputs.properties].flatMap(([name, { isOptional }]) => (isOptional ? [] : [name]));
        expect(needed.toSorted(), token).toEqual(required.toSorted());
        readAll(inputs, seen);
        readAll(outputs, seen);
      }
      expect(resources.length).toBeGreaterThan(20);
    },
  );
});
