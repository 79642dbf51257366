import type { Control, Global, Inherits, Opaque, Placed } from "./placement";
import aws from "./tables/aws.json";
import azureNative from "./tables/azure-native.json";
import command from "./tables/command.json";
import hcloud from "./tables/hcloud.json";
import kubernetes from "./tables/kubernetes.json";
import openstack from "./tables/openstack.json";
import ovh from "./tables/ovh.json";
import pulumi from "./tables/pulumi.json";
import pulumiNodejs from "./tables/pulumi-nodejs.json";
import pulumiPython from "./tables/pulumi-python.json";
import random from "./tables/random.json";
import scaleway from "./tables/scaleway.json";
import tls from "./tables/tls.json";

/** The types that say in the same way where they lie. */
type Group<Kind> = Omit<Kind, "class"> & { readonly types: readonly string[] };

/** The table of one package. */
export interface Table {
  readonly package: string;
  /** The SDK that it was made from, e.g. `@pulumi/aws 7.48.0`. */
  readonly sdk: string;
  readonly placed: readonly Group<Placed>[];
  readonly inherits: readonly Group<Inherits>[];
  readonly control: readonly Group<Control>[];
  readonly global: readonly Group<Global>[];
  readonly opaque: readonly Group<Opaque>[];
  /** Old tokens and what each stands for. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** Made by `npm run generate:placement` from the installed SDKs; not edited by hand. */
export const tables: readonly Table[] = [
  aws,
  azureNative,
  command,
  hcloud,
  kubernetes,
  openstack,
  ovh,
  pulumi,
  pulumiNodejs,
  pulumiPython,
  random,
  scaleway,
  tls,
];
