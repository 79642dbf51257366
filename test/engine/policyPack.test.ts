import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as azure from "@pulumi/azure-native/storage";
import * as azureNative from "@pulumi/azure-native";
import * as hcloud from "@pulumi/hcloud";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkout } from "../support/engine";
import { policyEngine, type PolicyEngine } from "../support/policyEngine";

const approval = `
jurisdiction: [DE]
operators: [EU, US]
locations: { aws: [eu-central-1], azure-native: [germanywestcentral] }
`;

const approvedOf = {
  aws: "DE (aws: eu-central-1)",
  hcloud: "DE (hcloud: fsn1, nbg1)",
};

/** A resource of any type, as a program may write one that wants to get around the SDK. */
class HandWritten extends pulumi.CustomResource {}
class UnknownProvider extends pulumi.ProviderResource {}

/** Providers of approved places. */
function providers(): { aws: aws.Provider; hcloud: hcloud.Provider; azure: azureNative.Provider } {
  return {
    aws: new aws.Provider("frankfurt", { region: "eu-central-1" }),
    hcloud: new hcloud.Provider("hetzner", { token: "secret" }),
    azure: new azureNative.Provider("frankfurt", { environment: "public" }),
  };
}

describe("the policy pack in the engine", () => {
  let engine: PolicyEngine;
  beforeAll(async () => {
    engine = await policyEngine();
  });
  afterAll(() => engine.close());

  it("lets an approved program pass", async () => {
    const run = await engine.up({
      approval,
      program: async () => {
        const { aws: frankfurt, hcloud: hetzner, azure: germany } = providers();
        const component = new pulumi.ComponentResource("acme:index:Site", "site");
        const suffix = new random.RandomPet("suffix");
        // What is not known yet in a property that names no place blocks nothing.
        new aws.s3.Bucket("logs", { bucket: suffix.id }, { provider: frankfurt, parent: component });
        new hcloud.Server(
          "node",
          { name: suffix.id, location: "fsn1", serverType: "ccx23", image: "debian-13" },
          { provider: hetzner },
        );
        new azure.StorageAccount(
          "weights",
          {
            resourceGroupName: "models",
            location: "Germany West Central",
            kind: "StorageV2",
            sku: { name: "Standard_LRS" },
          },
          { provider: germany },
        );
        return Promise.resolve();
      },
    });
    expect(run.violations.filter((line) => line.startsWith("[mandatory]"))).toEqual([]);
    expect(run).toMatchObject({
      isBlocked: false,
      made: [
        "aws:s3/bucket:Bucket logs",
        "azure-native:storage:StorageAccount weights",
        "hcloud:index/server:Server node",
      ],
    });
  });

  it("stops an update before anything is made", async () => {
    const run = await engine.up({
      approval,
      program: async () => {
        const { hcloud: hetzner } = providers();
        const server = new hcloud.Server(
          "node",
          { location: "ash", serverType: "ccx23", image: "debian-13" },
          { provider: hetzner },
        );
        new hcloud.Volume(
          "data",
          { size: 10, serverId: server.id.apply(Number) },
          { provider: hetzner, dependsOn: server },
        );
        return Promise.resolve();
      },
    });
    expect(run).toMatchObject({
      isBlocked: true,
      made: [],
      violations: [
        `[mandatory] jurisdiction: hcloud:index/server:Server 'node': placed in ash (US) by 'location'; approved: ${approvedOf.hcloud} - set location or add an exception`,
      ],
    });
  });

  it("catches what bypasses components: a region of its own, a transform, a hand-written resource", async () => {
    const run = await engine.preview({
      approval,
      program: async () => {
        const { aws: frankfurt, hcloud: hetzner } = providers();
        new aws.s3.Bucket("own", { region: "us-east-1" }, { provider: frankfurt });
        new hcloud.Server(
          "moved",
          { location: "fsn1", serverType: "ccx23", image: "debian-13" },
          {
            provider: hetzner,
            transforms: [({ props, opts }) => ({ props: { ...props, location: "hil" }, opts })],
          },
        );
        // An old token, and a secret that is no secret to a rule.
        new HandWritten(
          "aws:s3/bucketV2:BucketV2",
          "hand",
          { region: pulumi.secret("us-west-2") },
          { provider: frankfurt },
        );
        return Promise.resolve();
      },
    });
    const place = (type: string, name: string, said: string, by: string, approved: string): string =>
      `[mandatory] jurisdiction: ${type} '${name}': placed in ${said} by '${by}'; approved: ${approved} - set ${by} or add an exception`;
    expect(run).toMatchObject({
      isBlocked: true,
      made: [],
      violations: [
        place("aws:s3/bucket:Bucket", "own", "us-east-1 (US)", "region", approvedOf.aws),
        place("aws:s3/bucketV2:BucketV2", "hand", "us-west-2 (US)", "region", approvedOf.aws),
        place("hcloud:index/server:Server", "moved", "hil (US)", "location", approvedOf.hcloud),
      ],
    });
  });

  it("refuses a place that is not known at preview, and judges on beside it", async () => {
    const run = await engine.preview({
      approval,
      program: async () => {
        const { aws: frankfurt } = providers();
        const region = new random.RandomPet("region").id;
        new aws.s3.Bucket("unknown", { region }, { provider: frankfurt });
        new aws.kms.Key("key", { region, multiRegion: true }, { provider: frankfurt });
        return Promise.resolve();
      },
    });
    const unknown = `'region' names its place and cannot be known yet; approved: DE - give it as plain text or add an exception`;
    expect(run.isBlocked).toBe(true);
    expect(run.violations).toContain(`[mandatory] jurisdiction: aws:s3/bucket:Bucket 'unknown': ${unknown}`);
    expect(run.violations.filter((line) => line.includes("aws:kms/key:Key 'key'"))).toEqual([
      `[mandatory] jurisdiction: aws:kms/key:Key 'key': ${unknown}`,
      expect.stringContaining("'multiRegion'"),
    ]);
  });

  it("refuses providers: of another place, of an unknown package, of a foreign cluster", async () => {
    const kubeconfig = JSON.stringify({
      "current-context": "prod",
      contexts: [{ name: "prod", context: { cluster: "prod", user: "admin" } }],
      clusters: [{ name: "prod", cluster: { server: "https://0A1B.gr7.us-east-1.eks.amazonaws.com" } }],
      users: [{ name: "admin", user: {} }],
    });
    const run = await engine.preview({
      approval,
      program: async () => {
        new aws.Provider("virginia", { region: "us-east-1" });
        new aws.Provider("detour", { region: "eu-central-1", endpoints: [{ s3: "https://s3.example.com" }] });
        new UnknownProvider("gcp", "google", {});
        new k8s.Provider("eks", { kubeconfig, clusterIdentifier: "domicile:aws/eu-central-1" });
        return Promise.resolve();
      },
    });
    expect(run).toMatchObject({
      isBlocked: true,
      made: [],
      violations: [
        `[mandatory] jurisdiction: pulumi:providers:aws 'detour': 'endpoints' leads to another endpoint: [{"s3":"https://s3.example.com"}]; approved: DE - remove endpoints or add an exception`,
        `[mandatory] jurisdiction: pulumi:providers:aws 'virginia': placed in us-east-1 (US) by 'region'; approved: ${approvedOf.aws} - set region or add an exception`,
        "[mandatory] jurisdiction: pulumi:providers:gcp 'google': provides 'gcp', which is no package that is known; approved: DE - use a supported package or add an exception",
        "[mandatory] jurisdiction: pulumi:providers:kubernetes 'eks': 'clusterIdentifier' domicile:aws/eu-central-1 contradicts its server https://0A1B.gr7.us-east-1.eks.amazonaws.com; approved: DE - mend the one that is wrong or add an exception",
      ],
    });
  });

  it("starts with an approval that cannot be used, and blocks everything with the reason", async () => {
    const run = await engine.up({
      approval: "jurisdiction: [XX]\noperators: []\n",
      program: async () => {
        new random.RandomPet("pet");
        return Promise.resolve();
      },
    });
    expect(run).toMatchObject({ isBlocked: true, made: [] });
    expect(run.violations).not.toEqual([]);
    for (const line of run.violations) {
      expect(line).toMatch(
        /^\[mandatory\] jurisdiction: \S+ '\S+': the approval \(\S+approval\.yaml\) cannot be used, so nothing is approved: jurisdiction\[0\]: "XX" is no country or group; .*; operators: is an empty list; name at least one, or remove the key - mend it$/,
      );
    }
  });

  it("looks for a relative approval where the engine runs the pack, and says where that was", async () => {
    const run = await engine.preview({
      approvalPath: "approval.yaml",
      program: async () => {
        new random.RandomPet("pet");
        return Promise.resolve();
      },
    });
    const folder = join(checkout, "policies");
    const file = join(folder, "approval.yaml");
    expect(run.isBlocked).toBe(true);
    expect(run.violations).toContain(
      `[mandatory] jurisdiction: random:index/randomPet:RandomPet 'pet': the approval (${file}) cannot be used, so nothing is approved: cannot be read: ENOENT: no such file or directory, open '${file}'; 'approval.yaml' was looked for from ${folder}, give an absolute path - mend it`,
    );
  });

  it("takes the stack's own settings where no approval is named", async () => {
    const program = async (): Promise<void> => {
      const { hcloud: hetzner } = providers();
      new hcloud.Volume("here", { size: 10, location: "nbg1" }, { provider: hetzner });
      new hcloud.Volume("there", { size: 10, location: "hel1" }, { provider: hetzner });
      return Promise.resolve();
    };
    const config = { "domicile:jurisdiction": '["DE"]', "domicile:operators": '["EU","US"]' };
    expect(await engine.preview({ program, config })).toMatchObject({
      isBlocked: true,
      violations: [
        `[mandatory] jurisdiction: hcloud:index/volume:Volume 'there': placed in hel1 (FI) by 'location'; approved: ${approvedOf.hcloud} - set location or add an exception`,
      ],
    });
  });

  it("allows no cloud where nothing says what is permitted", async () => {
    const run = await engine.preview({
      program: async () => {
        new random.RandomPet("pet");
        const hetzner = new hcloud.Provider("hetzner", { token: "secret" });
        new hcloud.SshKey("key", { publicKey: "ssh-ed25519 AAAA" }, { provider: hetzner });
        return Promise.resolve();
      },
    });
    const missing =
      "no approval says where it may lie; approved: nothing - name an approval in DOMICILE_APPROVAL, or set domicile:jurisdiction and domicile:operators";
    expect(run).toMatchObject({
      isBlocked: true,
      violations: [
        `[mandatory] jurisdiction: hcloud:index/sshKey:SshKey 'key': ${missing}`,
        `[mandatory] jurisdiction: pulumi:providers:hcloud 'hetzner': ${missing}`,
      ],
    });
  });

  it("judges a stack that asks for more under what both allow, and shows the exceptions that it uses", async () => {
    const run = await engine.preview({
      approval: `${approval}exceptions: [{ type: "aws:cloudfront/distribution:Distribution", reason: public web site, expires: 2999-12-31 }]`,
      config: { "domicile:jurisdiction": '["DE","US"]' },
      program: async () => {
        const { aws: frankfurt } = providers();
        new HandWritten("aws:cloudfront/distribution:Distribution", "site", {}, { provider: frankfurt });
        new aws.s3.Bucket("own", { region: "us-east-1" }, { provider: frankfurt });
        return Promise.resolve();
      },
    });
    expect(run.isBlocked).toBe(true);
    expect(run.violations.filter((line) => !line.startsWith("[advisory] hardening"))).toEqual([
      expect.stringMatching(
        /^\[advisory\] notes: aws:cloudfront\/distribution:Distribution 'site': excepted from placement.* by the exception for aws:cloudfront\/distribution:Distribution: expires on 2999-12-31 \(public web site\)$/,
      ),
      `[mandatory] jurisdiction: aws:s3/bucket:Bucket 'own': placed in us-east-1 (US) by 'region'; approved: ${approvedOf.aws} - set region or add an exception`,
      "[mandatory] jurisdiction: pulumi:pulumi:Stack 'test-test': the stack asks for more than its organisation allows: jurisdiction US; approved of that: jurisdiction DE, operators EU, US - ask for less, or have the approval widened",
    ]);
  });

  it("judges what needs the whole stack, as strictly as the approval asks for", async () => {
    const run = await engine.preview({
      approval: `${approval}hardening: true\n`,
      program: async () => {
        // Nobody knows the kubeconfig of a cluster that is still to be made.
        const kubeconfig = new random.RandomPet("kubeconfig").id;
        const provider = new k8s.Provider("fsn", { kubeconfig, clusterIdentifier: "domicile:hetzner/fsn1" });
        new k8s.core.v1.Namespace("models", { metadata: { name: "models" } }, { provider });
        return Promise.resolve();
      },
    });
    expect(run.isBlocked).toBe(true);
    expect(run.violations).toEqual([
      expect.stringMatching(/^\[mandatory\] stack-hardening: kubernetes:core\/v1:Namespace 'models': /),
    ]);
  });
});
