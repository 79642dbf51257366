import type { Mistake } from "./mistake";
import type { ReadableStack } from "./schema";

const ways = "'secret', 'certificate' with 'privateKey', or 'issuer'";

/** A certificate has one source, with all that belongs to it. */
export function tlsMistakes(gateway: ReadableStack["gateway"]): Mistake[] {
  const tls = gateway?.tls;
  if (tls === undefined || tls === null) return [];
  const { secret, certificate, privateKey, issuer } = tls;
  const path = ["gateway", "tls"];
  const given = [secret, certificate ?? privateKey, issuer].filter((way) => way !== undefined);
  if (given.length !== 1) {
    const message = given.length === 0 ? `names no certificate; give one of ${ways}` : `keep one of ${ways}`;
    return [{ path, input: tls, message }];
  }
  const lacks = (field: string, message: string) => ({ path: [...path, field], input: undefined, message });
  return [
    ...(certificate !== undefined && privateKey === undefined
      ? [lacks("privateKey", "give the path of the certificate's private key")]
      : []),
    ...(privateKey !== undefined && certificate === undefined
      ? [lacks("certificate", "give the path of the private key's certificate")]
      : []),
    ...(issuer !== undefined && gateway?.host === undefined
      ? [
          {
            path: ["gateway", "host"],
            input: undefined,
            message: "give the DNS name that the issuer makes the certificate for",
          },
        ]
      : []),
  ];
}
