import { approvedLocations, type CloudPackage } from "../../../approval/judgeLocation";
import type { Approval } from "../../../approval/approval";
import type { Resource } from "../../../resource";
import { isInputs, isList, shown, type Found, type Value } from "../../../values";
import type { Finding, Level } from "../../rule";
import type { Judge, Leak } from "../leak";

/** What a judge sees beside the values. */
export interface Context {
  readonly resource: Resource;
  readonly approval: Approval;
  readonly cloud: CloudPackage;
  readonly leak: Leak;
}

/** With the settings of a judge of one kind. */
export interface ContextOf<Kind extends Judge["kind"]> extends Context {
  readonly judge: Extract<Judge, { readonly kind: Kind }>;
}

/** A judge of one kind: the values at the leak's path, none when the property is absent, to findings. */
export type JudgeOf<Kind extends Judge["kind"]> = (
  found: readonly Found[],
  context: ContextOf<Kind>,
) => readonly Finding[];

const anException = "or add an exception";

/** What most leaks are mended by. */
export const nameApproved = `name an approved location ${anException}`;

interface Said {
  /** The property at fault; default the leak's path. */
  readonly path?: string;
  readonly level?: Level;
  /** What is approved; default the locations of the cloud. */
  readonly approved?: string;
  /** Default: name an approved location, or add an exception. */
  readonly fix?: string;
}

/** A finding in the form that all of them have: what happens; what is approved - the fix. */
export function finding({ approval, cloud, leak }: Context, what: string, said: Said = {}): Finding {
  const property = said.path ?? leak.path;
  const approved = said.approved ?? approvedLocations(approval, cloud);
  return {
    level: said.level ?? "mandatory",
    ...(property === "" ? {} : { property }),
    message: `${what}; approved: ${approved} - ${said.fix ?? nameApproved}`,
  };
}

/** A value for a message. What an object holds is not told: a key may be among it. */
export function told(value: Value): string {
  if (isInputs(value)) return "an object";
  return isList(value) && value.some((part) => isInputs(part) || isList(part)) ? "a list" : shown(value);
}

/** Providers take empty text where a target stands as none. */
export function named(found: readonly Found[]): readonly Found[] {
  return found.filter(({ value }) => value !== "");
}

/** A value that no judge can read: of another type, or where an object is needed. */
export function unreadable(context: Context, { path, value }: Found, needed: string): Finding {
  return finding(context, `${context.leak.does} ${told(value)} by '${path}', which is no ${needed}`, {
    path,
  });
}

/** `"a", "b" or false`. */
export function alternatives(values: readonly (string | boolean)[]): string {
  const words = values.map((value) => shown(value));
  const last = words.at(-1) ?? "nothing";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${last}` : last;
}

/** What sets a property right. */
export function setTo(path: string, values: readonly (string | boolean)[]): string {
  return `set '${path}' to ${alternatives(values)} ${anException}`;
}
