import { existsSync } from "node:fs";
import {
  changedKeys,
  serveProvider,
  type ProviderImplementation,
} from "../../infra/local/providers/protocol";

/** Names the file whose presence means that somebody has changed what is there. */
export const driftVariable = "DOMICILE_TEST_DRIFT";

/** A provider of the package `aws` that makes nothing; what it is asked about has other tags once the file is there. */
function driftingProvider(drift: string): ProviderImplementation {
  return {
    name: "aws",
    version: "0.0.1",
    check: ({ newInputs }) => Promise.resolve({ inputs: newInputs }),
    diff: ({ oldInputs, newInputs }) =>
      Promise.resolve({ changes: changedKeys(oldInputs, newInputs).length > 0, replaces: [] }),
    create: ({ name, inputs, preview }) =>
      Promise.resolve({ id: preview ? "" : `${name}-id`, outputs: { ...inputs } }),
    read: ({ id, oldInputs }) => {
      const there = existsSync(drift) ? { ...oldInputs, tags: { by: "hand" } } : { ...oldInputs };
      return Promise.resolve({ id, inputs: there, outputs: there });
    },
    update: ({ newInputs }) => Promise.resolve({ ...newInputs }),
    delete: () => Promise.resolve(),
  };
}

const drift = process.env[driftVariable];
if (drift !== undefined) void serveProvider(driftingProvider(drift));
