import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkStackConfig } from "../../stacks/config";
import { tokenIssuer } from "../../stacks/issuers";

const staff = "https://login.example.de/realms/staff";
const staffTokens = { issuer: staff, audiences: ["ai"], clientClaim: "azp" };
const given = { ...staffTokens, jwks: "login/keys.json" };
const partnerTokens = { issuer: "https://sts.example.eu", audiences: ["ai"], clientClaim: "realm.client" };
const uri = "https://sts.example.eu/certs";
const addresses = ["192.0.2.1", "2001:db8::1"];
const fetched = { ...partnerTokens, jwksUri: uri, addresses, ca: "login/ca.pem" };

function stack(issuers: unknown, clients: unknown) {
  return {
    jurisdiction: ["FR"],
    operators: ["FR"],
    sites: [{ name: "paris", cloud: "existing", country: "FR", kubeconfig: "kubeconfig" }],
    models: [{ name: "chat", engine: "vllm", source: "pvc://weights/chat" }],
    gateway: { clients, issuers },
  };
}

function problems(issuers: unknown, clients: unknown): string[] {
  const checked = checkStackConfig(stack(issuers, clients));
  return "problems" in checked ? checked.problems : [];
}

describe("issuers of tokens in a stack file", () => {
  it("are given with their keys, or fetched ones, and name clients that may have keys as well", () => {
    const clients = [
      { name: "app", subject: "app-id", issuer: staff },
      { name: "partner", subject: "app-id", issuer: "https://sts.example.eu", keyVersions: [1] },
      { name: "intranet" },
    ];
    const issuers = [given, { ...fetched, refreshSeconds: 300 }];
    expect(checkStackConfig(stack(issuers, clients))).toMatchObject({
      config: { gateway: { issuers, clients } },
    });
    expect(problems([given], [{ name: "app", subject: "app-id" }])).toEqual([]);
  });

  it("are refused with every mistake in a line of its own", () => {
    const issuers = [
      { ...given, issuer: "login", audiences: [], clientClaim: "", jwks: undefined },
      { ...given, audiences: ["a b"], ca: "ca.pem", addresses: ["192.0.2.1"] },
      { ...fetched, jwks: "keys.json", jwksUri: "http://sts", addresses: ["sts"], ca: undefined },
      { ...fetched, addresses: undefined, refreshSeconds: 0, key: "x" },
    ];
    expect(problems(issuers, [{ name: "app", subject: "-", issuer: staff }])).toEqual([
      'gateway.clients[0].subject: "-" is no subject; allowed: 1 to 256 visible ASCII characters, not a dash alone',
      'gateway.issuers[0].issuer: "login" is no issuer; allowed: an https:// or http:// URL, to the letter as tokens have it in `iss`',
      "gateway.issuers[0].audiences: [] is empty; give at least 1",
      'gateway.issuers[0].clientClaim: "" is no claim; allowed: for example "azp", or "realm.client" for one inside of another',
      'gateway.issuers[1].audiences[0]: "a b" is no audience; allowed: 1 to 256 visible ASCII characters',
      'gateway.issuers[2].jwksUri: "http://sts" is no address of keys; allowed: an https:// URL without a user',
      'gateway.issuers[2].addresses[0]: "sts" is no IP address; the gateway asks no DNS',
      "gateway.issuers[3].refreshSeconds: 0 is too small; allowed: 1 or more",
      "gateway.issuers[3].key: is no setting - remove it or mend its name",
      "gateway.issuers[0].jwks: is missing; give the file of the issuer's keys, or 'jwksUri' with 'addresses' and 'ca' to fetch them",
      `gateway.issuers[1].addresses: ["192.0.2.1"] belongs to 'jwksUri' - remove it, or fetch the keys`,
      `gateway.issuers[1].ca: "ca.pem" belongs to 'jwksUri' - remove it, or fetch the keys`,
      `gateway.issuers[2].jwks: "keys.json" is beside 'jwksUri' - give one of both`,
      "gateway.issuers[2].ca: is missing; give the PEM file of who may vouch for that host",
      "gateway.issuers[3].addresses: is missing; give the IP addresses of the host of 'jwksUri'",
      'gateway.issuers[3].issuer: "https://sts.example.eu" is given twice - give each issuer once, with all of its audiences',
    ]);
  });

  it.each([
    [
      "without issuers",
      undefined,
      [{ name: "app", subject: "a" }],
      `subject: "a" is told by tokens, and there are no 'issuers' - give the gateway one`,
    ],
    [
      "of one of several issuers",
      [given, fetched],
      [{ name: "app", subject: "a" }],
      `issuer: is missing; say whose tokens name the client; allowed: ${staff}, https://sts.example.eu`,
    ],
    [
      "of an issuer that is not there",
      [given],
      [{ name: "app", subject: "a", issuer: "https://x.example" }],
      `issuer: "https://x.example" is no issuer of this stack; allowed: ${staff}`,
    ],
  ])("are refused with a subject %s", (_, issuers, clients, message) => {
    expect(problems(issuers, clients)).toEqual([`gateway.clients[0].${message}`]);
  });

  it("are refused with a subject of two clients, or an issuer of none", () => {
    const clients = [
      { name: "app", subject: "a" },
      { name: "other", subject: "a", issuer: staff },
      { name: "third", issuer: staff },
    ];
    expect(problems([given], clients)).toEqual([
      `gateway.clients[1].subject: "a" is the subject of client 'app' too - give each its own`,
      `gateway.clients[2].issuer: "${staff}" is the issuer of no 'subject' - give the client one, or remove it`,
    ]);
  });
});

describe("the files of issuers", () => {
  it("are read from the project's folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "domicile-issuers-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "keys.json"), `{"keys":[]}`);
    await writeFile(join(folder, "ca.pem"), "certificates");
    expect(tokenIssuer({ ...staffTokens, jwks: "keys.json" }, folder)).toEqual({
      ...staffTokens,
      keys: { jwks: `{"keys":[]}` },
    });
    expect(tokenIssuer({ ...fetched, ca: join(folder, "ca.pem") }, folder)).toEqual({
      ...partnerTokens,
      keys: { uri, addresses, ca: "certificates", refreshSeconds: undefined },
    });
    expect(() => tokenIssuer(given, folder)).toThrow(
      `cannot read the keys of issuer '${staff}': ENOENT: no such file or directory, open '${join(folder, "login/keys.json")}'; mend the path, and commit the file: it is public`,
    );
  });
});
