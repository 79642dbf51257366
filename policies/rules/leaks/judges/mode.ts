import { cloudOfPackage, locationsOf } from "../../../../infra/catalogue";
import { judgeLocation } from "../../../approval/judgeLocation";
import { finding, setTo, told, type Context, type JudgeOf } from "./context";
import { isAmong } from "./words";

/** The property is there, whatever it says. */
export const presence: JudgeOf<"presence"> = (found, context) => {
  const { leak } = context;
  const fix =
    leak.path === "" ? "leave it out or add an exception" : `remove '${leak.path}' or add an exception`;
  if (leak.path === "") return [finding(context, leak.does, { fix })];
  return found.map(({ path, value }) =>
    finding(context, `${leak.does} by '${path}' (${told(value)})`, { path, fix }),
  );
};

/** Judges one of few words. */
export const mode: JudgeOf<"mode"> = (found, context) => {
  const { judge, leak, cloud } = context;
  if (judge.isWithinCloud === true && isApprovedEverywhere(context)) return [];
  const fix = setTo(leak.path, judge.safe);
  if (found.length === 0) {
    return judge.ifAbsent === "leak"
      ? [finding(context, `${leak.does}, the default without '${leak.path}'`, { fix })]
      : [];
  }
  return found.flatMap(({ path, value, isMalformed }) =>
    !isMalformed && isAmong(value, judge.safe, cloud)
      ? []
      : [finding(context, `${leak.does}, as '${path}' is ${told(value)}`, { path, fix })],
  );
};

function isApprovedEverywhere({ approval, cloud }: Context): boolean {
  const name = cloudOfPackage(cloud);
  const everywhere = name === undefined ? [] : locationsOf(name);
  return (
    everywhere.length > 0 && everywhere.every(({ code }) => judgeLocation(approval, cloud, code).isApproved)
  );
}

/** Judges a word that means a location. */
export const placeClass: JudgeOf<"class"> = (found, context) => {
  const { approval, cloud, judge, leak } = context;
  return found.flatMap(({ path, value, isMalformed }) => {
    if (!isMalformed && isAmong(value, judge.safe, cloud)) return [];
    const place =
      !isMalformed && typeof value === "string" && Object.hasOwn(judge.places, value)
        ? judge.places[value]
        : undefined;
    const fix = setTo(leak.path, judge.safe);
    if (place === undefined) {
      return [
        finding(context, `${leak.does} a place that nobody can tell, as '${path}' is ${told(value)}`, {
          path,
          fix,
        }),
      ];
    }
    const verdict = judgeLocation(approval, cloud, place);
    return verdict.isApproved
      ? []
      : [finding(context, `${leak.does} ${verdict.said}, as '${path}' is ${told(value)}`, { path, fix })];
  });
};
