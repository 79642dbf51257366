import { hasSecret, isPropertyObject, reveal } from "../../protocol";
import type { PropertyObject } from "../../protocol";
import { textAt } from "./json";
import { fromManifest, isSecretObject, toManifest } from "./manifest";
import type { Manifest } from "./manifest";
import { sealCopies, sealSecretData, withSecretsOf } from "./secrecy";

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
  const seal = (manifest: Manifest): PropertyObject => sealed(fromManifest(manifest), manifest, marked);
  return {
    ...seal(checkpoint.live),
    [inputsKey]: seal(checkpoint.inputs),
    [apiVersionKey]: checkpoint.initialApiVersion,
    [fieldManagerKey]: checkpoint.fieldManager,
  };
}

/**
 * The properties of an object with everything secret that may not be read in the state: what is secret in `marked`, the
 * data of Secrets, and copies of either.
 * @param object tells by `apiVersion` and `kind` what the object is
 */
export function sealed(
  properties: PropertyObject,
  object: Readonly<Record<string, unknown>>,
  marked: PropertyObject,
): PropertyObject {
  const same = withSecretsOf(properties, marked);
  if (isSecretObject(object)) return sealCopies(sealSecretData(same));
  return hasSecret(marked) ? sealCopies(same) : same;
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
