import type { Rule } from "../rule";
import { awsRequirements } from "./aws";
import { cloudRequirements } from "./clouds";
import { plainStorage, type Requirement } from "./requirement";

const requirements: ReadonlyMap<string, readonly Requirement[]> = new Map(
  Object.entries({ ...awsRequirements, ...cloudRequirements }),
);

/** Types that a requirement is known of, for the documentation. */
export const encryptedTypes: readonly string[] = [...requirements.keys()];

/** Volumes, disks, databases, queues and buckets that are stored in plain. */
export const encryptionAtRest: Rule = {
  id: "encryption-at-rest",
  title: "Data at rest is encrypted",
  why: "Whoever gets hold of a disk, a snapshot or a backup reads prompts, weights and keys from it unless they are encrypted.",
  fix: "Switch encryption on, with a key of the jurisdiction where the type takes one.",
  levels: ["hardening"],
  concerns: (type) => requirements.has(type),
  check: ({ type, inputs }) =>
    (requirements.get(type) ?? []).flatMap((requirement) => plainStorage(inputs, requirement)),
};
