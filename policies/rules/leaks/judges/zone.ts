import { awsZone, locationOf } from "../../../../infra/catalogue";
import { isAmongLocations, judgeCountry, judgeLocation } from "../../../approval/judgeLocation";
import type { Approval } from "../../../approval/approval";
import { shownName, unknown } from "../../../values";
import { finding, unreadable, type JudgeOf } from "./context";
import { judgeNamed } from "./location";

/** Judges a zone of AWS: a Local Zone may lie in another country than its region. */
export const zone: JudgeOf<"zone"> = (found, context) =>
  found.flatMap((each) => {
    const { path, value, isMalformed } = each;
    if (value === unknown) return judgeNamed(each, context);
    if (isMalformed || typeof value !== "string") return [unreadable(context, each, "zone")];
    const { isApproved, country } = judgeZone(value, context.approval);
    const where = country ?? "no zone of aws that is known";
    return isApproved
      ? []
      : [finding(context, `${context.leak.does} ${shownName(value)} (${where}) by '${path}'`, { path })];
  });

interface ZoneVerdict {
  readonly isApproved: boolean;
  readonly country: string | undefined;
}

/** A zone by its name or identifier; a group of Local Zones is its zones without their last letter, and a region is its own group. */
function judgeZone(name: string, approval: Approval): ZoneVerdict {
  const region = locationOf("aws", name);
  if (region !== undefined) {
    return { isApproved: judgeLocation(approval, "aws", name).isApproved, country: region.country };
  }
  const known = awsZone(name) ?? awsZone(`${name}a`);
  return {
    isApproved:
      known !== undefined &&
      judgeCountry(approval, known.country) &&
      (isAmongLocations(approval, "aws", known.code) || isAmongLocations(approval, "aws", name)),
    country: known?.country,
  };
}
