import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectPath } from "../../infra/local/providers/kubernetes/api/discovery";
import { parseJson, textAt, type Json } from "../../infra/local/providers/kubernetes/manifest/json";
import { startApiServer, type ApiServer } from "../support/apiServer";
import { recordedHetzner } from "../support/hetznerSpecs";
import { withoutMarks } from "../support/mocks";
import { started } from "../support/started";

/** What a cluster at Hetzner has in it before anything of an endpoint, as manifests by the names of their resources. */
async function manifests(): Promise<[name: string, manifest: Json][]> {
  const signIn = {
    issuer: "https://login.example.de",
    clientId: "kubernetes",
    usernameClaim: "sub",
    groupsClaim: "groups",
  };
  const { registered } = await recordedHetzner({ administrators: ["platform"], signIn });
  return registered
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ name, inputs }) => [name, parseJson(JSON.stringify(withoutMarks(inputs)))]);
}

describe("the objects of a cluster at Hetzner", () => {
  let server: ApiServer | undefined;

  beforeAll(async () => {
    server = await startApiServer();
  });
  afterAll(() => server?.stop());

  it("are each what a real API server takes, with no field that it does not know", async () => {
    const { objects } = started(server);
    const made = await manifests();
    const taken: string[] = [];
    for (const [name, body] of made) {
      const endpoint = await objects.discovery.endpoint(textAt(body, "apiVersion"), textAt(body, "kind"));
      const namespace = endpoint.namespaced ? textAt(body, "metadata", "namespace") : "";
      await objects.client.request({
        method: "POST",
        path: objectPath(endpoint, namespace),
        query: { dryRun: "All", fieldValidation: "Strict" },
        body,
      });
      taken.push(name);
    }
    expect([...new Set(taken)].toSorted()).toEqual([
      "fsn-access",
      "fsn-administrators-platform",
      "fsn-base-storage",
      "fsn-cloud-controller",
      "fsn-volumes-controller",
      "fsn-volumes-driver",
      "fsn-volumes-node",
      "fsn-volumes-passphrase",
    ]);
  });
});
