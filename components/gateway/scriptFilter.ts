import { extension } from "./json";
import { scriptName } from "./metadata";
import { script } from "./script";

/** The place in the chain of the script: before what counts by the usage, so that its answers pass here last. */
export const scriptFilter = extension(scriptName, "envoy.extensions.filters.http.lua.v3.Lua", {
  default_source_code: { inline_string: script },
  // What the script changes is no ground for another route.
  clear_route_cache: false,
});
