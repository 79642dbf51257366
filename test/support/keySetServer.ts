import { createServer } from "node:https";
import type { ServerResponse } from "node:http";
import { newKey, selfSigned, textOutput } from "./certificates";

/** A certificate that vouches for itself, with its key. */
export interface Identity {
  readonly key: string;
  readonly certificate: string;
}

/** An issuer's HTTPS server on loopback that gives its key set. */
export interface KeySetServer {
  readonly port: number;
  /** Paths asked for so far, with the hosts that were asked for. */
  readonly requests: readonly string[];
  /** What it gives from now on: a key set, or an answer of another kind. */
  serve(answer: string | ((response: ServerResponse) => unknown)): void;
  /** Ends it with all of its connections. */
  readonly close: () => Promise<void>;
}

/** Makes a certificate for host names, valid for a day. */
export async function identityFor(...dnsNames: readonly string[]): Promise<Identity> {
  const key = await newKey("ECDSA");
  const { outputs } = await selfSigned.create({
    privateKeyPem: key,
    subject: { commonName: dnsNames[0] ?? "" },
    dnsNames: [...dnsNames],
    isCaCertificate: true,
    validityPeriodHours: 24,
    allowedUses: ["server_auth", "digital_signature", "cert_signing"],
  });
  return { key, certificate: textOutput(outputs, "certPem") };
}

/** Starts a server that gives `keys` for every path, on `port` or on a free one. */
export async function startKeySetServer(
  { key, certificate }: Identity,
  keys: string,
  port = 0,
): Promise<KeySetServer> {
  const requests: string[] = [];
  let answer: string | ((response: ServerResponse) => unknown) = keys;
  const server = createServer({ key, cert: certificate }, (request, response) => {
    requests.push(`${request.headers.host ?? ""}${request.url ?? ""}`);
    if (typeof answer === "function") answer(response);
    else response.end(answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the issuer's server has no port");
  return {
    port: bound.port,
    requests,
    serve(next) {
      answer = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
