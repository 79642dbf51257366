import { isInputs, isList, shown, type Value } from "../values";

/**
 * Whether two addresses reach the same server: scheme, host and port must be the same, and the path too, without a
 * slash or a version of Keystone at its end. Text that is no address is the same as nothing.
 */
export function sameAddress(one: string, other: string): boolean {
  const key = addressKey(one);
  return key !== undefined && key === addressKey(other);
}

/** What tells one server from another; undefined for text that is no `http` or `https` address. */
export function addressKey(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || !["http:", "https:"].includes(url.protocol)) return undefined;
  const path = url.pathname.replace(/\/+$/, "").replace(/\/v(2\.0|3)$/, "");
  return `${url.protocol}//${url.hostname.replace(/\.$/, "")}:${url.port || defaultPort(url.protocol)}${path}`;
}

/** An address without what stands before an `@` and after a `?`, `#` or `;`: passwords and keys are given there. */
export function withoutSecrets(address: string): string {
  // Where it can be read, a query is one, whatever stands in it; elsewhere a password may hold its mark.
  const isReadable = (URL.parse(address)?.host ?? "") !== "";
  const bare = isReadable ? address.replace(/[?#].*$/s, "") : address;
  return bare.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1").replace(/[?#;].*$/s, "");
}

/** An address in a message, without its secrets; in quotes and shortened where it is more than an address. */
export function shownAddress(address: string): string {
  const text = withoutSecrets(address);
  return /^[A-Za-z0-9+.:/[\]_~%-]{1,160}$/.test(text) ? text : shown(text);
}

/** A value with every text in it taken for an address, and its secrets left out. */
export function valueWithoutSecrets(value: Value): Value {
  if (typeof value === "string") return withoutSecrets(value);
  if (isList(value)) return value.map(valueWithoutSecrets);
  if (!isInputs(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]): [string, Value] => [key, valueWithoutSecrets(part)]),
  );
}

function defaultPort(protocol: string): string {
  return protocol === "https:" ? "443" : "80";
}
