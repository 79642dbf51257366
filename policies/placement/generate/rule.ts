import type { Placement } from "../placement";
import type { SdkType } from "./sdk";

/** One judgement that a machine cannot make, for the services and types that share it. */
export interface Judgement {
  readonly placement: Placement;
  /** The middle of the token up to a slash, e.g. `iam` of `aws:iam/role:Role`. */
  readonly services?: readonly string[];
  /** Tokens without the package, e.g. `route53/zone:Zone`; they beat services. */
  readonly types?: readonly string[];
}

/** How the types of one package are classified. */
export interface PackageRules {
  readonly package: string;
  /** The name of its SDK on npm. */
  readonly npm: string;
  /** Types, without the package, whose token the SDK does not spell out in its text. */
  readonly builtIn?: readonly string[];
  /** The inputs of a type that name where it lies: they are judged whatever its class is. */
  readonly places: (type: SdkType) => readonly string[];
  /** What the declaration of a type says by itself; undefined when it takes a judgement. */
  readonly byDeclaration: (type: SdkType) => Placement | undefined;
  /** A type or service may be judged once; what is judged and not in the SDK is an error. */
  readonly judgements: readonly Judgement[];
}

/** The type says itself where it lies, by one of the properties `by`. */
export function placed(
  by: readonly string[],
  more: Omit<Extract<Placement, { class: "placed" }>, "class" | "by"> = {},
): Placement {
  return { class: "placed", by, ...more };
}

/** The type lies where `from` lies, e.g. `the bucket`. */
export function inherits(from: string, also?: readonly string[]): Placement {
  return { class: "inherits", from, ...(also && { also }) };
}

/** The type holds no customer data. */
export function control(reason: string, also?: readonly string[]): Placement {
  return { class: "control", reason, ...(also && { also }) };
}

/** The type is at the edge or worldwide. */
export function global(reason: string): Placement {
  return { class: "global", reason };
}

/** What the type makes cannot be seen from its inputs. */
export function opaque(reason: string): Placement {
  return { class: "opaque", reason };
}
