import { randomBytes } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { gatewayPlan, keysOfClient } from "../../components/endpointPlan";
import { gatewaySpec, type GatewayFacts } from "../../components/gateway/args";
import { renderGateway, type GatewayFiles } from "../../components/gateway/render";
import type { GatewaySpec } from "../../components/gateway/spec";
import { quotaPort } from "../../components/quotaService";
import { enginePort } from "../../infra/engines";
import { checkStackConfig } from "../../stacks/config";
import { gatewaySettings, program } from "../../stacks/program";
import type { StackConfig } from "../../stacks/schema";
import { validateFiles } from "../support/envoyValidation";
import { asRecord, clusterIpOf, inputsOf, recordRegistrations } from "../support/mocks";
import { writtenStack, type WrittenStack } from "../support/randomStacks";
import { brokenPromises } from "../support/renderedPromises";

/** How many stacks are rendered, and how many of them one Envoy judges at once. */
const stacks = 500;
const atOnce = 100;

interface Rendered {
  readonly written: WrittenStack;
  readonly files: GatewayFiles;
}

const rendered: Rendered[] = [];

/** A stack's settings after the check that the program begins with; undefined where it refuses them. */
function accepted(written: WrittenStack): StackConfig | undefined {
  const checked = checkStackConfig(written);
  return "problems" in checked ? undefined : checked.config;
}

/** The gateway of a stack as the program makes it. */
function gatewayOf(config: StackConfig, facts: GatewayFacts): GatewaySpec {
  return gatewaySpec(gatewayPlan({ ...gatewaySettings(config.gateway), models: config.models }), facts);
}

/** Made-up addresses and keys, which only a deployment would know. */
function factsOf({ models, gateway }: StackConfig): GatewayFacts {
  return {
    endpoints: models.map(({ replicas }, model) =>
      numbers(replicas).map((replica) => ({ address: `10.96.${model}.${replica}`, port: 8000 })),
    ),
    keys: gateway.clients.map(({ name, keyVersions = [1] }) => {
      const made = keyVersions.map(() => randomBytes(24).toString("base64url"));
      return keysOfClient({}, name, made);
    }),
    quotaEndpoint: { address: "10.96.255.1", port: 8081 },
  };
}

/** The addresses and keys that the mocked deployment has. */
function mockedFacts({ models, gateway }: StackConfig): GatewayFacts {
  return {
    endpoints: models.map(({ name, replicas }) =>
      numbers(replicas).map((index) => ({
        address: clusterIpOf(`here-${name}-service-${index}`),
        port: enginePort,
      })),
    ),
    keys: gateway.clients.map(({ name, keyVersions = [1] }) =>
      keyVersions.map((version) => `sk-password-of-here-key-${name}${version === 1 ? "" : `.${version}`}`),
    ),
    quotaEndpoint: { address: clusterIpOf("here-quotas-counter-service"), port: quotaPort },
  };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** The files that the program puts into the gateway's Secret, and everything else that it makes. */
async function programFiles(written: WrittenStack) {
  const registered = await recordRegistrations();
  pulumi.runtime.setConfig("domicile:stack", JSON.stringify(written));
  program();
  await pulumi.runtime.disconnect();
  const name = "here-gateway-configuration";
  const { value } = asRecord(inputsOf(registered, name)["data"]);
  const files = Object.entries(asRecord(value)).map(([file, text]) => [
    file,
    Buffer.from(String(text), "base64").toString(),
  ]);
  return {
    files: asRecord(Object.fromEntries(files)),
    others: registered.filter((one) => one.name !== name && one.type.startsWith("kubernetes:")),
  };
}

describe("of 500 random stacks that the settings' check lets through", () => {
  it("each is rendered, leads each client to its own models only, and keeps keys and quotas where they belong", () => {
    fc.assert(
      fc.property(writtenStack, (written) => {
        const config = accepted(written);
        fc.pre(config !== undefined);
        const spec = gatewayOf(config, factsOf(config));
        const files = renderGateway(spec);
        expect(brokenPromises(spec, files)).toEqual([]);
        rendered.push({ written, files });
      }),
      { numRuns: stacks },
    );
  }, 300_000);

  it("a few go through the whole program, which makes the same files, and tells no key in another object", async () => {
    await fc.assert(
      fc.asyncProperty(writtenStack, async (written) => {
        const config = accepted(written);
        fc.pre(config !== undefined);
        const facts = mockedFacts(config);
        const { files, others } = await programFiles(written);
        expect(files).toEqual(renderGateway(gatewayOf(config, facts)));
        expect(others.length).toBeGreaterThan(5);
        const told = JSON.stringify(others);
        expect(facts.keys.flat().filter((key) => told.includes(key))).toEqual([]);
      }),
      { numRuns: 3 },
    );
  }, 300_000);

  it(`Envoy accepts each one's public listener, routes and clusters, ${atOnce} stacks in one start`, async () => {
    expect(rendered.length).toBe(stacks);
    for (let first = 0; first < stacks; first += atOnce) {
      expect(await refused(rendered.slice(first, first + atOnce))).toEqual([]);
    }
  }, 300_000);
});

/** The stacks that Envoy refuses, with what it says; a refused lot is halved until it is one stack. */
async function refused(lot: readonly Rendered[]): Promise<unknown[]> {
  const said = await validateFiles(lot.map(({ files }) => files)).catch((error: unknown) => ({ error }));
  if (typeof said === "string") return /\bOK\b/.test(said) ? [] : [said];
  if (lot.length <= 1) return [{ ...said, stack: JSON.stringify(lot[0]?.written) }];
  const half = Math.ceil(lot.length / 2);
  return [...(await refused(lot.slice(0, half))), ...(await refused(lot.slice(half)))];
}

afterAll(() => {
  rendered.length = 0;
});
