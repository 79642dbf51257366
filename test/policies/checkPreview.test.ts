import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DefaultProviders } from "../../cli/domicile/engine/defaultProviders";
import { answerOf } from "../../cli/domicile/engine/functions";
import { previewOf } from "../../cli/domicile/engine/preview";
import {
  unknownText,
  withUnknownTexts,
  type WireObject,
  type WireValue,
} from "../../cli/domicile/engine/wire";
import { readResources } from "../../cli/domicile/judging/resources";
import { unknownSentinels } from "../../policies/toInputs";
import { unknown } from "../../policies/values";

const urn = "urn:pulumi:dev::test::kubernetes:core/v1:Namespace::models";

function preview(type: string, inputs: WireObject, provider: WireObject = {}) {
  return previewOf({ type, name: "models", urn, inputs, provider });
}

describe("what a preview knows", () => {
  it("is what the program gave", () => {
    const inputs = { location: "fsn1", labels: { a: "b" } };
    expect(preview("hcloud:index/server:Server", inputs)).toEqual({ inputs, outputs: inputs });
  });

  it("is the provider's region where AWS resources name none, among the outputs alone", () => {
    const type = "aws:s3/bucket:Bucket";
    const provider = { region: "eu-central-1" };
    expect(preview(type, {}, provider)).toEqual({ inputs: {}, outputs: provider });
    expect(preview(type, { region: "us-east-1" }, provider).outputs).toEqual({ region: "us-east-1" });
    expect(preview(type, {}, {}).outputs).toEqual({});
  });

  it("is a name that follows from the URN where Kubernetes objects have none", () => {
    const type = "kubernetes:core/v1:Namespace";
    const named = /"name":"models-[0-9a-f]{8}"/;
    const { inputs, outputs } = preview(type, { metadata: { labels: { a: "b" } } });
    expect(inputs["metadata"]).toMatchObject({ labels: { a: "b" } });
    expect(JSON.stringify(inputs)).toMatch(named);
    expect(JSON.stringify(preview(type, {}).inputs)).toMatch(named);
    expect(preview(type, {}).inputs).toEqual(preview(type, {}).inputs);
    expect(outputs["metadata"]).toMatchObject({ uid: unknownText });
  });

  it.each<readonly [what: string, type: string, metadata: WireObject, name: unknown]>([
    ["its own name", "kubernetes:core/v1:Namespace", { name: "own" }, "own"],
    ["a name that the server makes", "kubernetes:core/v1:Namespace", { generateName: "own-" }, undefined],
    ["no name on a patch", "kubernetes:core/v1:NamespacePatch", {}, undefined],
  ])("leaves Kubernetes objects %s", (_, type, metadata, name) => {
    const inputs = preview(type, { metadata: { ...metadata } }).inputs["metadata"];
    expect(inputs).toEqual(name === undefined ? metadata : { ...metadata, name });
  });

  it("is nothing of what the API server sets", () => {
    const { outputs } = preview("kubernetes:core/v1:Service", {
      metadata: { name: "a" },
      spec: { ports: [] },
    });
    expect(outputs["spec"]).toMatchObject({ ports: [], clusterIP: unknownText, clusterIPs: unknownText });
    const given = preview("kubernetes:core/v1:Service", { spec: { clusterIP: "10.0.0.1" } });
    expect(given.outputs["spec"]).toMatchObject({ clusterIP: "10.0.0.1" });
  });

  it("is a text as a whole, or nothing of it", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    expect(
      withUnknownTexts({
        plain: "eu-central-1",
        whole: unknownText,
        part: `https://${unknownText}/`,
        deep: [{ part: `a${unknownText}` }],
        secret: { ...secret, value: `bearer ${unknownText}` },
      }),
    ).toEqual({
      plain: "eu-central-1",
      whole: unknownText,
      part: unknownText,
      deep: [{ part: unknownText }],
      secret: { ...secret, value: unknownText },
    });
  });

  it("never shows a rule a text with an unknown one in it", () => {
    const mark = fc.constantFrom(...[...unknownSentinels].filter((one) => typeof one === "string"));
    const leaf = fc.oneof(
      fc.string(),
      fc.tuple(fc.string(), mark, fc.string()).map((parts) => parts.join("")),
    );
    const { tree } = fc.letrec<{ tree: WireValue }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("tree")),
        fc.dictionary(fc.string(), tie("tree")),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const inputs = withUnknownTexts({ value });
        const [read] = readResources([{ type: "acme:index:A", name: "a", urn, isCustom: false, inputs }]);
        const text = JSON.stringify(read?.resource.inputs, (_, part: unknown) =>
          part === unknown ? null : part,
        );
        for (const one of unknownSentinels) expect(text).not.toContain(String(one));
      }),
    );
  });
});

describe("default providers", () => {
  const defaults = (texts: Readonly<Record<string, string>>) =>
    new DefaultProviders((type, name) => `urn:pulumi:dev::test::${type}::${name}`, { texts });

  it("are made from the settings of their package", () => {
    const provider = defaults({ "aws:region": "us-east-1", "awsx:region": "no", "test:a": "no" });
    expect(provider.provide("aws", "7.48.0", "logs")).toEqual({
      type: "pulumi:providers:aws",
      name: "default_7_48_0",
      urn: "urn:pulumi:dev::test::pulumi:providers:aws::default_7_48_0",
      isCustom: true,
      isRead: false,
      inputs: { region: "us-east-1", version: "7.48.0" },
    });
    expect(provider.provide("aws", "", "logs")).toMatchObject({
      name: "default",
      inputs: { region: "us-east-1" },
    });
  });

  it.each([
    ['["*"]', "aws", true],
    ['["aws"]', "aws", true],
    ['["aws"]', "hcloud", false],
    ['["*"]', "pulumi", false],
    ["nonsense", "aws", false],
  ])("are forbidden by %s for %s: %s", (setting, pkg, isForbidden) => {
    const provide = () => defaults({ "pulumi:disable-default-providers": setting }).provide(pkg, "", "logs");
    if (isForbidden) {
      expect(provide).toThrow(`default provider for '${pkg}' disabled; 'logs' must use an explicit provider`);
    } else {
      expect(provide()).toMatchObject({ name: "default" });
    }
  });
});

describe("functions", () => {
  it.each([
    ["azure-native:containerservice:listManagedClusterUserCredentials", "clusterUser"],
    ["azure-native:containerservice/v20240101:listManagedClusterAdminCredentials", "clusterAdmin"],
    ["azure-native:containerservice/v20240102preview:listManagedClusterUserCredentials", "clusterUser"],
  ])("that only name a cluster's credentials are answered: %s", (token, name) => {
    expect(answerOf(token, {})).toEqual({ kubeconfigs: [{ name, value: unknownText }] });
  });

  it.each(["aws:index/getRegion:getRegion", "azure-native:containerservice:getManagedCluster", "toString"])(
    "that a provider must answer are not: %s",
    (token) => {
      expect(answerOf(token, {})).toBeUndefined();
    },
  );
});
