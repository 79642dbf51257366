import { objectsWithin, type ObjectShape } from "./strictProvider/shape";
import { SdkDeclarations } from "./strictProvider/sdkDeclarations";

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
  const steps = path.split(".");
  let reached: readonly ObjectShape[] = inputs === undefined ? [] : [inputs];
  for (const [index, step] of steps.entries()) {
    const found = reached.flatMap(({ properties }) => properties.get(step) ?? []);
    if (index === steps.length - 1) return found.length > 0;
    reached = found.flatMap(({ shape }) => objectsWithin(shape));
  }
  return false;
}
