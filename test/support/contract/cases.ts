import { expect, it } from "vitest";
import { parseApproval } from "../../../policies/approval/parseApproval";
import type { ApprovalResult } from "../../../policies/approval/result";
import { judge, type JudgedFinding } from "../../../policies/judge";
import type { Resource } from "../../../policies/resource";
import { unknown, type Inputs } from "../../../policies/values";

/*
 * What the tests of the policy pack's contract are written with. Their cases are literal, and say what the contract's text
 * says, so that they can tell when the rules say something else.
 */

/** The day of all cases that name none. */
export const now = new Date("2026-11-24T12:00:00Z");

/** What a case expects: nothing that blocks, or one finding of a level whose message has all of these fragments. */
export type Outcome = readonly ["clean"] | readonly ["mandatory" | "advisory" | "hardening", ...string[]];

/** A resource, its provider's inputs where it has a provider, and what is expected of it. */
export type Case = readonly [
  type: string,
  inputs: Inputs,
  provider: Inputs | undefined,
  outcome: Outcome,
  what?: string,
];

/** Nothing blocks. */
export const clean: Outcome = ["clean"];

/** Something blocks, and one message has all fragments. */
export const blocked = (...fragments: string[]): Outcome => ["mandatory", ...fragments];

/** Nothing blocks, and something is told. */
export const told = (...fragments: string[]): Outcome => ["advisory", ...fragments];

/** Nothing about place blocks, and something would with `hardening: true`. */
export const hardened = (...fragments: string[]): Outcome => ["hardening", ...fragments];

/** Approvals as their files hold them. */
export const german = "jurisdiction: [DE]\noperators: [EU]\n";
export const germanAnyone = "jurisdiction: [DE]\noperators: any\n";
export const union = "jurisdiction: [EU]\noperators: any\n";
export const frankfurtOnly = `${germanAnyone}locations: { aws: [eu-central-1] }\n`;

/** The approval in a file's text, as the pack would have found it. */
export function approvalOf(yaml: string): ApprovalResult {
  const checked = parseApproval(yaml);
  return "problems" in checked
    ? { kind: "broken", source: "approval.yaml", problems: checked.problems }
    : { kind: "found", approval: checked.approval, excess: [] };
}

/** A resource named `it` as the engine would hand it over. */
export function resourceOf(type: string, inputs: Inputs, provider: Inputs | undefined): Resource {
  const pkg = type.split(":")[0] ?? "";
  const providerType = `pulumi:providers:${pkg}`;
  const urn = (token: string): string => `urn:pulumi:prod::site::${token}::it`;
  return {
    type,
    name: "it",
    urn: urn(type),
    inputs,
    ...(provider === undefined
      ? {}
      : { provider: { type: providerType, name: "p", urn: urn(providerType), inputs: provider } }),
  };
}

/** What the rules find under an approval. */
export function judged(
  yaml: string,
  type: string,
  inputs: Inputs,
  provider?: Inputs,
  at = now,
): readonly JudgedFinding[] {
  return judge(resourceOf(type, inputs, provider), approvalOf(yaml), { now: at });
}

/** Expects an outcome, and of all that blocks a message in the form that the contract asks for. */
export function expectOutcome(findings: readonly JudgedFinding[], [level, ...fragments]: Outcome): void {
  const blocking = findings.filter((finding) => finding.level === "mandatory").map(({ message }) => message);
  if (level !== "mandatory") expect(blocking).toEqual([]);
  if (level === "clean") return;
  const messages = findings.filter((finding) => finding.level === level).map(({ message }) => message);
  const fitting = messages.filter((message) => fragments.every((fragment) => message.includes(fragment)));
  expect(fitting, `none of ${JSON.stringify(messages)} has ${fragments.join(" + ")}`).not.toEqual([]);
  for (const message of blocking) expect(message).toMatch(messageForm);
}

/** One line of what can be seen, that names what is approved, and the fix after a dash. */
const messageForm = /^[^\p{C}\p{Zl}\p{Zp}]*approv[^\p{C}\p{Zl}\p{Zp}]* - [^\p{C}\p{Zl}\p{Zp}]+$/u;

/** A test for each case. */
export function table(yaml: string, cases: readonly Case[]): void {
  cases.forEach(([type, inputs, provider, outcome, what], index) => {
    const shownInputs = JSON.stringify(inputs, (_, value: unknown) => (value === unknown ? "?" : value));
    it(`${index} ${outcome[0]}: ${what ?? ""} ${type} ${shownInputs.slice(0, 110)}`, () => {
      expectOutcome(judged(yaml, type, inputs, provider), outcome);
    });
  });
}

/** Providers as programs write them. */
export const frankfurt: Inputs = { region: "eu-central-1", skipRegionValidation: "true", version: "7.48.0" };
export const virginia: Inputs = { ...frankfurt, region: "us-east-1" };
export const azurePublic: Inputs = { environment: "public", subscriptionId: "1b2c", version: "3.28.0" };
export const hetzner: Inputs = { token: "secret", version: "1.41.0" };
export const paris: Inputs = { region: "fr-par", zone: "fr-par-1", projectId: "11111111-2222" };
export const ovhEurope: Inputs = { endpoint: "ovh-eu", applicationKey: "k" };
export const stackit: Inputs = {
  authUrl: "https://keystone.api.iaas.eu01.stackit.cloud/v3",
  region: "RegionOne",
};

/** A kubeconfig of one cluster. */
export function kubeconfig(server: string, cluster: Inputs = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "it",
    contexts: [{ name: "it", context: { cluster: "it", user: "it" } }],
    clusters: [{ name: "it", cluster: { server, ...cluster } }],
    users: [{ name: "it", user: { token: "t" } }],
  });
}

/** Servers as clouds name them. */
export const eks = (region: string): string => `https://0A1B2C3D.gr7.${region}.eks.amazonaws.com`;
export const aks = (region: string): string => `https://prod-dns-1a2b3c4d.hcp.${region}.azmk8s.io:443`;
export const kapsule = (region: string): string =>
  `https://6f1f2b3c-1111-2222-3333-444455556666.api.k8s.${region}.scw.cloud:6443`;
export const ovhKube = (region: string): string => `https://ab12cd.c1.${region}.k8s.ovh.net`;

/** A Kubernetes provider of the cluster at a server. */
export const inCluster = (server: string): Inputs => ({ kubeconfig: kubeconfig(server) });
export const cluster: Inputs = inCluster(eks("eu-central-1"));
export const claimed: Inputs = { kubeconfig: unknown, clusterIdentifier: "domicile:hetzner/fsn1" };

/** Types that many cases are about. */
export const bucket = "aws:s3/bucket:Bucket";
export const server = "hcloud:index/server:Server";
export const account = "azure-native:storage:StorageAccount";
