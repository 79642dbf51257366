import { join } from "node:path";
import { buildGoModule } from "./goModule";
import { type ToolContext, toolEntry } from "./toolContext";
import { toolVersions } from "./versions";

/**
 * The quota service `envoyproxy/ratelimit`, built from its Go module: it is released as an image only. A static executable.
 * @returns its path
 */
export async function ensureRatelimit(context: ToolContext): Promise<string> {
  const version = toolVersions.ratelimit;
  const title = `ratelimit ${version}`;
  const folder = await toolEntry(context, `ratelimit/${version}`, title, async (target, step) => {
    step.detail("building from its Go module");
    await buildGoModule(
      {
        what: "The quota service",
        module: "ratelimit",
        packages: ["github.com/envoyproxy/ratelimit/src/service_cmd"],
        otherWays: ["an existing cluster: npm start -- --kubeconfig FILE [--context NAME]"],
      },
      target,
      context.paths,
    );
    step.detail("built from its Go module");
  });
  return join(folder, "service_cmd");
}
