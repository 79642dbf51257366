import type { LockApproval } from "../approval";
import { celRegex, celText, writesOf, type AdmissionPolicySpec } from "./admission";

/** Names for which the cluster's DNS answers with Services and Pods of the cluster. */
const clusterName = "^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\\.svc\\.cluster\\.local$";

/** A host, with or without a port and a path. */
const endpointForm = /^([a-z0-9._-]+)(?::(\d{1,5}))?(?:\/[^\s\\]*)?$/i;

/**
 * The policy on Services that stand for a name outside: it must be one of the cluster or an approved endpoint. A name
 * that a Service had before it changed is left alone.
 */
export function externalNameAdmission({ endpoints = [] }: LockApproval): AdmissionPolicySpec {
  const ending =
    `approved: ${["names under .svc.cluster.local", ...endpoints].join(", ")}` +
    " - name a Service of the cluster or add the host to 'endpoints' of the approval";
  const host = "variables.host";
  return {
    failurePolicy: "Fail",
    matchConstraints: { matchPolicy: "Equivalent", resourceRules: [writesOf("", ["services"])] },
    variables: [
      { name: "name", expression: nameOf("object") },
      { name: "oldName", expression: `oldObject == null ? '' : ${nameOf("oldObject")}` },
      {
        name: "host",
        expression:
          "variables.name.endsWith('.') ? " +
          "variables.name.substring(0, variables.name.size() - 1).lowerAscii() : variables.name.lowerAscii()",
      },
      {
        name: "isApproved",
        expression:
          `(${host}.matches(${celRegex(clusterName)}) && !${host}.contains('..')) || ` +
          `${host} in [${endpointNames(endpoints).map(celText).join(", ")}]`,
      },
    ],
    validations: [
      {
        expression:
          "(variables.name == '' && object.spec.type != 'ExternalName') || " +
          "(variables.name != '' && variables.name == variables.oldName) || variables.isApproved",
        reason: "Forbidden",
        message: `a Service leads to a name outside the cluster; ${ending}`,
        messageExpression: `${celText("'spec.externalName' is \"")} + variables.name + ${celText(`"; ${ending}`)}`,
      },
    ],
  };
}

/** What is wrong with an approval's endpoints. */
export function endpointProblems(endpoints: readonly string[]): string[] {
  return endpoints
    .filter((entry) => /[\s*]|:\/\//.test(entry) || entry === "")
    .map((entry) => `endpoints: '${entry}' is no host; allowed: HOST[:PORT], without scheme, spaces and *`);
}

/** The names that a Service may lead to: a Service names no port, so an endpoint of one port permits none. */
function endpointNames(endpoints: readonly string[]): string[] {
  return endpoints.flatMap((entry) => {
    const [, name, port] = endpointForm.exec(entry) ?? [];
    return name === undefined || port !== undefined ? [] : [name.toLowerCase().replace(/\.$/, "")];
  });
}

function nameOf(object: string): string {
  return `(has(${object}.spec.externalName) ? ${object}.spec.externalName : '')`;
}
