import { withoutQuery } from "./answers";
import { extension } from "./json";
import { askedModel, clientState, noteOf } from "./metadata";

/**
 * One JSON object a request on the standard output, with neither keys nor bodies nor queries. Times are in
 * milliseconds: `duration` until the last byte, `firstByte` until the engine's first.
 */
export const accessLog = extension(
  "envoy.access_loggers.stdout",
  "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
  {
    log_format: {
      json_format: {
        time: "%START_TIME%",
        client: `%FILTER_STATE(${clientState}:PLAIN)%`,
        model: askedModel,
        cluster: "%UPSTREAM_CLUSTER_RAW%",
        upstream: "%UPSTREAM_HOST%",
        promptTokens: noteOf("usage:prompt"),
        completionTokens: noteOf("usage:completion"),
        method: "%REQ(:METHOD)%",
        path: "%REQ_WITHOUT_QUERY(:PATH):256%",
        status: "%RESPONSE_CODE%",
        bytesReceived: "%BYTES_RECEIVED%",
        bytesSent: "%BYTES_SENT%",
        duration: "%DURATION%",
        firstByte: "%RESPONSE_DURATION%",
        attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
        flags: "%RESPONSE_FLAGS%",
        details: "%RESPONSE_CODE_DETAILS%",
        requestId: "%REQ(X-REQUEST-ID)%",
      },
      formatters: [withoutQuery],
    },
  },
);
