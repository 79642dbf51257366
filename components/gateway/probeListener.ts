import { innerListener, routerFilter } from "./innerListener";
import { extension, typed } from "./json";
import { drainScript, pausePath, readyScript } from "./probeScripts";
import type { GatewaySpec } from "./spec";

/** The paths that the kubelet asks. */
export const alivePath = "/alive";
export const readyPath = "/ready";
export const drainPath = "/drain";

const luaName = "envoy.filters.http.lua";
const faultName = "envoy.filters.http.fault";

/**
 * The listener for the kubelet, which can only send GET: liveness, readiness, and the drain of a pod that is to end. Envoy's
 * admin interface has both, but also much that nobody in the network may reach.
 */
export function probeListener({ bindAddress, ports, certificateFolder }: GatewaySpec) {
  const filters = "envoy.extensions.filters.http";
  return innerListener({
    name: "probe",
    address: bindAddress,
    port: ports.probe,
    routes: routes(certificateFolder !== undefined),
    filters: [
      extension(luaName, `${filters}.lua.v3.Lua`),
      extension(faultName, `${filters}.fault.v3.HTTPFault`),
      routerFilter,
    ],
    // A drain is answered when it is over.
    settings: { stream_idle_timeout: "0s" },
  });
}

const routes = (speaksTls: boolean) => [
  { match: { path: alivePath }, direct_response: { status: 200 } },
  scriptRoute(readyPath, readyScript(speaksTls)),
  scriptRoute(drainPath, drainScript),
  {
    match: { path: pausePath },
    direct_response: { status: 200 },
    typed_per_filter_config: {
      [faultName]: typed("envoy.extensions.filters.http.fault.v3.HTTPFault", {
        delay: { fixed_delay: "1s", percentage: { numerator: 100 } },
      }),
    },
  },
];

/** A route whose script answers. */
function scriptRoute(path: string, script: string) {
  return {
    match: { path },
    direct_response: { status: 500 },
    typed_per_filter_config: {
      [luaName]: typed("envoy.extensions.filters.http.lua.v3.LuaPerRoute", {
        source_code: { inline_string: script },
      }),
    },
  };
}
