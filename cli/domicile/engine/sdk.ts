import { createRequire } from "node:module";
import { join } from "node:path";

/** As much of the Pulumi SDK as running a program takes. */
export type Sdk = Pick<
  typeof import("@pulumi/pulumi"),
  "Config" | "ResourceError" | "RunError" | "log" | "output" | "runtime" | "secret" | "unknown"
>;

/** The file of the SDK that programs in `folder` use, of which a machine may hold several; ours where they have none. */
export function sdkFile(folder: string): string {
  const name = "@pulumi/pulumi";
  try {
    return createRequire(join(folder, "program.js")).resolve(name);
  } catch {
    return require.resolve(name);
  }
}

/** Loads the SDK that programs in `folder` use. @throws Error when its file holds something else */
export function loadSdk(folder: string): Sdk {
  const file = sdkFile(folder);
  const sdk: unknown = createRequire(__filename)(file);
  if (isSdk(sdk)) return sdk;
  throw new Error(`${file} is no SDK of Pulumi; install the program's packages`);
}

function isSdk(value: unknown): value is Sdk {
  return typeof value === "object" && value !== null && "Config" in value && "runtime" in value;
}
