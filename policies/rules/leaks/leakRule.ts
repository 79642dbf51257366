import { placementOf } from "../../placement";
import type { Rule } from "../rule";
import type { LeakGroup } from "./groups";
import { judgeLeak } from "./judges";
import type { Judge, Leak } from "./leak";

/** A rule over the leaks of one sort. A resource without any costs it two look-ups. */
export function leakRule({ id, title, why, fix, leaks }: LeakGroup): Rule {
  const byType = Map.groupBy(leaks, ({ type }) => type);
  return {
    id,
    title,
    why,
    fix,
    levels: leaks.some(({ judge }) => maySayLater(judge)) ? ["mandatory", "advisory"] : ["mandatory"],
    check: (resource, approval) =>
      leaksOf(byType, resource.type).flatMap((leak) => judgeLeak(leak, resource, approval)),
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

/** The tables list main tokens only: an alias or a versioned token has the leaks of its main type. */
function leaksOf(byType: ReadonlyMap<string, readonly Leak[]>, type: string): readonly Leak[] {
  const own = byType.get(type);
  if (own !== undefined) return own;
  const main = placementOf(type)?.type;
  return (main === undefined || main === type ? undefined : byType.get(main)) ?? [];
}
