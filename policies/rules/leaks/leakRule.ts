import type { Rule } from "../rule";
import type { LeakGroup } from "./groups";
import { judgeLeak } from "./judges";
import type { Judge } from "./leak";

/** A rule over the leaks of one sort. The tables list main tokens only. */
export function leakRule({ id, title, why, fix, leaks }: LeakGroup): Rule {
  const byType = Map.groupBy(leaks, ({ type }) => type);
  return {
    id,
    title,
    why,
    fix,
    levels: leaks.some(({ judge }) => maySayLater(judge)) ? ["mandatory", "advisory"] : ["mandatory"],
    concerns: (type) => byType.has(type),
    check: (resource, approval) =>
      (byType.get(resource.type) ?? []).flatMap((leak) => judgeLeak(leak, resource, approval)),
  };
}

/** Whether a judge leaves a target that is not known at preview to the update. */
function maySayLater(judge: Judge): boolean {
  switch (judge.kind) {
    case "arn":
    case "identifier":
    case "model":
      return true;
    case "address":
      return judge.unknown === "advisory";
    default:
      return false;
  }
}
