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

function defaultPort(protocol: string): string {
  return protocol === "https:" ? "443" : "80";
}
