import type { InputSpec } from "../generated";

/** Values of the user's choice: when one changes, the resource is made anew. */
export const keepers: InputSpec = { form: "stringMap" };
