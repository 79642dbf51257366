import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfiguration, refusedInputs } from "../../infra/local/providers/kubernetes/configuration";
import { connect } from "../../infra/local/providers/kubernetes/kubeconfig";
import type { KubeconfigChoice } from "../../infra/local/providers/kubernetes/kubeconfig";
import { strictModeFailures } from "../../infra/local/providers/kubernetes/strictMode";
import { diffConfiguration } from "../../infra/local/providers/kubernetes/providerDifference";
import { Secret, Unknown } from "../../infra/local/providers/protocol";

function kubeconfig(server: string, namespace?: string): string {
  const context = { cluster: "c", user: "u", ...(namespace === undefined ? {} : { namespace }) };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name: "c", cluster: { server } },
      { name: "spare", cluster: { server: "https://spare.example:6443" } },
    ],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [
      { name: "main", context },
      { name: "other", context: { cluster: "spare", user: "u", namespace: "away" } },
    ],
    "current-context": "main",
  });
}

const one = kubeconfig("https://one.example:6443");
const two = kubeconfig("https://two.example:6443");
const choice: KubeconfigChoice = { kubeconfig: one, context: "", cluster: "", namespace: "" };

describe("the configuration", () => {
  it("has the official plug-in's defaults", () => {
    expect(parseConfiguration({}, {})).toEqual({
      kubeconfig: "",
      context: "",
      cluster: "",
      namespace: "",
      enableServerSideApply: true,
      enablePatchForce: false,
      upsertExistingObjects: false,
      enableConfigMapMutable: false,
      enableSecretMutable: false,
      managedByLabel: "pulumi",
      deleteUnreachable: false,
      skipUpdateUnreachable: false,
    });
  });

  it("takes flags as JSON text, as SDKs send them, and plain ones", () => {
    const parsed = parseConfiguration(
      { enableServerSideApply: "false", enableSecretMutable: true, namespace: "shop" },
      {},
    );
    expect(parsed).toMatchObject({
      enableServerSideApply: false,
      enableSecretMutable: true,
      namespace: "shop",
    });
  });

  it("takes flags from the environment only when the program says nothing", () => {
    const environment = {
      PULUMI_K8S_DELETE_UNREACHABLE: "true",
      PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE: "true",
      PULUMI_KUBERNETES_MANAGED_BY_LABEL: "me",
    };
    const parsed = parseConfiguration({ enableConfigMapMutable: "false" }, environment);
    expect(parsed).toMatchObject({
      deleteUnreachable: true,
      enableConfigMapMutable: false,
      managedByLabel: "me",
    });
  });

  it("takes a kubeconfig as secret text or as an object", () => {
    expect(parseConfiguration({ kubeconfig: new Secret(one) }, {}).kubeconfig).toBe(one);
    const object = { clusters: [{ name: "c", cluster: { server: new Secret("https://s") } }] };
    expect(parseConfiguration({ kubeconfig: object }, {}).kubeconfig).toBe(
      '{"clusters":[{"name":"c","cluster":{"server":"https://s"}}]}',
    );
  });

  it("refuses to render YAML", () => {
    const reason =
      "writing YAML files instead of a cluster is not supported by this stand-in for pulumi-resource-kubernetes, " +
      "install the official plug-in";
    expect(refusedInputs({ renderYamlToDirectory: "out", alwaysRender: "false" })).toEqual([
      { property: "renderYamlToDirectory", reason },
    ]);
    expect(refusedInputs({ kubeconfig: one })).toEqual([]);
  });
});

describe("strict mode", () => {
  const urn = "urn:pulumi:test::test::pulumi:providers:kubernetes::mine";
  const complete = { kubeconfig: one, context: "main", strictMode: "true" };

  it("needs a provider of the program's own with kubeconfig and context", () => {
    expect(strictModeFailures(urn, complete, {})).toEqual([]);
    expect(strictModeFailures(urn, { ...complete, kubeconfig: Unknown.value }, {})).toEqual([]);
    expect(strictModeFailures(urn, { strictMode: "true", kubeconfig: "" }, {})).toEqual([
      { property: "kubeconfig", reason: 'strict mode needs "kubeconfig" on the provider' },
      { property: "context", reason: 'strict mode needs "context" on the provider' },
    ]);
    expect(strictModeFailures(urn.replace("::mine", "::default_4_34_2"), complete, {})).toEqual([
      {
        property: "",
        reason: "strict mode forbids the default provider: make one and give it to each resource",
      },
    ]);
  });

  it("is switched on by the stack's settings too, and off by the provider's input", () => {
    const environment = { PULUMI_CONFIG: '{"strictMode":"true"}' };
    expect(strictModeFailures(urn, {}, environment)).toHaveLength(2);
    expect(strictModeFailures(urn, { strictMode: "false" }, environment)).toEqual([]);
    expect(strictModeFailures(urn, {}, { PULUMI_CONFIG: "{}" })).toEqual([]);
    expect(strictModeFailures(urn, {}, {})).toEqual([]);
  });
});

describe("the kubeconfig", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "domicile-kubeconfig-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("gives server and namespace, from its text or from a file", async () => {
    const file = join(folder, "config");
    await writeFile(file, kubeconfig("https://file.example", "shop"));
    const fromFile = await connect({ ...choice, kubeconfig: file });
    expect([fromFile.config.getCurrentCluster()?.server, fromFile.namespace]).toEqual([
      "https://file.example",
      "shop",
    ]);
    const fromText = await connect(choice);
    expect([fromText.config.getCurrentCluster()?.server, fromText.namespace]).toEqual([
      "https://one.example:6443",
      "default",
    ]);
  });

  it("follows the context, the cluster and the namespace that are asked for", async () => {
    const context = await connect({ ...choice, context: "other" });
    expect([context.config.getCurrentCluster()?.server, context.namespace]).toEqual([
      "https://spare.example:6443",
      "away",
    ]);
    const cluster = await connect({ ...choice, cluster: "spare", namespace: "mine" });
    expect([cluster.config.getCurrentCluster()?.server, cluster.namespace]).toEqual([
      "https://spare.example:6443",
      "mine",
    ]);
  });

  it("that lacks what is asked for says what it has", async () => {
    await expect(connect({ ...choice, context: "prod" })).rejects.toThrow(
      'the kubeconfig has no context "prod", it has "main", "other"',
    );
    await expect(connect({ ...choice, cluster: "prod" })).rejects.toThrow(
      'the kubeconfig has no cluster "prod", it has "c", "spare"',
    );
  });
});

describe("a changed configuration", () => {
  it("is no change when nothing differs", async () => {
    const inputs = { kubeconfig: one };
    expect(
      await diffConfiguration({ oldInputs: inputs, newInputs: { kubeconfig: new Secret(one) } }),
    ).toEqual({
      changes: false,
    });
  });

  it.each([
    ["another server", { kubeconfig: one }, { kubeconfig: two }, ["kubeconfig"]],
    [
      "another context with another cluster",
      { kubeconfig: one },
      { kubeconfig: one, context: "other" },
      ["context"],
    ],
    ["another cluster", { kubeconfig: one }, { kubeconfig: one, cluster: "spare" }, ["cluster"]],
    [
      "a kubeconfig that is not known yet",
      { kubeconfig: one },
      { kubeconfig: Unknown.value },
      ["kubeconfig"],
    ],
    [
      "another clusterIdentifier",
      { kubeconfig: one, clusterIdentifier: "a" },
      { kubeconfig: one, clusterIdentifier: "b" },
      ["clusterIdentifier"],
    ],
    [
      "the same server with another namespace",
      { kubeconfig: one },
      { kubeconfig: kubeconfig("https://one.example:6443", "n") },
      [],
    ],
    ["a flag", { kubeconfig: one }, { kubeconfig: one, enableSecretMutable: "true" }, []],
    [
      "another server with the same clusterIdentifier",
      { kubeconfig: one, clusterIdentifier: "a" },
      { kubeconfig: two, clusterIdentifier: "a" },
      [],
    ],
    [
      "an unknown kubeconfig with the same clusterIdentifier",
      { kubeconfig: one, clusterIdentifier: "a" },
      { kubeconfig: Unknown.value, clusterIdentifier: "a" },
      [],
    ],
    ["a clusterIdentifier that is new", { kubeconfig: one }, { kubeconfig: one, clusterIdentifier: "a" }, []],
    ["a kubeconfig that cannot be read", { kubeconfig: one }, { kubeconfig: "{" }, []],
  ])("with %s", async (_, oldInputs, newInputs, replaces) => {
    expect(await diffConfiguration({ oldInputs, newInputs })).toMatchObject({ changes: true, replaces });
  });
});
