/** The body of an error as OpenAI shapes it. */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** An error of the caller, or with `type` another kind. */
export function openAiError(
  message: string,
  code: string | null,
  { type = "invalid_request_error", param = null }: { type?: string; param?: string | null } = {},
): OpenAiError {
  return { error: { message, type, param, code } };
}

/** An error of the gateway or of an engine. */
export function serverError(message: string, code: string): OpenAiError {
  return openAiError(message, code, { type: "server_error" });
}
