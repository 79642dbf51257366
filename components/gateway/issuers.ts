/**
 * Who signs tokens that name clients: an OpenID Connect provider, a cluster with its service accounts, or whatever else makes
 * JSON Web Tokens.
 */
export interface TokenIssuer {
  /** The tokens' `iss`: a URL, to the letter. Nothing is asked there. */
  readonly issuer: string;
  /** What a token has to be made for: one of its `aud` is among them. */
  readonly audiences: readonly string[];
  /** The claim by whose value a client is known, such as `azp`; parted by dots, a claim inside of others. */
  readonly clientClaim: string;
  /** The public keys that its tokens are verified with. */
  readonly keys: GivenKeys | FetchedKeys;
}

/** Keys that are known when the gateway is made: those of an issuer that it cannot reach. */
export interface GivenKeys {
  /** A JSON Web Key Set. */
  readonly jwks: string;
}

/** Keys that the gateway fetches, and fetches again, over TLS. */
export interface FetchedKeys {
  /** Where the JSON Web Key Set is: an `https://` URL. */
  readonly uri: string;
  /** The IP addresses of its host: the gateway asks no DNS. */
  readonly addresses: readonly string[];
  /** The certificates, as PEM, of the authorities that may vouch for the host; no others may. */
  readonly ca: string;
  /** Seconds after which the keys are fetched again. @default 60 */
  readonly refreshSeconds?: number | undefined;
}

/** Whether a text is the address of a set of keys: an `https://` URL without a user or a password. */
export function isKeysUri(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "";
}

/** Seconds between two fetches of keys: how long a new one waits, and one that is taken away stays. */
export const defaultRefreshSeconds = 60;

/** The longest time between two fetches, in seconds: a day. */
export const maxRefreshSeconds = 86_400;

/** What an issuer may be: no blanks, so that it can stand before a subject. */
export const issuerForm = /^https?:\/\/[\x21-\x7e]{1,240}$/;

/** What an audience may be. */
export const audienceForm = /^[\x21-\x7e]{1,256}$/;

/** What the name of a claim may be; dots part the names of claims inside of others. */
export const claimForm = /^[^\s.%]{1,64}(\.[^\s.%]{1,64}){0,7}$/;

/** What a subject may be. A dash alone is what a token without the claim would look like. */
export const subjectForm = /^(?!-$)[\x21-\x7e]{1,256}$/;

/** Whether keys are fetched. */
export function areFetched(keys: TokenIssuer["keys"]): keys is FetchedKeys {
  return "uri" in keys;
}

/** Host and port of the address of a key set. An IPv6 address has no brackets. */
export function hostAndPort(uri: string): { host: string; port: number } {
  const { hostname, port } = new URL(uri);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 443 : Number(port) };
}

/** Where the keys of an issuer are fetched; nowhere where they are given. */
export function issuerAddresses({ keys }: TokenIssuer): { address: string; port: number }[] {
  if (!areFetched(keys)) return [];
  const { port } = hostAndPort(keys.uri);
  return keys.addresses.map((address) => ({ address, port }));
}
