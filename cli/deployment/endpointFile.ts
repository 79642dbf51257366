import { join } from "node:path";
import { writePrivateFile } from "../../infra/local/privateFiles";
import type { LocalPaths } from "../../infra/local/paths";

/** `.domicile/endpoint.json`: how programs reach the local endpoint. A change of its shape is a breaking change. */
export interface EndpointFile {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly models: {
    readonly chat: string;
    readonly alias: string;
    readonly embedding: string;
    readonly embeddingAlias: string;
    readonly tool: string;
  };
  readonly clients: {
    readonly limited: { readonly apiKey: string };
    readonly metered: { readonly apiKey: string };
  };
  readonly kubeconfig: string;
}

/** Writes the file in one step, readable by its owner only since it holds keys. */
export async function writeEndpointFile(paths: LocalPaths, endpoint: EndpointFile): Promise<void> {
  await writePrivateFile(join(paths.state, "endpoint.json"), `${JSON.stringify(endpoint, undefined, 2)}\n`);
}
