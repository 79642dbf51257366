import { isCollection, isMap, isNode, isScalar, isSeq, visit, type Scalar } from "yaml";
import type { Resource } from "../../../policies/resource";
import { valuesAt, type Value } from "../../../policies/values";
import type { StackFile } from "./stackSettings";

/** A path in a stack file: keys and indices from the top. */
export type SettingPath = readonly (string | number)[];

/** The line of a setting, 1 being the first; undefined when it is not there. What is longest of the path counts. */
export function lineOfSetting({ document, lines }: StackFile, path: SettingPath): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const steps = path.slice(0, length);
    const node: unknown = document.getIn(steps, true);
    if (!isNode(node)) continue;
    // A group begins below its key: the key is the line that people look for.
    const start =
      (isCollection(node) ? keyOffset(document.getIn(steps.slice(0, -1), true), steps.at(-1)) : undefined) ??
      node.range?.[0];
    return start === undefined ? undefined : lines.linePos(start).line;
  }
  return undefined;
}

function keyOffset(parent: unknown, key: string | number | undefined): number | undefined {
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key: own }) => isScalar(own) && own.value === key);
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
}

/** Keys of settings that name places, by which a value is looked for first. */
const placeKeys: ReadonlySet<string> = new Set(["location", "region", "zone", "country", "controller"]);

/**
 * The line of the setting that most likely gave a resource the value at fault: the one with the same value under the
 * same name, else under a name for places, else the only one with this value.
 */
export function lineOfProperty(
  file: StackFile,
  { inputs, provider }: Resource,
  property: string,
): number | undefined {
  const values = [inputs, provider?.inputs ?? {}].flatMap((of) => [
    ...valuesAt(of, withoutIndices(property)).map(({ value }) => value),
    ...claimedLocation(of["clusterIdentifier"]),
  ]);
  const name = withoutIndices(property).split(".").at(-1) ?? "";
  const candidates = values.flatMap((value) => (typeof value === "string" ? scalarsOf(file, value) : []));
  const chosen =
    candidates.find(({ key }) => key === name || key.endsWith(`:${name}`)) ??
    candidates.find(({ key }) => placeKeys.has(key)) ??
    (candidates.length === 1 ? candidates[0] : undefined);
  return chosen?.line;
}

function withoutIndices(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}

/** The location in our own name of a cluster: `domicile:<cloud>/<location>`. */
function claimedLocation(identifier: Value): readonly string[] {
  if (typeof identifier !== "string") return [];
  const [, location] = /^domicile:[a-z]+\/(.+)$/.exec(identifier) ?? [];
  return location === undefined ? [] : [location];
}

/** A scalar of the stack file. */
interface Found {
  /** The nearest key above it. */
  readonly key: string;
  readonly line: number;
}

function scalarsOf({ document, lines }: StackFile, value: string): readonly Found[] {
  const found: Found[] = [];
  visit(document, {
    Scalar: (position, node: Scalar, path) => {
      if (position === "key" || node.value !== value || node.range === undefined || node.range === null)
        return;
      const pair = path.findLast((parent) => !isSeq(parent) && !isMap(parent));
      const key = pair !== undefined && "key" in pair && isScalar(pair.key) ? String(pair.key.value) : "";
      found.push({ key, line: lines.linePos(node.range[0]).line });
    },
  });
  return found;
}
