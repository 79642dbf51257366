import { cloudNames, isCountry, locationOf, operatorAt } from "../../../infra/catalogue";
import type { Approval } from "../../../policies/approval/approval";
import { judgeController, judgeCountry } from "../../../policies/approval/judgeLocation";
import { isFields, parseJson } from "../plainData";
import type { SettingPath } from "../project/lines";

/** Our own program's setting. */
const stackKey = "domicile:stack";

/** A mistake in `domicile:stack` for which the program refused it. */
export interface RefusedSetting {
  readonly message: string;
  /** Where it stands in the stack file. */
  readonly path: SettingPath;
  /** Whether it is a site outside the jurisdiction or under another law, and so a violation and no mistake in form. */
  readonly isViolation: boolean;
}

/**
 * The mistakes in `domicile:stack` that a program's failure lists, each in a line `- sites[0].country: what is wrong`.
 * Empty when it failed for something else.
 */
export function refusedSettings(
  failure: string,
  text: string | undefined,
  approval: Approval | undefined,
): readonly RefusedSetting[] {
  const [title, ...lines] = failure.split("\n");
  if (title !== `invalid setting '${stackKey}':`) return [];
  const setting = text === undefined ? undefined : parseJson(text);
  return lines.flatMap((line): RefusedSetting[] => {
    const [, where = "", what] = /^\s*- (\S+): (.*)$/.exec(line) ?? [];
    if (what === undefined)
      return line.trim() === ""
        ? []
        : [{ message: line.trim(), path: ["config", stackKey], isViolation: false }];
    const path = stepsOf(where);
    return [
      {
        message: `'${where}' ${what}`,
        path: ["config", stackKey, ...path],
        isViolation: approval !== undefined && isForeignSite(setting, path, approval),
      },
    ];
  });
}

/** Whether a site lies where it is not approved, or is under a law that is not; its country's is the default of the latter. */
function isForeignSite(setting: unknown, path: SettingPath, approval: Approval): boolean {
  const [list, index = 0, field] = path;
  if (list !== "sites" || path.length !== 3) return false;
  const of = (name: string) => valueAt(setting, [list, index, name]);
  switch (field) {
    case "country":
      return isForeign(of("country"), approval);
    case "controller":
      return isUnderForeignLaw(of("controller") ?? of("country"), approval);
    case "location":
      return isForeign(placeOf(of("cloud"), of("location"))?.country, approval);
    case "cloud":
      return isUnderForeignLaw(placeOf(of("cloud"), of("location"))?.controller, approval);
    default:
      return false;
  }
}

function isForeign(country: unknown, approval: Approval): boolean {
  return isCode(country) && !judgeCountry(approval, country);
}

function isUnderForeignLaw(country: unknown, approval: Approval): boolean {
  return isCode(country) && !judgeController(approval, country);
}

/** The countries of a location and of who runs it; undefined where the catalogue has no such cloud. */
function placeOf(cloud: unknown, location: unknown) {
  const known = cloudNames.find((name) => name === cloud);
  if (known === undefined || typeof location !== "string") return undefined;
  return {
    country: locationOf(known, location)?.country,
    controller: operatorAt(known, location).controller,
  };
}

function isCode(value: unknown): value is string {
  return typeof value === "string" && isCountry(value);
}

function stepsOf(path: string): SettingPath {
  return path.split(/\.|(?=\[)/).map((step) => {
    const [, index] = /^\[(\d+)\]$/.exec(step) ?? [];
    return index === undefined ? step : Number(index);
  });
}

function valueAt(value: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>((part, step) => {
    if (Array.isArray(part)) return typeof step === "number" ? part[step] : undefined;
    return isFields(part) ? part[step] : undefined;
  }, value);
}
