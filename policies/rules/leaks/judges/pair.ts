import { azureLocationCode, azurePairOf, locationOf } from "../../../../infra/catalogue";
import { judgeLocation } from "../../../approval/judgeLocation";
import type { Resource } from "../../../resource";
import { isPresent, ownValue, unknown, valuesAt, type Value } from "../../../values";
import type { Finding } from "../../rule";
import { finding, nameApproved, setTo, told, type ContextOf, type JudgeOf } from "./context";
import { judgeNamed } from "./location";
import { isAmong } from "./words";

/** Judges geo-redundancy by the pair of the resource's own location. */
export const pair: JudgeOf<"pair"> = (found, context) => {
  const { judge, cloud, leak } = context;
  if (found.length === 0) {
    const because = leak.path === "" ? "" : `, the default without '${leak.path}'`;
    return judge.ifAbsent === "geo" ? judgePairs(context, undefined, because) : [];
  }
  return found.flatMap((each) => {
    const { path, value, isMalformed } = each;
    if (!isMalformed && isAmong(value, judge.local, cloud)) return [];
    if (!isMalformed && isAmong(value, judge.geo, cloud)) {
      return judgePairs(context, path, `, as '${path}' is ${told(value)}`);
    }
    if (judge.isLocation === true && !isMalformed) return judgeNamed(each, context);
    const said = value === unknown ? "cannot be known yet" : `is ${told(value)}`;
    return [
      finding(context, `${leak.does} a location that nobody can tell, as '${path}' ${said}`, {
        path,
        fix: setTo(leak.path, judge.local),
      }),
    ];
  });
};

/** The findings of a copy to the pair of each own location. `path` is undefined where the copy is Azure's own doing. */
function judgePairs(
  context: ContextOf<"pair">,
  path: string | undefined,
  because: string,
): readonly Finding[] {
  const { approval, cloud, judge, leak, resource } = context;
  const fix = judge.local.length > 0 ? setTo(leak.path, judge.local) : nameApproved;
  const said = { ...(path === undefined ? {} : { path }), fix };
  const own = ownLocations(resource, judge.own ?? "location");
  if (own.length === 0) {
    return [finding(context, `${leak.does} the pair of a location that is not told${because}`, said)];
  }
  return own.flatMap((name) => {
    const code = typeof name === "string" ? azureLocationCode(name) : undefined;
    if (code === undefined || locationOf("azure", code) === undefined) {
      return [
        finding(context, `${leak.does} the pair of ${told(name)}, which nobody can tell${because}`, said),
      ];
    }
    if (judge.unpaired?.includes(code) === true) return [];
    const paired = azurePairOf(code);
    // Without a pair there is nowhere to copy to; Azure refuses whoever asks for it nevertheless.
    if (paired === undefined) {
      return path === undefined
        ? []
        : [finding(context, `${leak.does} the pair of ${code}, which has none${because}`, said)];
    }
    const verdict = judgeLocation(approval, cloud, paired.code);
    return verdict.isApproved
      ? []
      : [finding(context, `${leak.does} ${verdict.said}, the pair of ${code}${because}`, said)];
  });
}

/** Where the resource says that it lies, or its provider when it does not. */
function ownLocations({ inputs, provider }: Resource, path: string): readonly Value[] {
  const own = valuesAt(inputs, path);
  if (own.length > 0) return own.map(({ value }) => value);
  const inherited = provider === undefined ? undefined : ownValue(provider.inputs, "location");
  return isPresent(inherited) ? [inherited] : [];
}
