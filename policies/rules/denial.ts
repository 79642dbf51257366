import type { Finding } from "./rule";

/** What a mandatory finding says: what is wrong, what is approved instead, and the fix. */
export interface Denial {
  readonly what: string;
  readonly approved: string;
  /** Without a full stop; "or add an exception" follows it. */
  readonly fix: string;
  readonly property?: string;
}

/** A mandatory finding with its message in the form that all of them have. */
export function denial({ what, approved, fix, property }: Denial): Finding {
  return {
    level: "mandatory",
    ...(property === undefined ? {} : { property }),
    message: `${what}; approved: ${approved} - ${fix} or add an exception`,
  };
}
