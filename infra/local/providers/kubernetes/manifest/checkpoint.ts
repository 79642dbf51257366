import { isPropertyObject, reveal, Secret } from "../../protocol";
import type { PropertyObject } from "../../protocol";
import { textAt } from "./json";
import { fromManifest, isSecretObject, toManifest } from "./manifest";
import type { Manifest } from "./manifest";
import { withSecretsOf } from "./secrecy";

const inputsKey = "__inputs";
const apiVersionKey = "__initialApiVersion";
const fieldManagerKey = "__fieldManager";

/** What the state keeps of an object; the same keys as the official plug-in's, so that either can take over. */
export interface Checkpoint {
  /** The inputs that made `live`. */
  readonly inputs: Manifest;
  /** The object as the API server last showed it. */
  readonly live: Manifest;
  /** Name under which fields are managed; empty in states that have none. */
  readonly fieldManager: string;
  readonly initialApiVersion: string;
}

/**
 * The outputs of a resource.
 * @param marked the inputs as the engine gave them: what is secret there is secret in the outputs
 */
export function checkpointProperties(checkpoint: Checkpoint, marked: PropertyObject): PropertyObject {
  const seal = isSecretObject(checkpoint.live) ? sealSecretData : (properties: PropertyObject) => properties;
  return {
    ...seal(withSecretsOf(fromManifest(checkpoint.live), marked)),
    [inputsKey]: seal(withSecretsOf(fromManifest(checkpoint.inputs), marked)),
    [apiVersionKey]: checkpoint.initialApiVersion,
    [fieldManagerKey]: checkpoint.fieldManager,
  };
}

/** `properties` of a Secret with all of its data secret, also when the program has not marked it so. */
export function sealSecretData(properties: PropertyObject): PropertyObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      name === "data" || name === "stringData" ? new Secret(value) : value,
    ]),
  );
}

/** Reads the outputs of a resource. */
export function parseCheckpoint(outputs: PropertyObject): Checkpoint {
  const {
    [inputsKey]: inputs,
    [apiVersionKey]: apiVersion,
    [fieldManagerKey]: fieldManager,
    ...live
  } = outputs;
  const plainInputs = inputs === undefined ? null : reveal(inputs);
  const manifest = isPropertyObject(plainInputs) ? toManifest(plainInputs) : {};
  return {
    inputs: manifest,
    live: toManifest(live),
    fieldManager: typeof fieldManager === "string" ? fieldManager : "",
    initialApiVersion: typeof apiVersion === "string" ? apiVersion : textAt(manifest, "apiVersion"),
  };
}
