import { extension } from "./json";
import { scriptFilter } from "./metadata";
import { usageScript } from "./usageScript";

/** The place in the chain where the usage is read: before what counts by it, so that its answers pass here last. */
export const usageFilter = extension(scriptFilter, "envoy.extensions.filters.http.lua.v3.Lua", {
  default_source_code: { inline_string: usageScript },
  // What the script changes is no ground for another route.
  clear_route_cache: false,
});
