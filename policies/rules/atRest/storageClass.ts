import { isInputs, ownValue, shown, unknown, type Value } from "../../values";
import { finding, kubernetesRule } from "../kubernetes/kubernetesRule";
import { storageDriver, type StorageEncryption } from "../kubernetes/storageDrivers";
import type { Finding } from "../rule";

/** StorageClasses that make volumes in plain. */
export const storageClassEncryption = kubernetesRule({
  id: "kubernetes-storage-encryption",
  title: "StorageClasses make encrypted volumes",
  why: "The volumes of a cluster are made by its StorageClass, and no other resource says whether they are encrypted.",
  fix: "Set the driver's parameter for encryption.",
  levels: ["hardening"],
  concerns: ({ group, kind }) => group === "storage.k8s.io" && kind === "StorageClass",
  check: ({ isPatch, inputs }) => {
    if (isPatch) return [];
    const provisioner = ownValue(inputs, "provisioner");
    if (provisioner === unknown) {
      return finding(
        "hardening",
        "provisioner",
        "'provisioner' cannot be known yet, and so not whether it encrypts; approved: encrypted volumes - write it as plain text",
      );
    }
    const encryption = typeof provisioner === "string" ? storageDriver(provisioner)?.encryption : undefined;
    return encryption === undefined ? [] : parameterProblems(ownValue(inputs, "parameters"), encryption);
  },
});

function parameterProblems(parameters: Value, { parameter, value }: StorageEncryption): Finding[] {
  const path = `parameters.${parameter}`;
  const given = isInputs(parameters) ? ownValue(parameters, parameter) : parameters;
  if (given === value || (value === undefined && typeof given === "string" && given !== "")) {
    if (given !== undefined) return [];
  }
  const said =
    given === unknown
      ? "cannot be known yet"
      : given === undefined || given === null
        ? "is missing"
        : `is ${shown(given)}`;
  const approved = value === undefined ? "the name of a Secret with a passphrase" : shown(value);
  return finding(
    "hardening",
    path,
    `'${path}' ${said}, so that volumes lie in plain; approved: ${approved} - set it`,
  );
}
