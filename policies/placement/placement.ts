/**
 * How a resource type says where it lies.
 *
 * All paths are dotted as `valuesAt` reads them. Whatever the class, a property listed in `by` or `also` that is
 * present must name an approved place: a resource never gets through because of its class while it names a foreign one.
 */
export type Placement = Placed | Inherits | Control | Global | Opaque;

/** It says itself, or its provider says, where it lies. */
export interface Placed {
  readonly class: "placed";
  /**
   * Paths of the properties that name a location; never empty. One of them must be present, or `provider` or `parent`
   * must say it; every one that is present must be approved.
   */
  readonly by: readonly string[];
  /** Further properties that name a place but do not suffice: each that is present must be approved too. */
  readonly also?: readonly string[];
  /** Inputs of the provider that hold when none of `by` is present; absent where the provider does not say it. */
  readonly provider?: readonly string[];
  /** Properties that name a resource to which it follows when none of `by` is present, e.g. `serverId`. */
  readonly parent?: readonly string[];
  /** Inputs that once named a place and that the provider ignores: refused when present, they say what is not true. */
  readonly dead?: readonly string[];
}

/** It lies where another resource lies, which is judged itself. It is judged by provider and operator. */
export interface Inherits {
  readonly class: "inherits";
  /** What it belongs to, for people, e.g. `the bucket`. */
  readonly from: string;
  readonly also?: readonly string[];
}

/** It holds no customer data and needs no location. */
export interface Control {
  readonly class: "control";
  readonly reason: string;
  /** Where such a type has a property for a location: when present it must be approved, or be `global`. */
  readonly also?: readonly string[];
}

/** At the edge or worldwide: denied unless excepted. */
export interface Global {
  readonly class: "global";
  readonly reason: string;
  /** When it is not: a top-level property that is a known list whose elements name something makes it a `control` type. */
  readonly unless?: Unless;
}

/** What makes a resource of a worldwide type a private one. */
export interface Unless {
  /** A top-level property, e.g. `vpcs`; unknown, absent, empty or not a list means that it stays worldwide. */
  readonly property: string;
  /** What each element of it must name, e.g. `vpcId`; it need not be known yet. */
  readonly each: string;
  readonly reason: string;
  /** Properties that name a place then: each that is present must be approved. */
  readonly also?: readonly string[];
}

/** What it makes cannot be seen from its inputs: denied unless excepted. */
export interface Opaque {
  readonly class: "opaque";
  readonly reason: string;
}

/** The five classes, in the order in which reports list them. */
export const placementClasses = ["placed", "inherits", "control", "global", "opaque"] as const;

/** One of the five classes. */
export type PlacementClass = (typeof placementClasses)[number];
