import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** A resource that a program registered: what the engine would have been told. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Installs mocks and gives the list that every later registration is appended to. */
export async function recordRegistrations(): Promise<Registration[]> {
  const registered: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const registration = { type, name, inputs: asRecord(inputs) };
        registered.push(registration);
        return { id: `${name}-id`, state: { ...registration.inputs, ...computed(registration) } };
      },
      call: ({ token }) => {
        throw new Error(`components call no invokes, but '${token}' was called`);
      },
    },
    "domicile",
    "test",
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

/** What a provider would compute, as far as our components read it. */
function computed({ type, name, inputs }: Registration): Record<string, unknown> {
  switch (type) {
    case "kubernetes:core/v1:Service":
      return { spec: { ...asRecord(inputs["spec"]), clusterIP: clusterIpOf(name) } };
    case "random:index/randomPassword:RandomPassword":
      return { result: `password-of-${name}` };
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
