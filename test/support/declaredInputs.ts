import { SdkDeclarations } from "./strictProvider/sdkDeclarations";
import { declaresPath } from "./strictProvider/shape";

/** SDKs are large: each is read once in a process. */
const sdks = new Map<string, SdkDeclarations>();

/**
 * Whether inputs at a dotted path are declared by an SDK's `.d.ts` files for the class in `file`. Unions are followed
 * along each of their members, as an object of one kind has other properties than one of another.
 */
export function isDeclared(root: string, file: string, path: string): boolean {
  const sdk = sdks.get(root) ?? new SdkDeclarations(root);
  sdks.set(root, sdk);
  const inputs = sdk.inputsIn(file.replace(/\.js$/, ".d.ts"));
  return inputs !== undefined && declaresPath(inputs, path);
}
