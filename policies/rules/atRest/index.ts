import type { Rule } from "../rule";
import { encryptionAtRest } from "./encryption";
import { externalKeyStore, keyLocation } from "./keys";
import { storageClassEncryption } from "./storageClass";

export { encryptedTypes } from "./encryption";

/** Data at rest: that it is encrypted, and by a key that lies inside the jurisdiction. */
export const atRestRules: readonly Rule[] = [
  encryptionAtRest,
  storageClassEncryption,
  keyLocation,
  externalKeyStore,
];
