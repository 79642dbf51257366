import { ovhSiteOf } from "../../../../infra/catalogue";
import { judgeLocation } from "../../../approval/judgeLocation";
import { valuesAt, type Value } from "../../../values";
import { finding, told, type JudgeOf } from "./context";
import { judgeNamed } from "./location";

/** Where OVH puts the backups of each site, by the site. Source: OVHcloud, Public Cloud Databases, automated backups. */
const backupSiteBySite: ReadonlyMap<string, string> = new Map([
  ["gra", "SBG"],
  ["sbg", "GRA"],
  ["rbx", "GRA"],
  ["de", "GRA"],
  ["uk", "GRA"],
  ["waw", "GRA"],
  ["bhs", "SBG"],
  ["sgp", "BHS"],
]);

/** Judges the sites of backups, and without any the one that OVH chooses. */
export const offSite: JudgeOf<"offSite"> = (found, context) => {
  if (found.length > 0) return found.flatMap((each) => judgeNamed(each, context));
  const { approval, cloud, judge, leak, resource } = context;
  const fix = `set '${leak.path}' to approved locations or add an exception`;
  const isDefault = `the default without '${leak.path}'`;
  const own = new Set(valuesAt(resource.inputs, judge.own).map(({ value }) => value));
  if (own.size === 0)
    return [finding(context, `${leak.does} a site that is not told, ${isDefault}`, { fix })];
  return [...own].flatMap((site) => {
    const backup = backupSiteOf(site);
    if (backup === undefined) {
      return [
        finding(
          context,
          `${leak.does} the backup site of ${told(site)}, which nobody can tell, ${isDefault}`,
          { fix },
        ),
      ];
    }
    const verdict = judgeLocation(approval, cloud, backup);
    return verdict.isApproved
      ? []
      : [finding(context, `${leak.does} ${verdict.said}, ${isDefault}`, { fix })];
  });
};

function backupSiteOf(node: Value): string | undefined {
  const site = typeof node === "string" ? ovhSiteOf(node) : undefined;
  return site === undefined ? undefined : backupSiteBySite.get(site);
}
