import { valueWithoutSecrets } from "../../approval/address";
import type { Approval } from "../../approval/approval";
import { judgeLocation } from "../../approval/judgeLocation";
import { remembered } from "../../remembered";
import { isInputs, isList, isPresent, ownValue, shown, unknown, type Inputs, type Value } from "../../values";
import { approvedHosts, hostOf, isApprovedEndpoint, isPrivateAddress } from "../kubernetes/hosts";
import { join } from "../kubernetes/located";
import type { Finding, Rule } from "../rule";

/** Keys that lie outside the jurisdiction. */
export const keyLocation: Rule = {
  id: "key-location",
  title: "Keys lie inside the jurisdiction",
  why: "Who holds the key holds the data: a key elsewhere is given out there under the law of there.",
  fix: "Use a key of an approved location.",
  // Policies of IAM name keys that someone may use, and the rules for leaks judge what keys are copied from.
  concerns: (type) => /^(?:aws:(?!iam|kms\/replica)|azure-native:)/.test(type),
  check: ({ type, inputs }, approval) => {
    const problems = type.startsWith("aws:") ? arnProblems : vaultProblems;
    return keyValues(inputs).flatMap((key) => problems(key, approval));
  },
};

/** Key stores outside of AWS. */
export const externalKeyStore: Rule = {
  id: "external-key-store",
  title: "External key stores are approved",
  why: "An external key store is a server that unlocks everything, and its address alone says where it is.",
  fix: "Add the host of the key store to 'endpoints' of the approval.",
  concerns: (type) => type === "aws:kms/customKeyStore:CustomKeyStore",
  check: ({ inputs }, approval) => {
    const [kind, endpoint] = ["customKeyStoreType", "xksProxyUriEndpoint"] as const;
    const address = ownValue(inputs, endpoint);
    const isExternal = ownValue(inputs, kind) === "EXTERNAL_KEY_STORE" || isPresent(address);
    return [
      ...(isExternal ? hostProblems(endpoint, address, approval) : []),
      ...serviceProblems(
        "xksProxyVpcEndpointServiceName",
        ownValue(inputs, "xksProxyVpcEndpointServiceName"),
        approval,
      ),
    ];
  },
};

interface KeyValue {
  readonly path: string;
  readonly text: string;
}

/** Names of properties that hold a key: `kmsKeyId`, `keyArn`, `cmkIdentifier`, `keyVaultUri`. */
export const keyName = /key|kms|cmk|vault/i;

/** Resources have the same few names again and again. */
const holdsKey = remembered(5_000, (name: string) => keyName.test(name));

/** Texts under properties that hold a key, however deep. */
function keyValues(inputs: Inputs): KeyValue[] {
  const found: KeyValue[] = [];
  collectKeys(found, inputs, "", false);
  return found;
}

/** It runs over everything that every resource says: nothing is made for what holds no key. */
function collectKeys(found: KeyValue[], value: Value, path: string, isKey: boolean): void {
  if (typeof value === "string") {
    if (isKey) found.push({ path, text: value });
  } else if (isList(value)) {
    value.forEach((element, index) => {
      collectKeys(found, element, `${path}[${index}]`, isKey);
    });
  } else if (isInputs(value)) {
    for (const name of Object.keys(value)) {
      const inner = ownValue(value, name);
      const isInnerKey = isKey || holdsKey(name);
      if (isInnerKey || typeof inner === "object") collectKeys(found, inner, join(path, name), isInnerKey);
    }
  }
}

/** `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`; an identifier without a region is of the region of its user. */
function arnProblems({ path, text }: KeyValue, approval: Approval): Finding[] {
  const [, region, key = ""] = /^arn:[^:]*:kms:([^:]*):[^:]*:(.*)$/s.exec(text) ?? [];
  if (region === undefined) return [];
  const verdict = judgeLocation(approval, "aws", region);
  if (!verdict.isApproved) {
    return finding(
      path,
      `the key ${shown(text)} by '${path}' lies in ${verdict.said}; approved: ${verdict.approved} - use a key of an approved location`,
    );
  }
  return key.startsWith("key/mrk-")
    ? finding(
        path,
        `the key ${shown(text)} by '${path}' is a multi-Region key, whose copies may lie anywhere; approved: keys of one region of ${verdict.approved} - use such a key`,
      )
    : [];
}

/** Key vaults of Azure by the end of their names: the public cloud's, whose location they do not say. */
const publicVaults: readonly string[] = [".vault.azure.net", ".managedhsm.azure.net"];

function vaultProblems({ path, text }: KeyValue, approval: Approval): Finding[] {
  if (!/^https?:/i.test(text)) return [];
  const host = hostOf(text);
  if (host !== undefined && publicVaults.some((end) => host.name.endsWith(end))) return [];
  return hostProblems(path, text, approval);
}

function hostProblems(path: string, value: Value, approval: Approval): Finding[] {
  const host = typeof value === "string" ? hostOf(value) : undefined;
  if (host !== undefined && (isPrivateAddress(host.name) || isApprovedEndpoint(approval, host))) return [];
  const said =
    value === unknown
      ? "cannot be known yet"
      : isPresent(value)
        ? `is ${shown(valueWithoutSecrets(value))}`
        : "is missing";
  return finding(
    path,
    `the key store '${path}' ${said}; approved: ${approvedHosts(approval)} - add its host to 'endpoints' of the approval`,
  );
}

/** `com.amazonaws.vpce.REGION.vpce-svc-ID`. */
function serviceProblems(path: string, value: Value, approval: Approval): Finding[] {
  if (!isPresent(value) || value === unknown) return [];
  const [, region = shown(value)] =
    (typeof value === "string" ? /\.vpce\.([^.]+)\./.exec(value) : undefined) ?? [];
  const verdict = judgeLocation(approval, "aws", region);
  return verdict.isApproved
    ? []
    : finding(
        path,
        `the key store behind '${path}' lies in ${verdict.said}; approved: ${verdict.approved} - use one of an approved location`,
      );
}

function finding(property: string, message: string): Finding[] {
  return [{ level: "mandatory", property, message }];
}
