/** The form of an input's value. */
export type InputForm = "string" | "integer" | "boolean" | "strings" | "stringMap" | "object";

/** What may be given for one input, and what a changed value means. */
export interface InputSpec {
  readonly form: InputForm;
  /** Whether the input must be given. @default false */
  readonly required?: boolean;
  /** The value when none is given. @default none */
  readonly default?: boolean | number | string;
  /** Smallest integer, both ends included. @default none */
  readonly minimum?: number;
  /** Largest integer, both ends included. @default none */
  readonly maximum?: number;
  /** The allowed values of a string, or of each item of `strings`. @default all */
  readonly allowed?: readonly string[];
  /** The inputs inside an `object`. @default none */
  readonly fields?: InputSpecs;
  /** What a changed value means. @default "replace" */
  readonly onChange?: "replace" | "update" | "nothing";
  /** Whether the value stays when the program no longer gives it. @default false */
  readonly sticky?: boolean;
  /** Whether the value is always encrypted in the state. @default only when the program made it a secret */
  readonly secret?: boolean;
  /** Whether the value is used and then forgotten: it is no output. @default false */
  readonly writeOnly?: boolean;
}

/** Specs by the input's name. */
export type InputSpecs = Readonly<Record<string, InputSpec>>;
