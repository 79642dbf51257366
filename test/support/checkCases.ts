import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Provider } from "@pulumi/aws/provider";
import { Key } from "@pulumi/aws/kms/key";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import { Bucket } from "@pulumi/aws/s3/bucket";
import * as hcloud from "@pulumi/hcloud";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import { listManagedClusterUserCredentialsOutput } from "@pulumi/azure-native/containerservice/listManagedClusterUserCredentials";
import { Provider as AzureProvider } from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";
import { RandomPet } from "@pulumi/random/randomPet";

/** A component as any package may have one. */
class Site extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("acme:index:Site", name, {}, opts);
  }
}

/** A component that a plug-in makes. */
class RemoteSite extends pulumi.ComponentResource {
  constructor(name: string) {
    super("acme:index:RemoteSite", name, {}, {}, true);
  }
}

const frankfurt = (): Provider => new Provider("frankfurt", { region: "eu-central-1" });

/** Programs that tests judge, by name. */
export const cases: Readonly<Record<string, () => void>> = {
  /** What gets around components: a region of its own, transforms of every kind, a secret and an unknown place. */
  clouds: () => {
    const provider = frankfurt();
    const site = new Site("site", {
      providers: [provider],
      transforms: [
        ({ type, name, props, opts }) =>
          name === "moved" && type === "aws:s3/bucket:Bucket"
            ? { props: { ...props, region: "us-east-2" }, opts }
            : undefined,
      ],
    });
    new Bucket("good", {}, { parent: site });
    new Bucket("own", { region: "us-east-1" }, { parent: site });
    new Bucket("moved", {}, { parent: site });
    new Bucket("secret", { region: pulumi.secret("us-west-2") }, { provider });
    const suffix = new RandomPet("suffix");
    new Bucket("named", { bucket: suffix.id }, { provider });
    new Bucket("unknown", { region: suffix.id }, { provider });
    const hetzner = new hcloud.Provider("hetzner", { token: "secret" });
    new hcloud.Server(
      "node",
      { location: "fsn1", serverType: "ccx23", image: "debian-13" },
      {
        provider: hetzner,
        transforms: [({ props, opts }) => ({ props: { ...props, location: "hil" }, opts })],
      },
    );
  },
  /** A place that one resource takes from another, which has it from its provider. */
  follows: () => {
    const provider = frankfurt();
    const key = new Key("key", {}, { provider });
    new Bucket("logs", { region: key.region, tags: { key: key.arn } }, { provider });
  },
  /** A transform of the whole stack, which moves a resource to another provider. */
  stackTransform: () => {
    const [provider, virginia] = [frankfurt(), new Provider("virginia", { region: "us-east-1" })];
    pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
      type === "aws:s3/bucket:Bucket" ? { props, opts: { ...opts, provider: virginia } } : undefined,
    );
    new Bucket("logs", {}, { provider });
  },
  /** No provider is named: the settings of the stack say where it lies. */
  defaults: () => {
    new Bucket("logs");
  },
  /** Functions that only a provider can answer, and a place that is made from the answer. */
  invoke: () => {
    const provider = frankfurt();
    new Bucket("logs", { region: "us-east-1" }, { provider });
    const region = getRegionOutput({}, { provider }).region;
    new Bucket("copy", { region }, { provider });
  },
  /** The one function that is answered from a table. */
  aks: () => {
    const azure = new AzureProvider("azure", {});
    const { kubeconfigs } = listManagedClusterUserCredentialsOutput(
      { resourceGroupName: "models", resourceName: "cluster" },
      { provider: azure },
    );
    const kubeconfig = kubeconfigs.apply((all) => all[0]?.value ?? "");
    const provider = new KubernetesProvider("aks", {
      kubeconfig,
      clusterIdentifier: "domicile:azure/germanywestcentral",
    });
    const namespace = new Namespace("models", {}, { provider });
    const service = new Service(
      "door",
      { metadata: { namespace: namespace.metadata.name }, spec: { ports: [{ port: 80 }] } },
      { provider },
    );
    new ServiceAccount(
      "account",
      { metadata: { namespace: namespace.metadata.name, annotations: { address: service.spec.clusterIP } } },
      { provider },
    );
  },
  /** What exists already and is only read. */
  reads: () => {
    Bucket.get("old", "old-bucket", {}, { provider: frankfurt() });
    const other = new pulumi.StackReference("organization/other/prod");
    new Bucket(
      "logs",
      { tags: { other: other.getOutput("name").apply(String) } },
      { provider: frankfurt2() },
    );
  },
  /** A setting that is encrypted, read as a secret, as plain text, and in part. */
  encrypted: () => {
    const config = new pulumi.Config();
    new hcloud.Provider("secret", { token: config.requireSecret("token") });
    new hcloud.Provider("plain", { token: `bearer ${config.require("token")}` });
    const keys = config.getSecretObject<Record<string, string>>("keys");
    new Bucket(
      "keyed",
      { tags: { key: keys?.apply(({ one }) => one ?? "none") ?? "none" } },
      { provider: frankfurt() },
    );
    new Bucket("placed", { region: config.requireSecret("region") }, { provider: frankfurt2() });
  },
  /** An encrypted setting that is read in plain as something else than text. */
  encryptedNumber: () => {
    new pulumi.Config().requireNumber("token");
  },
  remote: () => {
    new RemoteSite("site");
  },
  refuses: () => {
    throw new pulumi.RunError("the setting 'test:size' is missing; give a number");
  },
  crashes: () => {
    throw new TypeError("Cannot read properties of undefined (reading 'width')");
  },
  twice: () => {
    const provider = frankfurt();
    new Bucket("same", { region: "us-east-1" }, { provider });
    new Bucket("same", {}, { provider });
  },
  /** Ends when the program of another stack runs at the same time. */
  meets: () => {
    const config = new pulumi.Config();
    const [folder, other] = [config.require("folder"), config.require("other")];
    writeFileSync(join(folder, `${pulumi.getStack()}.here`), "");
    const timer = setInterval(() => {
      if (existsSync(join(folder, `${other}.here`))) clearInterval(timer);
    }, 50);
  },
  hangs: () => {
    setInterval(() => undefined, 1000);
  },
};

function frankfurt2(): Provider {
  return new Provider("frankfurt-2", { region: "eu-central-1" });
}
