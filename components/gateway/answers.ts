import type { ModelPath } from "../../infra/engines";
import { extension, type Json } from "./json";
import { askedModel } from "./metadata";
import { openAiError, type OpenAiError } from "./openAiError";
import type { GatewayModel } from "./spec";

const jsonHeader = {
  header: { key: "content-type", value: "application/json" },
  append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
};

/** The parts of a route that answers `body` itself. */
export function answer(
  status: number,
  body: Json | OpenAiError,
  headers: Readonly<Record<string, string>> = {},
) {
  return {
    direct_response: { status, body: { inline_string: JSON.stringify(body) } },
    response_headers_to_add: [jsonHeader, ...Object.entries(headers).map(headerToAdd)],
  };
}

/** Like `answer`, with Envoy's command operators in the strings of `body`; what they insert is escaped as JSON. */
function formattedAnswer(status: number, body: OpenAiError) {
  const format = { json_format: { ...body }, formatters: [withoutQuery] };
  return {
    direct_response: { status, body_format: format },
    response_headers_to_add: [jsonHeader],
  };
}

function headerToAdd([key, value]: [string, string]) {
  return { header: { key, value }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" };
}

/** Gives `%REQ_WITHOUT_QUERY(…)%`. */
export const withoutQuery = extension(
  "envoy.formatter.req_without_query",
  "envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery",
);

function notStored(param: string) {
  const message = `Responses are not stored here, so \`${param}\` refers to nothing: send the earlier turns in \`input\`.`;
  return answer(400, openAiError(message, "unsupported_parameter", { param }));
}

const path = "%REQ_WITHOUT_QUERY(:path):256%";

/** What is answered when no model can be asked. */
export const faults = {
  contentType: answer(
    415,
    openAiError(
      "The request's body must be JSON: send `Content-Type: application/json`.",
      "unsupported_content_type",
    ),
  ),
  unreadable: answer(
    400,
    openAiError("We could not parse the JSON body of your request. The API expects a JSON payload.", null),
  ),
  noModel: answer(
    400,
    openAiError("you must provide a model parameter, as a string", null, { param: "model" }),
  ),
  // The same for a model that does not exist and one that the client may not use, so that names cannot be probed.
  unknownModel: formattedAnswer(
    404,
    openAiError(
      `The model \`${askedModel}\` does not exist or you do not have access to it.`,
      "model_not_found",
      { param: "model" },
    ),
  ),
  unknownModelPath: formattedAnswer(
    404,
    openAiError(`There is no model at ${path}, or you do not have access to it.`, "model_not_found", {
      param: "model",
    }),
  ),
  previousResponse: notStored("previous_response_id"),
  conversation: notStored("conversation"),
  unknownPath: formattedAnswer(404, openAiError(`Invalid URL (%REQ(:METHOD):16% ${path})`, "unknown_url")),
};

/** Answered to a method that a path does not know. */
export function methodNotAllowed(allowed: string) {
  const error = openAiError(
    `Not allowed to %REQ(:METHOD):16% on ${path}: use ${allowed}.`,
    "method_not_allowed",
  );
  const formatted = formattedAnswer(405, error);
  return {
    ...formatted,
    response_headers_to_add: [...formatted.response_headers_to_add, headerToAdd(["allow", allowed])],
  };
}

/** Answered when a model is asked on a path that its engine does not serve. */
export function pathNotServed(model: GatewayModel, asked: ModelPath) {
  const served = model.paths.map((path) => `/v1/${path}`).join(", ");
  return formattedAnswer(
    400,
    openAiError(
      `The model \`${askedModel}\` does not serve /v1/${asked}. It serves: ${served}.`,
      "model_not_supported",
      {
        param: "model",
      },
    ),
  );
}

/** One entry of `/v1/models`. The time is no model's: a rendered file may not depend on when it was rendered. */
export function modelCard(id: string) {
  return { id, object: "model", created: 0, owned_by: "domicile" };
}
