import { publicStats } from "./publicListener";
import { routesName } from "./routes";

/** The cluster of Envoy's admin interface, and the one of the probe listener itself. */
export const adminCluster = "admin";
export const probeCluster = "probe";

/** The path of the probe listener that answers after a second. */
export const pausePath = "/pause";

const ask = `
local function ask(handle, cluster, method, path)
  local headers, body = handle:httpCall(
    cluster, {[":method"] = method, [":path"] = path, [":authority"] = cluster}, nil, 5000)
  return headers[":status"], body or ""
end
`;

/**
 * Ready once Envoy takes requests and has taken up its routes and clusters, and its certificate where it is to have one:
 * with a file that it refused it would answer 404 to everything, or end every connection.
 */
export function readyScript(speaksTls: boolean): string {
  return `${ask}
function envoy_on_request(handle)
  local status = ask(handle, "${adminCluster}", "GET", "/ready")
  local _, stats = ask(handle, "${adminCluster}", "GET", "/stats?filter=(config_reload|cds.update_success|ssl_context_update_by_sds)$")
  local routes = tonumber(string.match(stats, "http%.${publicStats}%.rds%.${routesName}%.config_reload: (%d+)")) or 0
  local clusters = tonumber(string.match(stats, "cluster_manager%.cds%.update_success: (%d+)")) or 0
  local certificates = tonumber(string.match(stats, "server_ssl_socket_factory%.ssl_context_update_by_sds: (%d+)")) or 0
  if status == "200" and routes > 0 and clusters > 0 and certificates >= ${speaksTls ? 1 : 0} then
    handle:respond({[":status"] = "200"}, "ready\\n")
  else
    handle:respond({[":status"] = "503"}, "not ready\\n")
  end
end
`;
}

/** Seconds that a draining gateway stays for callers who do not know yet that it is going. */
export const drainNoticeSeconds = 5;

/** Seconds without any request after which a drained gateway does not wait for idle connections any longer. */
export const drainQuietSeconds = 10;

/**
 * Answers when nobody needs this gateway any more: it fails its readiness, so that new connections go elsewhere and
 * each answer asks its client to close, and then waits until no connection is left, or no request was under way or
 * came for a while.
 */
export const drainScript = `${ask}
function envoy_on_request(handle)
  ask(handle, "${adminCluster}", "POST", "/healthcheck/fail")
  local seconds, quiet, before = 0, 0, -1
  while true do
    ask(handle, "${probeCluster}", "GET", "${pausePath}")
    seconds = seconds + 1
    local _, stats = ask(handle, "${adminCluster}", "GET", "/stats?filter=^http.${publicStats}.downstream_(cx_active|rq_active|rq_total)$")
    local connections = tonumber(string.match(stats, "downstream_cx_active: (%d+)"))
    local active = tonumber(string.match(stats, "downstream_rq_active: (%d+)"))
    local total = tonumber(string.match(stats, "downstream_rq_total: (%d+)"))
    if active == 0 and total == before then quiet = quiet + 1 else quiet = 0 end
    before = total
    if seconds >= ${drainNoticeSeconds} and (connections == 0 or quiet >= ${drainQuietSeconds}) then break end
  end
  handle:respond({[":status"] = "200"}, "drained\\n")
end
`;
