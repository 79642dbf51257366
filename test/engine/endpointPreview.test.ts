import * as random from "@pulumi/random";
import type { Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Cluster, SovereignEndpoint } from "../../components";
import { startApiServer, type ApiServer } from "../support/apiServer";
import {
  freshBackend,
  temporaryFolder,
  writePlugins,
  type Backend,
  type TemporaryFolder,
} from "../support/engine";

let server: ApiServer;
let plugins: TemporaryFolder;
let backend: Backend;

beforeAll(async () => {
  [server, plugins] = await Promise.all([startApiServer(), temporaryFolder("plugins")]);
  await writePlugins(plugins.path, {
    kubernetes: "infra/local/providers/kubernetes/main.ts",
    random: "infra/local/providers/random/main.ts",
  });
  backend = await freshBackend({ pluginFolders: [plugins.path] });
});

afterAll(async () => {
  await backend.close();
  await plugins.remove();
  await server.stop();
});

/** The stack of an endpoint whose model has some replicas, as one user of the cluster or another. */
function endpoint(replicas: number, user: { readonly guest: boolean }): Promise<Stack> {
  return backend.stack(() => {
    const kubeconfig = server.kubeconfigFor(user);
    const cluster = new Cluster("cluster", { cloud: "existing", location: "DE", kubeconfig });
    const source = { kind: "claim", claim: "weights", path: "chat.gguf" } as const;
    new SovereignEndpoint(
      "here",
      {
        namespace: "ai",
        models: [{ name: "chat", engine: "llamacpp", source, replicas }],
        clients: [{ name: "intranet" }],
        images: { gateway: "envoy@sha256:1", llamacpp: "llamacpp@sha256:2" },
      },
      { providers: [cluster.provider, new random.Provider("random")] },
    );
    return Promise.resolve();
  });
}

it("an endpoint is previewed by someone who may change nothing in its cluster", async () => {
  await (await endpoint(1, { guest: false })).up();
  // The client's key is known by now; the address of the new replica's Service is not.
  const stack = await endpoint(2, { guest: true });
  const { changeSummary, stdout } = await stack.preview();
  expect(changeSummary.create).toBe(1);
  expect(stdout).toMatch(/\+ +kubernetes:core\/v1:Service +here-chat-service-1/);
  expect(stdout).toMatch(/~ +kubernetes:core\/v1:Secret +here-gateway-configuration/);
});
