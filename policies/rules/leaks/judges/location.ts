import { judgeLocation } from "../../../approval/judgeLocation";
import { unknown, type Found } from "../../../values";
import type { Finding } from "../../rule";
import { finding, nameApproved, unreadable, type Context, type JudgeOf } from "./context";

/** Judges the name of a location. */
export const location: JudgeOf<"location"> = (found, context) => {
  if (found.length > 0) return found.flatMap((each) => judgeNamed(each, context));
  const { ifAbsent } = context.judge;
  if (ifAbsent === undefined) return [];
  const { approval, cloud, leak } = context;
  const verdict = judgeLocation(approval, cloud, ifAbsent);
  return verdict.isApproved
    ? []
    : [
        finding(context, `${leak.does} ${verdict.said}, the default without '${leak.path}'`, {
          fix: `set '${leak.path}' to an approved location or add an exception`,
        }),
      ];
};

/** Judges one value that must name a location. */
export function judgeNamed(each: Found, context: Context): readonly Finding[] {
  const { path, value } = each;
  const { approval, cloud, leak } = context;
  if (value === unknown) {
    return [
      finding(context, `${leak.does} a location that cannot be known yet by '${path}'`, {
        path,
        fix: "write the location as plain text, not as an output",
      }),
    ];
  }
  if (each.isMalformed || typeof value !== "string") return [unreadable(context, each, "location")];
  const verdict = judgeLocation(approval, cloud, value);
  return verdict.isApproved
    ? []
    : [finding(context, `${leak.does} ${verdict.said} by '${path}'`, { path, fix: nameApproved })];
}
