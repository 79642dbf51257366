import { bootstrap } from "./bootstrap";
import { specMistakes } from "./checkSpec";
import { modelCluster } from "./clusters";
import { resourceFile } from "./json";
import { routeConfiguration } from "./routes";
import { quotaServiceCluster } from "./sharedQuotaFilter";
import type { GatewaySpec } from "./spec";
import { certificateResource } from "./tls";

/**
 * The files that Envoy starts from: `bootstrap.json` has no secrets, `routes.json` has the clients' keys, `certificate.json`
 * tells where the certificate lies, where there is one.
 */
export type GatewayFiles = Readonly<Record<"bootstrap.json" | "routes.json" | "clusters.json", string>> & {
  readonly "certificate.json"?: string;
};

/**
 * The configuration of Envoy that does what `spec` asks for. Routes and clusters are files of their own, which a
 * running Envoy takes up when they change: no listener is touched, and so no stream is dropped.
 * Throws an error that lists every mistake in `spec`.
 */
export function renderGateway(spec: GatewaySpec): GatewayFiles {
  const mistakes = specMistakes(spec);
  if (mistakes.length > 0) throw new Error(`the gateway cannot be configured:\n- ${mistakes.join("\n- ")}`);
  return {
    "bootstrap.json": JSON.stringify(bootstrap(spec)),
    "routes.json": resourceFile([routeConfiguration(spec)]),
    "clusters.json": resourceFile([
      ...spec.models.map((model) => modelCluster(model, spec.timeouts)),
      ...(spec.quotas === undefined ? [] : [quotaServiceCluster(spec.quotas)]),
    ]),
    ...(spec.certificateFolder === undefined
      ? {}
      : { "certificate.json": resourceFile([certificateResource(spec.certificateFolder)]) }),
  };
}
