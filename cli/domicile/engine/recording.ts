import type { WireObject } from "./wire";

/** A resource as a program registers it. */
export interface Registration {
  /** The type token. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Whether a provider makes it: false for components. */
  readonly isCustom: boolean;
  /** Whether the program only reads what exists already, by `get` or a reference to another stack. */
  readonly isRead: boolean;
  readonly inputs: WireObject;
  /** The provider that makes it, as `<URN>::<id>`; absent for components and for providers themselves. */
  readonly provider?: string;
}

/** What a program told the engine. */
export interface Recording {
  readonly registrations: readonly Registration[];
  /** Tokens of the functions and methods that it called and that only a provider can answer. */
  readonly calls: readonly string[];
  /** Types of the components that it used and that only a plug-in can make. */
  readonly remoteComponents: readonly string[];
  /** What the program reported as errors, each in the words of its author or of the SDK. */
  readonly errors: readonly string[];
}
