import { watchedFile } from "./watchedFile";
import { duration, typed } from "./json";
import type { GatewaySpec } from "./spec";

/** The name under which the listener asks for the gateway's certificate. */
export const certificateName = "certificate";

/** The suites of TLS 1.2: forward secret and authenticated. Those of 1.3 are all of that kind. */
const cipherSuites = [
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
];

/** What makes a listener speak TLS, and nothing else, where the gateway has a certificate. */
export function tlsOfListener({ certificateFolder, folder, timeouts }: GatewaySpec) {
  if (certificateFolder === undefined) return {};
  return {
    transport_socket: {
      name: "envoy.transport_sockets.tls",
      typed_config: typed("envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext", {
        common_tls_context: {
          tls_params: {
            tls_minimum_protocol_version: "TLSv1_2",
            tls_maximum_protocol_version: "TLSv1_3",
            cipher_suites: cipherSuites,
          },
          alpn_protocols: ["h2", "http/1.1"],
          tls_certificate_sds_secret_configs: [
            { name: certificateName, sds_config: watchedFile(folder, "certificate.json") },
          ],
        },
      }),
    },
    transport_socket_connect_timeout: duration(timeouts.requestHeaders),
  };
}

/**
 * The resource that tells where the certificate and its key lie. Both are read again when something in their folder was
 * moved, as the kubelet does to change a volume: a renewed certificate needs no new pod.
 */
export function certificateResource(certificateFolder: string) {
  return typed("envoy.extensions.transport_sockets.tls.v3.Secret", {
    name: certificateName,
    tls_certificate: {
      certificate_chain: { filename: `${certificateFolder}/${certificateFiles.certificate}` },
      private_key: { filename: `${certificateFolder}/${certificateFiles.privateKey}` },
      watched_directory: { path: certificateFolder },
    },
  });
}

/** The names that a Secret of type `kubernetes.io/tls` has for its files. */
export const certificateFiles = { certificate: "tls.crt", privateKey: "tls.key" } as const;
