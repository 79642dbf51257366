import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { azureComputed, azureId, mockedCredentials } from "./azureMocks";

/** A resource that a program registered: what the engine would have been told. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** How the engine behaves that the mocks stand for. */
export interface MockedRun {
  /** Whether nothing is made. @default false */
  readonly preview?: boolean;
  /** Whether a provider tells what it would compute; a preview without permissions does not. @default true */
  readonly computes?: boolean;
  /** Where clusters of Azure stand, as their servers are named. */
  readonly location?: string;
}

/** Installs mocks and gives the list that every later registration is appended to. */
export async function recordRegistrations(run: MockedRun = {}): Promise<Registration[]> {
  const { preview = false, computes = true } = run;
  const registered: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const registration = { type, name, inputs: asRecord(inputs) };
        registered.push(registration);
        const outputs = computes ? computed(registration) : {};
        return { id: idOf(registration), state: { ...registration.inputs, ...outputs } };
      },
      call: ({ token }) => {
        if (token === "azure-native:containerservice:listManagedClusterUserCredentials") {
          return mockedCredentials(run.location ?? "");
        }
        throw new Error(`components call no invokes, but '${token}' was called`);
      },
    },
    "domicile",
    "test",
    preview,
  );
  return registered;
}

/** The inputs of the resource with a logical name. @throws Error when there is none */
export function inputsOf(
  registered: readonly Registration[],
  name: string,
): Readonly<Record<string, unknown>> {
  const found = registered.find((resource) => resource.name === name);
  if (found === undefined) {
    throw new Error(
      `no resource '${name}'; there are: ${registered.map((resource) => resource.name).join(", ")}`,
    );
  }
  return found.inputs;
}

/** The value of an output; it never comes for an unknown one. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });
}

/** Whether an output has a value in this run. */
export async function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  if (!("isKnown" in output)) throw new Error("the output does not tell whether it is known");
  return (await output.isKnown) === true;
}

/** Azure knows its resources by paths, and Hetzner its own by numbers. */
function idOf(registration: Registration): string {
  const { type, name } = registration;
  if (type.startsWith("azure-native:")) return azureId(registration);
  return type.startsWith("hcloud:") ? String(numberOf(name)) : `${name}-id`;
}

/** The number that a mocked resource of Hetzner with a logical name has. */
export function numberOf(name: string): number {
  return createHash("sha256").update(name).digest().readUInt16BE();
}

/** What a provider would compute, as far as our components read it. */
function computed(registration: Registration): Record<string, unknown> {
  const { type, name, inputs } = registration;
  if (type.startsWith("azure-native:")) return azureComputed(registration);
  switch (type) {
    case "kubernetes:core/v1:Service":
      return { spec: { ...asRecord(inputs["spec"]), clusterIP: clusterIpOf(name) } };
    case "random:index/randomPassword:RandomPassword":
      return { result: `password-of-${name}` };
    case "aws:iam/role:Role":
      return { name, arn: `arn:aws:iam::123456789012:role/${name}` };
    case "aws:kms/key:Key":
      return { arn: `arn:aws:kms:eu-central-1:123456789012:key/${name}` };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { latestVersion: 3 };
    case "aws:eks/cluster:Cluster":
      return {
        endpoint: "https://0AF.gr7.eu-central-1.eks.amazonaws.com",
        certificateAuthority: { data: "Q0E=" },
        vpcConfig: { ...asRecord(inputs["vpcConfig"]), clusterSecurityGroupId: `sg-of-${name}` },
      };
    case "tls:index/privateKey:PrivateKey":
      return { privateKeyPem: `key of ${name}\n` };
    case "tls:index/selfSignedCert:SelfSignedCert":
    case "tls:index/locallySignedCert:LocallySignedCert":
      return { certPem: `certificate of ${name}\n` };
    case "hcloud:index/primaryIp:PrimaryIp":
      return { ipAddress: "203.0.113.7" };
    default:
      return {};
  }
}

/** @throws Error when the value is no object */
export function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null)
    throw new Error(`expected an object, got ${JSON.stringify(value)}`);
  return { ...value };
}

/** The address that a mocked Service with a logical name has. */
export function clusterIpOf(name: string): string {
  return `10.96.${[...createHash("sha256").update(name).digest().subarray(0, 2)].join(".")}`;
}

/** What the SDK marks a secret by on its way to the engine, which takes the mark away. */
const mark = "4dabf18193072939515e22adb298388d";

/** Inputs as a provider and a policy get them: without the marks of secrets. */
export function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries({ ...value });
  const secret = entries.find(([key]) => key === "value");
  if (mark in value && secret !== undefined) return withoutMarks(secret[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutMarks(inner)]));
}
