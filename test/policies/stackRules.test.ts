import { describe, expect, it } from "vitest";
import type { Resource } from "../../policies/resource";
import { stackRules } from "../../policies/rules/stack";
import { unknown, type Inputs, type Value } from "../../policies/values";
import { approvalOf, resourceOf as unnamed } from "../support/policies";

function resourceOf(type: string, inputs: Inputs, name = "it"): Resource {
  return { ...unnamed(type, inputs), name, urn: `urn:pulumi:test::test::${type}::${name}` };
}

function judged(resources: readonly Resource[]): string[] {
  return stackRules
    .flatMap(({ check }) => check(resources, approvalOf()))
    .map(
      ({ level, urn, property, message }) =>
        `${level} ${urn.split("::").at(-1) ?? ""} ${property ?? "-"}: ${message}`,
    );
}

function object(type: string, namespace: Value, more: Inputs, name = type.split(":")[1] ?? "it"): Resource {
  return resourceOf(`kubernetes:${type}`, { metadata: { name, namespace }, ...more }, name);
}

const workload = (namespace: Value, name = "chat"): Resource =>
  object(
    "apps/v1:Deployment",
    namespace,
    { spec: { template: { spec: { containers: [{ image: "x" }] } } } },
    name,
  );
const made = (name: Value): Resource =>
  resourceOf("kubernetes:core/v1:Namespace", { metadata: { name } }, "namespace");
const policy = (namespace: Value, spec: Inputs = sealed): Resource =>
  object("networking.k8s.io/v1:NetworkPolicy", namespace, { spec });
const cilium = (namespace: Value, more: Inputs, kind = "CiliumNetworkPolicy"): Resource =>
  object(`cilium.io/v2:${kind}`, namespace, more);

const sealed: Inputs = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
const approved = "approved: namespaces with a NetworkPolicy that denies egress of all pods";
const fix = "add one with an empty podSelector, policyTypes [Ingress, Egress] and no rules";
const open = (name: string, urn = "chat", property = "metadata.namespace"): string =>
  `hardening ${urn} ${property}: the namespace ${name} lets its pods speak to anyone; ${approved} - ${fix}`;

describe("default deny", () => {
  it("finds namespaces without a policy", () => {
    expect(judged([workload("ai")])).toEqual([open("ai")]);
    expect(judged([workload(undefined)])).toEqual([open("default")]);
    expect(judged([made("ai")])).toEqual([open("ai", "namespace", "metadata.name")]);
    expect(judged([workload("ai"), made("ai")])).toEqual([open("ai", "namespace", "metadata.name")]);
    expect(judged([workload("ai"), workload("ai", "other")])).toHaveLength(1);
    expect(judged([workload("ai"), workload("web", "web"), policy("ai")])).toEqual([open("web", "web")]);
  });

  it("says nothing of stacks without workloads and namespaces", () => {
    expect(judged([])).toEqual([]);
    expect(judged([object("core/v1:ConfigMap", "ai", {}), resourceOf("aws:s3/bucket:Bucket", {})])).toEqual(
      [],
    );
    expect(judged([object("apps/v1:DeploymentPatch", "ai", { spec: { template: { spec: {} } } })])).toEqual(
      [],
    );
  });

  it.each<[string, Inputs]>([
    ["no rules", sealed],
    ["egress only", { podSelector: {}, policyTypes: ["Egress"] }],
    ["an empty list of rules", { podSelector: {}, policyTypes: ["Egress"], egress: [] }],
    [
      "selectors that are empty in parts",
      { podSelector: { matchLabels: {}, matchExpressions: [] }, policyTypes: ["Egress"] },
    ],
    [
      "rules of its own",
      { podSelector: {}, policyTypes: ["Egress"], egress: [{ to: [{ podSelector: {} }] }] },
    ],
    ["a rule for names", { podSelector: {}, policyTypes: ["Egress"], egress: [{ ports: [{ port: 53 }] }] }],
    ["rules and no types", { podSelector: {}, egress: [{ to: [{ podSelector: {} }] }] }],
  ])("takes a policy with %s", (_, spec) => {
    expect(judged([workload("ai"), policy("ai", spec)])).toEqual([]);
  });

  it.each<[string, Inputs]>([
    ["ingress only", { podSelector: {}, policyTypes: ["Ingress"] }],
    ["no types and no rules", { podSelector: {}, egress: [] }],
    ["a selector", { podSelector: { matchLabels: { a: "b" } }, policyTypes: ["Egress"] }],
    ["a selector that is not known", { podSelector: unknown, policyTypes: ["Egress"] }],
    ["types that are not known", { podSelector: {}, policyTypes: unknown }],
    ["a rule that allows all", { podSelector: {}, policyTypes: ["Egress"], egress: [{}] }],
    [
      "the whole internet",
      { podSelector: {}, policyTypes: ["Egress"], egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }] },
    ],
  ])("takes no policy with %s", (_, spec) => {
    expect(judged([workload("ai"), policy("ai", spec)])).toEqual([open("ai")]);
  });

  it("takes no policy of another namespace or cluster, or that another one undoes", () => {
    expect(judged([workload("ai"), policy("web")])).toEqual([open("ai")]);
    const elsewhere = { type: "pulumi:providers:kubernetes", name: "b", urn: "urn:b", inputs: {} };
    expect(judged([workload("ai"), { ...policy("ai"), provider: elsewhere }])).toEqual([open("ai")]);
    expect(judged([workload("ai"), policy("ai"), policy("ai", { podSelector: {}, egress: [{}] })])).toEqual([
      open("ai"),
    ]);
  });

  it("takes the provider's namespace for objects that name none", () => {
    const provider = {
      type: "pulumi:providers:kubernetes",
      name: "p",
      urn: "urn:p",
      inputs: { namespace: "ai" },
    };
    expect(judged([{ ...workload(undefined), provider }])).toEqual([open("ai")]);
    expect(
      judged([
        { ...workload(undefined), provider },
        { ...policy("ai"), provider },
      ]),
    ).toEqual([]);
  });

  it("takes a namespace that is not known yet for one that the stack makes", () => {
    const later = `hardening chat metadata.namespace: 'metadata.namespace' cannot be known yet, and so not whether its pods may speak to anyone; ${approved} - ${fix}`;
    expect(judged([workload(unknown)])).toEqual([later]);
    expect(judged([workload(unknown), made("ai"), policy("ai")])).toEqual([]);
    expect(judged([workload(unknown), made("ai")])).toEqual([
      open("ai", "namespace", "metadata.name"),
      later,
    ]);
    expect(judged([workload(unknown), made(unknown), policy(unknown)])).toEqual([]);
  });

  it.each<[string, Resource]>([
    ["an empty rule", cilium("ai", { spec: { endpointSelector: {}, egress: [{}] } })],
    [
      "one of its specs",
      cilium("ai", { specs: [{ endpointSelector: { a: "b" } }, { endpointSelector: {}, egress: [{}] }] }),
    ],
    [
      "a rule that denies",
      cilium("ai", { spec: { endpointSelector: {}, egressDeny: [{ toEntities: ["world"] }] } }),
    ],
    [
      "enableDefaultDeny",
      cilium("ai", { spec: { endpointSelector: {}, enableDefaultDeny: { egress: true } } }),
    ],
    [
      "all namespaces",
      cilium(undefined, { spec: { endpointSelector: {}, egress: [{}] } }, "CiliumClusterwideNetworkPolicy"),
    ],
    [
      "a namespace by label",
      cilium(
        undefined,
        {
          spec: {
            endpointSelector: { matchLabels: { "k8s:io.kubernetes.pod.namespace": "ai" } },
            egress: [{}],
          },
        },
        "CiliumClusterwideNetworkPolicy",
      ),
    ],
    [
      "all namespaces but one",
      cilium(
        undefined,
        {
          spec: {
            endpointSelector: {
              matchExpressions: [
                { key: "io.kubernetes.pod.namespace", operator: "NotIn", values: ["kube-system"] },
              ],
            },
            egress: [{}],
          },
        },
        "CiliumClusterwideNetworkPolicy",
      ),
    ],
  ])("takes a policy of Cilium with %s", (_, resource) => {
    expect(judged([workload("ai"), resource])).toEqual([]);
  });

  it.each<[string, Resource]>([
    ["no rules", cilium("ai", { spec: { endpointSelector: {}, egress: [] } })],
    [
      "another selector",
      cilium("ai", { spec: { endpointSelector: { matchLabels: { a: "b" } }, egress: [{}] } }),
    ],
    [
      "enableDefaultDeny off",
      cilium("ai", { spec: { endpointSelector: {}, enableDefaultDeny: { egress: false }, egress: [{}] } }),
    ],
    ["the world", cilium("ai", { spec: { endpointSelector: {}, egress: [{ toEntities: ["world"] }] } })],
    [
      "another namespace",
      cilium(
        undefined,
        {
          spec: {
            endpointSelector: { matchLabels: { "k8s:io.kubernetes.pod.namespace": "web" } },
            egress: [{}],
          },
        },
        "CiliumClusterwideNetworkPolicy",
      ),
    ],
    [
      "other labels",
      cilium(
        undefined,
        { spec: { endpointSelector: { matchLabels: { app: "x" } }, egress: [{}] } },
        "CiliumClusterwideNetworkPolicy",
      ),
    ],
  ])("takes no policy of Cilium with %s", (_, resource) => {
    expect(judged([workload("ai"), resource])).toEqual([open("ai")]);
  });
});

describe("the gateway's Service", () => {
  const route = object("gateway.networking.k8s.io/v1:HTTPRoute", "ai", {
    spec: { rules: [{ backendRefs: [{ name: "gateway" }] }] },
  });
  const service = (selector: Value, namespace = "ai"): Resource =>
    object("core/v1:Service", namespace, { spec: { selector } }, "gateway");

  it("must select the gateway's pods when a route leads to it", () => {
    const said =
      "hardening gateway spec.selector: 'spec.selector' of the Service that routes lead to selects other pods than the gateway's; approved: app.kubernetes.io/component: gateway - select the gateway's pods or route elsewhere";
    expect(judged([route, service({ app: "x" })])).toEqual([said]);
    expect(judged([route, service(unknown)])).toEqual([said]);
    expect(judged([route, service({ "app.kubernetes.io/component": "gateway" })])).toEqual([]);
    expect(judged([route, service({ app: "x" }, "web")])).toEqual([]);
    expect(judged([service({ app: "x" })])).toEqual([]);
    expect(judged([route])).toEqual([]);
  });
});
