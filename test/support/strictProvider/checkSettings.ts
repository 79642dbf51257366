import type { SdkDeclarations } from "./sdkDeclarations";
import type { StrictProviderSettings } from "./settings";
import { declaresPath } from "./shape";

/**
 * Sees that what a test says of a package's types and functions is about such that there are.
 * @throws Error that names the first one that the SDK does not have
 */
export function checkSettings(
  { package: pkg, overrides, invokes }: StrictProviderSettings,
  sdk: SdkDeclarations,
): void {
  const isOwn = ([token]: readonly [string, unknown]): boolean => token.startsWith(`${pkg}:`);
  for (const [type, { replaceOn = [], identity = [], outputs = {} }] of Object.entries(overrides).filter(
    isOwn,
  )) {
    const declaration = sdk.resource(type);
    for (const path of [...replaceOn, ...identity]) {
      if (!declaresPath(declaration.inputs, path)) throw new Error(`'${path}' is no input of ${type}`);
    }
    for (const path of Object.keys(outputs)) {
      if (!declaresPath(declaration.outputs, path)) throw new Error(`'${path}' is no output of ${type}`);
    }
  }
  for (const [token] of Object.entries(invokes).filter(isOwn)) sdk.function(token);
}
