import type { Approval } from "../../approval/approval";
import type { Finding, Level, Rule } from "../rule";
import { kindsOf, kubernetesObject, type KubernetesKind, type KubernetesObject } from "./object";

/** A rule over Kubernetes objects. */
interface ObjectRule extends Omit<Rule, "concerns" | "check"> {
  /** Whether it may have something to say of objects of a kind. @default all kinds */
  readonly concerns?: (kind: KubernetesKind) => boolean;
  readonly check: (object: KubernetesObject, approval: Approval) => readonly Finding[];
}

/** A rule that says nothing of resources that are no Kubernetes objects. */
export function kubernetesRule({ concerns = () => true, check, ...rule }: ObjectRule): Rule {
  return {
    ...rule,
    concerns: (type) => kindsOf(type).some(concerns),
    check: (resource, approval) => {
      const object = kubernetesObject(resource);
      // A type may stand for two kinds, of which the manifest says which it is.
      return object === undefined || !concerns(object) ? [] : check(object, approval);
    },
  };
}

/** One finding about a property, as a list. */
export function finding(level: Level, property: string, message: string): Finding[] {
  return [{ level, property, message }];
}
