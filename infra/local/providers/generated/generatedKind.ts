import type { CheckFailure, PropertyObject } from "../protocol";
import type { InputReader } from "./inputReader";
import type { InputSpecs } from "./inputSpec";

/** What was made. */
export interface Generated {
  readonly id: string;
  /** Exactly the outputs that the kind declares. */
  readonly outputs: PropertyObject;
}

/** What an import found in the id. */
export interface Imported extends Generated {
  readonly inputs: PropertyObject;
}

/** A kind of resource that is made once and then lives in the state only, such as a password or a certificate. */
export interface GeneratedKind {
  readonly inputs: InputSpecs;
  /** The outputs beside the inputs, and whether they are encrypted in the state. */
  readonly outputs: Readonly<Record<string, "plain" | "secret">>;
  /** Version of the state's form in the official plug-in, so that it can go on with our state. @default 0 */
  readonly schemaVersion?: number;
  /** Fills inputs whose default depends on others; their own defaults are filled already. */
  complete?(inputs: PropertyObject): PropertyObject;
  /** What is wrong beyond the specs; values that are unknown during a preview read as absent. */
  check?(inputs: InputReader): readonly CheckFailure[];
  /** What a person should know although the resource can be made; asked when it is made. */
  warnings?(inputs: InputReader): readonly string[];
  /** Makes the resource from complete inputs. */
  generate(inputs: InputReader): Promise<Generated>;
  /** The resource that `id` describes; throws when it describes none. Absent: the kind cannot be imported. */
  import?(id: string): Promise<Imported>;
  /** Outputs that change by themselves, e.g. with time; `state` holds inputs and outputs. */
  current?(state: InputReader): PropertyObject;
  /** The outputs that make a replacement due although no input changed, by `state` with the new inputs. */
  expired?(state: InputReader): readonly string[];
}
