import { isInputs, ownValue } from "../../values";
import { backendsOf, gatewayLabel, gatewayService, isGateway } from "../kubernetes/exposure";
import { clusterObjects, type ClusterObject } from "./clusterObjects";
import type { StackFinding, StackRule } from "./stackRule";

/** The Service that Ingresses and routes take for the gateway. */
export const gatewayServiceIsGateway: StackRule = {
  id: "gateway-service",
  title: "The Service that routes lead to is the gateway's",
  why: "Routes are judged by the name of the Service that they lead to, and a name alone says nothing of the pods behind it.",
  fix: "Select the gateway's pods by app.kubernetes.io/component: gateway.",
  levels: ["hardening"],
  check: (resources) => {
    const objects = clusterObjects(resources);
    const routes = objects.filter((object) =>
      backendsOf(object).some(({ value }) => value === gatewayService),
    );
    return objects
      .filter((object) => isNamedGateway(object) && routes.some((route) => isSameNamespace(route, object)))
      .flatMap(selectorProblems);
  },
};

function isNamedGateway({ group, kind, name }: ClusterObject): boolean {
  return group === "" && kind === "Service" && name === gatewayService;
}

function isSameNamespace(one: ClusterObject, other: ClusterObject): boolean {
  return one.cluster === other.cluster && one.namespace === other.namespace;
}

function selectorProblems({ inputs, urn }: ClusterObject): StackFinding[] {
  const spec = ownValue(inputs, "spec");
  if (isInputs(spec) && isGateway(ownValue(spec, "selector"))) return [];
  const { name, value } = gatewayLabel;
  return [
    {
      level: "hardening",
      urn,
      property: "spec.selector",
      message: `'spec.selector' of the Service that routes lead to selects other pods than the gateway's; approved: ${name}: ${value} - select the gateway's pods or route elsewhere`,
    },
  ];
}
