import { createPublicKey, X509Certificate, type JsonWebKey } from "node:crypto";
import { isAddress } from "../../infra/addressBlocks";
import { keysOf } from "./clientKeys";
import {
  areFetched,
  audienceForm,
  claimForm,
  isKeysUri,
  issuerForm,
  maxRefreshSeconds,
  subjectForm,
  type FetchedKeys,
  type TokenIssuer,
} from "./issuers";
import { leastRsaBits, readable } from "./keyMaterial";
import type { GatewayClient, GatewaySpec } from "./spec";
import { looksLikeToken } from "./tokens";

/** The mistakes in issuers of tokens and in the clients that they name, each in one sentence. A key is never part of one. */
export function issuerMistakes({ issuers = [], clients }: GatewaySpec): string[] {
  const seen = new Set<string>();
  return [
    ...issuers.flatMap((issuer) => {
      const again = seen.has(issuer.issuer) ? [`issuer '${issuer.issuer}' is given twice`] : [];
      seen.add(issuer.issuer);
      return [...again, ...mistakesOf(issuer)];
    }),
    ...clients.flatMap((client) => nameMistakes(client, issuers)),
    ...sharedSubjects(clients, issuers),
  ];
}

function mistakesOf({ issuer, audiences, clientClaim, keys }: TokenIssuer): string[] {
  const of = `issuer '${issuer}'`;
  return [
    ...(issuerForm.test(issuer) ? [] : [`${of} is no http:// or https:// URL of visible ASCII characters`]),
    ...(audiences.length > 0
      ? []
      : [`${of} has no audiences: name what its tokens for the gateway are made for`]),
    ...audiences
      .filter((audience) => !audienceForm.test(audience))
      .map((audience) => `audience '${audience}' of ${of} is not 1 to 256 visible ASCII characters`),
    ...(claimForm.test(clientClaim)
      ? []
      : [`the claim '${clientClaim}' of ${of} is no name of a claim, or names parted by dots`]),
    ...(areFetched(keys) ? fetchMistakes(keys, of) : keySetMistakes(keys.jwks, of)),
  ];
}

function fetchMistakes({ uri, addresses, ca, refreshSeconds = 1 }: FetchedKeys, of: string): string[] {
  const isRefresh =
    Number.isInteger(refreshSeconds) && refreshSeconds >= 1 && refreshSeconds <= maxRefreshSeconds;
  return [
    ...(isKeysUri(uri) ? [] : [`the keys' address '${uri}' of ${of} is no https:// URL without a user`]),
    ...(addresses.length > 0
      ? []
      : [`${of} has no addresses: give the IP addresses of the host of its keys`]),
    ...addresses
      .filter((address) => !isAddress(address))
      .map((address) => `address '${address}' of ${of} is not an IP address: the gateway asks no DNS`),
    ...(areCertificates(ca) ? [] : [`the authorities of ${of} are no certificates in PEM`]),
    ...(isRefresh
      ? []
      : [`${of} is asked for keys every ${refreshSeconds} seconds; allowed: 1 to ${maxRefreshSeconds}`]),
  ];
}

function areCertificates(text: string): boolean {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return (
    blocks.length > 0 && blocks.every((block) => readable(() => new X509Certificate(block)) !== undefined)
  );
}

/** Envoy would take a set with mistakes, warn of it in its log, and refuse all tokens. */
function keySetMistakes(jwks: string, of: string): string[] {
  const keys = keysIn(jwks);
  if (keys === undefined || keys.length === 0) {
    return [`the keys of ${of} are no JSON Web Key Set: {"keys": [...]} with at least one key`];
  }
  return keys.flatMap((key, index) => {
    const wrong = keyMistake(key);
    return wrong === undefined ? [] : [`key ${index} of ${of} ${wrong}`];
  });
}

function keysIn(jwks: string): JsonWebKey[] | undefined {
  const set = readable((): unknown => JSON.parse(jwks));
  const keys: unknown = typeof set === "object" && set !== null && "keys" in set ? set.keys : undefined;
  return Array.isArray(keys) && keys.every(isKey) ? keys : undefined;
}

function isKey(value: unknown): value is JsonWebKey {
  return typeof value === "object" && value !== null;
}

function keyMistake(key: JsonWebKey): string | undefined {
  if (key.kty === "oct")
    return "is a shared secret, with which its readers could make tokens: give public keys";
  if ("d" in key) return "is a private key: give the public one";
  const read = readable(() => createPublicKey({ key, format: "jwk" }));
  if (read === undefined) return "cannot be read as a public key";
  const bits = read.asymmetricKeyDetails?.modulusLength ?? leastRsaBits;
  return bits < leastRsaBits ? `has ${bits} bits; allowed: ${leastRsaBits} or more` : undefined;
}

/** A client has to be known by something, and by one issuer only. */
function nameMistakes(client: GatewayClient, issuers: readonly TokenIssuer[]): string[] {
  const { name, subject, issuer } = client;
  const known = issuers.map((one) => one.issuer);
  const tokens = issuers.length > 0 ? keysOf(client).filter(looksLikeToken) : [];
  const ofTokens = tokens.map(
    () => `a key of client '${name}' has the form of a token, three parts with dots between: give it another`,
  );
  if (subject === undefined) {
    return [
      ...ofTokens,
      ...(issuer === undefined
        ? []
        : [`client '${name}' has an issuer but no subject: name it, or remove the issuer`]),
      ...(keysOf(client).length > 0 ? [] : [`client '${name}' has neither a key nor a subject: give it one`]),
    ];
  }
  return [
    ...ofTokens,
    ...(subjectForm.test(subject)
      ? []
      : [`the subject '${subject}' of client '${name}' is not 1 to 256 visible ASCII characters, or a dash`]),
    ...(known.length > 0
      ? []
      : [`client '${name}' has a subject, but there are no issuers: give the gateway one`]),
    ...(known.length > 1 && issuer === undefined
      ? [`client '${name}' has a subject but no issuer; issuers: ${known.join(", ")}`]
      : []),
    ...(issuer === undefined || known.length === 0 || known.includes(issuer)
      ? []
      : [
          `client '${name}' is named by issuer '${issuer}', which does not exist; issuers: ${known.join(", ")}`,
        ]),
  ];
}

function sharedSubjects(clients: readonly GatewayClient[], issuers: readonly TokenIssuer[]): string[] {
  const owners = new Map<string, string>();
  return clients.flatMap(({ name, subject, issuer = issuers[0]?.issuer ?? "" }) => {
    if (subject === undefined) return [];
    const identity = JSON.stringify([issuer, subject]);
    const owner = owners.get(identity);
    owners.set(identity, owner ?? name);
    return owner === undefined
      ? []
      : [`clients '${owner}' and '${name}' have the same subject '${subject}': give each its own`];
  });
}
