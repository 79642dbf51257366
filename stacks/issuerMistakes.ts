import { entries, isText, type Mistake } from "./mistake";
import type { ReadableStack } from "./schema";

type Gateway = NonNullable<ReadableStack["gateway"]>;
type Issuer = NonNullable<NonNullable<Gateway["issuers"]>[number]>;
type Client = NonNullable<NonNullable<Gateway["clients"]>[number]>;

/** What is wrong between issuers of tokens, their parts and the clients that they name. */
export function issuerMistakes({ gateway }: ReadableStack): Mistake[] {
  const issuers = entries<Issuer>(gateway?.issuers);
  const names = issuers.flatMap(([{ issuer }]) => (isText(issuer) ? [issuer] : []));
  const isReadable = gateway?.issuers !== null && names.length === (gateway?.issuers ?? []).length;
  return [
    ...issuers.flatMap(([issuer, index]) => keyMistakes(issuer, ["gateway", "issuers", index])),
    ...issuers.flatMap(([{ issuer }, index]) =>
      isText(issuer) && names.indexOf(issuer) < index
        ? [
            {
              path: ["gateway", "issuers", index, "issuer"],
              input: issuer,
              message: "is given twice - give each issuer once, with all of its audiences",
            },
          ]
        : [],
    ),
    ...(isReadable ? clientMistakes(entries<Client>(gateway?.clients), names) : []),
  ];
}

/** Keys come from a file or from an address, and an address needs what makes the way to it safe. */
function keyMistakes(
  { jwks, jwksUri, addresses, ca, refreshSeconds }: Issuer,
  path: PropertyKey[],
): Mistake[] {
  const ofFetching = { addresses, ca, refreshSeconds };
  if (jwks === undefined && jwksUri === undefined) {
    const message =
      "give the file of the issuer's keys, or 'jwksUri' with 'addresses' and 'ca' to fetch them";
    return [{ path: [...path, "jwks"], input: undefined, message }];
  }
  if (jwksUri === undefined) {
    return Object.entries(ofFetching).flatMap(([name, input]) =>
      input === undefined
        ? []
        : [{ path: [...path, name], input, message: "belongs to 'jwksUri' - remove it, or fetch the keys" }],
    );
  }
  return [
    ...(jwks === undefined
      ? []
      : [{ path: [...path, "jwks"], input: jwks, message: "is beside 'jwksUri' - give one of both" }]),
    ...(addresses === undefined
      ? [
          {
            path: [...path, "addresses"],
            input: undefined,
            message: "give the IP addresses of the host of 'jwksUri'",
          },
        ]
      : []),
    ...(ca === undefined
      ? [
          {
            path: [...path, "ca"],
            input: undefined,
            message: "give the PEM file of who may vouch for that host",
          },
        ]
      : []),
  ];
}

function clientMistakes(clients: readonly [Client, number][], issuers: readonly string[]): Mistake[] {
  const owners = new Map<string, string>();
  return clients.flatMap(([{ name, subject, issuer }, index]): Mistake[] => {
    const at = (key: string) => ["gateway", "clients", index, key];
    if (subject === undefined) {
      const message = "is the issuer of no 'subject' - give the client one, or remove it";
      return issuer === undefined ? [] : [{ path: at("issuer"), input: issuer, message }];
    }
    if (!isText(subject) || issuer === null) return [];
    if (issuers.length === 0) {
      const message = "is told by tokens, and there are no 'issuers' - give the gateway one";
      return [{ path: at("subject"), input: subject, message }];
    }
    const allowed = `allowed: ${issuers.join(", ")}`;
    if (issuer === undefined && issuers.length > 1) {
      return [
        { path: at("issuer"), input: undefined, message: `say whose tokens name the client; ${allowed}` },
      ];
    }
    if (issuer !== undefined && !issuers.includes(issuer)) {
      return [{ path: at("issuer"), input: issuer, message: `is no issuer of this stack; ${allowed}` }];
    }
    const identity = JSON.stringify([issuer ?? issuers[0], subject]);
    const owner = owners.get(identity);
    owners.set(identity, owner ?? name ?? `clients[${index}]`);
    if (owner === undefined) return [];
    const message = `is the subject of client '${owner}' too - give each its own`;
    return [{ path: at("subject"), input: subject, message }];
  });
}
