import { appendFileSync } from "node:fs";
import {
  changedKeys,
  serveProvider,
  type PropertyObject,
  type ProviderImplementation,
} from "../../infra/local/providers/protocol";

/** Names the package that this process provides. */
export const packageVariable = "DOMICILE_TEST_PACKAGE";

/** Names the file that every resource made is written to, one line each: `<type> <name>`. */
export const recordVariable = "DOMICILE_TEST_RECORD";

/**
 * A provider of any package, which makes nothing and records what it was asked to make. It is strict: another package's
 * types are refused, and every changed input replaces the resource.
 */
function recordingProvider(name: string, record: string): ProviderImplementation {
  const requireOwn = (type: string): void => {
    if (type.split(":")[0] !== name) throw new Error(`'${type}' is no type of '${name}'`);
  };
  const outputs = (inputs: PropertyObject): PropertyObject => ({ ...inputs });
  return {
    name,
    version: "0.0.1",
    check: ({ type, newInputs }) => {
      requireOwn(type);
      return Promise.resolve({ inputs: newInputs });
    },
    diff: ({ oldInputs, newInputs }) => {
      const replaces = changedKeys(oldInputs, newInputs).map(([key]) => key);
      return Promise.resolve({ changes: replaces.length > 0, replaces });
    },
    create: ({ type, name: resource, inputs, preview }) => {
      requireOwn(type);
      if (preview) return Promise.resolve({ id: "", outputs: outputs(inputs) });
      appendFileSync(record, `${type} ${resource}\n`);
      return Promise.resolve({ id: `${resource}-id`, outputs: outputs(inputs) });
    },
    read: ({ id, oldInputs }) => Promise.resolve({ id, inputs: oldInputs, outputs: outputs(oldInputs) }),
    update: ({ newInputs }) => Promise.resolve(outputs(newInputs)),
    delete: () => Promise.resolve(),
  };
}

const { [packageVariable]: name, [recordVariable]: record } = process.env;
if (name !== undefined && record !== undefined) void serveProvider(recordingProvider(name, record));
