import { describe, expect, it } from "vitest";
import { gatewayConfiguration } from "../../components/gateway/configuration";
import { renderGateway } from "../../components/gateway/render";
import { gatewayDefaults, type GatewaySpec } from "../../components/gateway/spec";
import { validateGateway as validate } from "../support/envoyValidation";
import { identityFor } from "../support/keySetServer";
import { keySet, signingKey } from "../support/tokens";

const paths = ["chat/completions", "embeddings"] as const;
const endpoints = [
  { address: "10.96.0.10", port: 8000 },
  { address: "fd00::10", port: 8000 },
];
const spec: GatewaySpec = {
  ...gatewayDefaults,
  models: [
    { name: "small", aliases: ["gpt-4o"], paths: [...paths], endpoints },
    { name: "org/large:v1@x", aliases: [], paths: ["responses"], endpoints },
  ],
  clients: [
    { name: "first", key: "sk-first-000000000000" },
    {
      ...{ name: "second", key: "sk-second-00000000000", models: ["small"], requestsPerMinute: 600 },
      allowedAddresses: ["203.0.113.0/28"],
    },
  ],
  allowedOrigins: ["https://app.example.de", "http://localhost:3000"],
  allowedAddresses: ["203.0.113.0/24", "2001:db8::/48"],
};

describe("a rendered configuration", () => {
  it("is accepted by Envoy and uses nothing deprecated", async () => {
    const said = await validate(spec);
    expect(said).toContain("OK");
    expect(said).not.toMatch(/deprecated/i);
  });

  it("is accepted with trusted proxies", async () => {
    const said = await validate({ ...spec, trustedProxies: ["10.0.0.0/8", "fd00::/8"] });
    expect(said).toContain("OK");
    expect(said).not.toMatch(/deprecated/i);
  });

  it("is accepted with no models and no clients", async () => {
    expect(await validate({ ...spec, models: [], clients: [], allowedOrigins: [] })).toContain("OK");
  });

  it("is accepted with 300 models and 2,000 clients", async () => {
    const models = Array.from({ length: 300 }, (_, index) => ({
      name: `m${index}`,
      aliases: [`a${index}`],
      paths,
      endpoints,
    }));
    const clients = Array.from({ length: 2000 }, (_, index) => ({
      name: `c${index}`,
      key: `sk-${String(index).padStart(20, "0")}`,
      ...(index % 2 === 0 ? {} : { models: ["m1", "m2"] }),
    }));
    expect(await validate({ ...spec, models, clients })).toContain("OK");
  });

  it("is accepted with issuers of tokens", async () => {
    const rest = { audiences: ["ai"], clientClaim: "azp" };
    const { certificate: ca } = await identityFor("login.example.de");
    const addresses = ["192.0.2.1", "2001:db8::1"];
    const said = await validate({
      ...spec,
      clients: [...spec.clients, { name: "third", subject: "third-id", issuer: "https://a.example.de" }],
      issuers: [
        { issuer: "https://a.example.de", ...rest, keys: { jwks: keySet(signingKey("a")) } },
        {
          issuer: "https://b.example.de",
          ...rest,
          keys: { uri: "https://login.example.de/b", addresses, ca },
        },
        { issuer: "https://c.example.de", ...rest, keys: { uri: "https://[::1]:8443/c", addresses, ca } },
      ],
    });
    expect(said).toContain("OK");
    expect(said).not.toMatch(/deprecated/i);
  });

  it("is accepted with the longest names of nothing but special characters", async () => {
    const [first = "a", second = "b"] = ["a", "b"].map((letter) => letter.padEnd(128, ":@"));
    const model = { name: first, aliases: [second], paths, endpoints };
    expect(await validate({ ...spec, models: [model], clients: spec.clients.slice(0, 1) })).toContain("OK");
  });

  it("would be refused with a misspelt field in a filter", async () => {
    const misspell = (text: string) => text.replace(`"hide_credentials":`, `"hide_credential":`);
    await expect(validate(spec, misspell)).rejects.toThrow("hide_credential");
  });

  it.each([
    ["the gateway's", `{"name":"addresses/gateway"`],
    ["a client's", `{"addresses/client"`],
  ])("would be refused with a misspelt field in %s list of addresses", async (_, filter) => {
    const misspell = (field: string) => (text: string) => {
      const [before = "", ...after] = text.split(filter);
      return [before, after.join(filter).replace(`"${field}":`, `"${field}s":`)].join(filter);
    };
    for (const field of ["rules", "remote_ip", "prefix_len", "principals"]) {
      await expect(validate(spec, misspell(field))).rejects.toThrow(`${field}s`);
    }
  });

  it("has keys in no file but the routes", () => {
    const files = renderGateway(spec);
    for (const { key } of spec.clients) {
      expect(files["routes.json"]).toContain(key);
      expect(files["bootstrap.json"] + files["clusters.json"]).not.toContain(key);
    }
  });

  it("binds the admin interface to the pod's loopback only", () => {
    expect(JSON.parse(renderGateway(spec)["bootstrap.json"])).toMatchObject({
      admin: { address: { socket_address: { address: "127.0.0.1", port_value: 9901 } } },
    });
  });

  it("is the same for the same specification", () => {
    expect(renderGateway(spec)).toEqual(renderGateway(structuredClone(spec)));
  });
});

describe("a specification with mistakes", () => {
  it("is refused with all of them, and no key is told", () => {
    const render = () =>
      renderGateway({
        ...spec,
        models: [
          { name: "small", aliases: ["4o", "small"], paths, endpoints: [] },
          {
            ...{ name: "true", aliases: ["a b"], paths, requestsPerMinute: 1.5 },
            endpoints: [{ address: "engine.local", port: 1 }],
          },
        ],
        clients: [
          { name: "First", key: "sk-secret-of-somebody", allowedAddresses: ["10.1.0.1/24", "10.3.0.0/16"] },
          { name: "a", key: "sk-secret-of-somebody", models: ["nothing"] },
          { name: "a", key: "short", requestsPerMinute: 0, tokensPerDay: 5, allowedAddresses: [] },
        ],
        allowedOrigins: ["*", "https://a.example/"],
        allowedAddresses: ["10.1.0.0/16", "10.2.0.5"],
        trustedProxies: ["0.0.0.0/0", "proxy"],
      });
    expect(render).toThrow(
      [
        "the gateway cannot be configured:",
        "model name '4o' is not allowed: a letter, then up to 127 letters, digits or any of ._:/@- (no //, not true, not false)",
        "model name 'true' is not allowed: a letter, then up to 127 letters, digits or any of ._:/@- (no //, not true, not false)",
        "model name 'a b' is not allowed: a letter, then up to 127 letters, digits or any of ._:/@- (no //, not true, not false)",
        "model name 'small' is given twice: each name and alias must stand for one model",
        "model 'small' has no endpoints: give it at least one replica",
        "endpoint 'engine.local' of model 'true' is not an IP address: give the ClusterIP of the replica's Service",
        "client name 'First' is not allowed: up to 63 lower case letters, digits and dashes, no dash at the ends",
        "client 'a' is given twice",
        "a key of client 'a' is not 16 to 256 visible ASCII characters",
        "clients 'First' and 'a' have the same key: give each its own",
        "client 'a' may use model 'nothing', which does not exist; models: small, true",
        "client 'a' has a quota of 0 requests a minute; allowed: a whole number from 1 to 1000000",
        "model 'true' has a quota of 1.5 requests a minute; allowed: a whole number from 1 to 1000000",
        "client 'a' has a quota of tokens a day, which needs a quota service: give the gateway one with 'quotas'",
        "allowed origin '*' is not of the form https://host or http://host:port",
        "allowed origin 'https://a.example/' is not of the form https://host or http://host:port",
        "allowed address '10.2.0.5' of the gateway is an address and no block of them; allowed: ADDRESS/LENGTH, for example 203.0.113.0/24 or 2001:db8::/48 - write 10.2.0.5/32",
        "trusted proxy '0.0.0.0/0' would believe anyone which address it has; name the load balancers' own blocks",
        "trusted proxy 'proxy' is no block of addresses; allowed: ADDRESS/LENGTH, for example 203.0.113.0/24 or 2001:db8::/48",
        "allowed address '10.1.0.1/24' of client 'First' has bits behind its prefix - write 10.1.0.0/24 for the network, or 10.1.0.1/32 for the one address",
        "allowed address '10.3.0.0/16' of client 'First' lies outside the gateway's allowed addresses, so no request from there is taken; allowed: within 10.1.0.0/16, 10.2.0.5",
        "the allowed addresses of client 'a' are an empty list: nobody could ask",
      ].join("\n- "),
    );
  });
});

it("a port for clients that the gateway needs itself is refused", () => {
  expect(() => renderGateway({ ...spec, ports: { ...spec.ports, public: 9090 } })).toThrow(
    "the port 9090 for clients is the gateway's own for 'metrics': choose another than 8081, 9090, 9901",
  );
});

describe("keys that are being replaced", () => {
  const withKeys = (olderKeys: string[]) => () =>
    renderGateway({ ...spec, clients: [{ name: "a", key: "sk-newest-0000000000", olderKeys }] });

  it("are refused where one is malformed or given twice", () => {
    expect(withKeys(["short"])).toThrow("a key of client 'a' is not 16 to 256 visible ASCII characters");
    expect(withKeys(["sk-newest-0000000000"])).toThrow("client 'a' has the same key twice: give each once");
    expect(withKeys(["sk-older-00000000000"])).not.toThrow();
  });
});

describe("the configuration's Secret", () => {
  it("holds the rendered files and a checksum that changes with them", () => {
    const { data, checksum } = gatewayConfiguration(spec);
    const decoded = Object.entries(data).map(([name, text]) => [
      name,
      Buffer.from(text, "base64").toString(),
    ]);
    expect(Object.fromEntries(decoded)).toEqual(renderGateway(spec));
    expect(checksum).toMatch(/^[0-9a-f]{32}$/);
    expect(gatewayConfiguration(spec).checksum).toBe(checksum);
    expect(gatewayConfiguration({ ...spec, clients: spec.clients.slice(1) }).checksum).not.toBe(checksum);
  });

  it("is refused when it is larger than a Secret may be", () => {
    const clients = Array.from({ length: 20_000 }, (_, index) => ({
      name: `c${index}`,
      key: `sk-${String(index).padStart(40, "0")}`,
    }));
    expect(() => gatewayConfiguration({ ...spec, clients })).toThrow(
      /^the gateway's configuration has \d+ bytes for 2 models and 20000 clients, but a Secret holds at most 1048576: /,
    );
  });
});
