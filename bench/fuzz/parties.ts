import { randomBytes } from "node:crypto";

/** A caller that the fuzzer plays, with the models that its key is good for. */
export interface FuzzClient {
  readonly name: string;
  readonly key: string;
  readonly models: readonly FuzzModel[];
}

/** A model with an engine of its own. */
export interface FuzzModel {
  readonly name: string;
  readonly alias: string;
}

/** Two models of which two clients may use one each, and a third client both. */
export const models: readonly [FuzzModel, FuzzModel] = [
  { name: "model-one", alias: "gpt-4o" },
  { name: "model-two", alias: "org/Two:v2" },
];

/** Keys are made anew in each run, of one length: what is drawn from a seed does not hang on them. */
export function makeClients(): readonly [FuzzClient, FuzzClient, FuzzClient] {
  const [one, two] = models;
  return [
    { name: "one", key: newKey(), models: [one] },
    { name: "two", key: newKey(), models: [two] },
    { name: "both", key: newKey(), models },
  ];
}

function newKey(): string {
  return `sk-${randomBytes(24).toString("hex")}`;
}
