import type { Inputs } from "../../../policies/values";

/** A whole program as users write it, by the place that it lies in. */
export type Program = (place: string) => readonly (readonly [type: string, inputs: Inputs])[];
