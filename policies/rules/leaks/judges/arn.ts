import { judgeLocation } from "../../../approval/judgeLocation";
import { shown, unknown, type Found } from "../../../values";
import type { Finding } from "../../rule";
import { finding, named, unreadable, type Context, type JudgeOf } from "./context";

/** The parts of an ARN that tell where it lies. */
export interface Arn {
  readonly service: string;
  /** Empty where the service names none. */
  readonly region: string;
  readonly resource: string;
}

const form = /^arn:[^:\s]+:([^:\s]+):([^:\s]*):[^:\s]*:(\S+)$/;

/** Reads an ARN; undefined for other text. */
export function parseArn(text: string): Arn | undefined {
  const [, service, region, resource] = form.exec(text) ?? [];
  return service === undefined || region === undefined || resource === undefined
    ? undefined
    : { service, region, resource };
}

/** Hardware at the customer's: the region in the ARN is where it is managed. Source: AWS Outposts User Guide. */
const placelessServices: ReadonlySet<string> = new Set(["outposts", "s3-outposts"]);

/** Judges a target by its ARN. */
export const arn: JudgeOf<"arn"> = (found, context) =>
  named(found).flatMap((each) => {
    const { value } = each;
    if (value === unknown) return [laterKnown(context, each)];
    if (each.isMalformed || typeof value !== "string") return [unreadable(context, each, "ARN")];
    const parsed = parseArn(value);
    if (parsed === undefined) {
      return context.judge.plain === "own" && !value.startsWith("arn:") ? [] : [placeless(context, each)];
    }
    return context.judge.placeless === "own" && parsed.region === "" ? [] : judgeArn(parsed, each, context);
  });

/** Judges where an ARN lies. */
export function judgeArn({ service, region }: Arn, each: Found, context: Context): readonly Finding[] {
  if (region === "" || placelessServices.has(service)) return [placeless(context, each)];
  const verdict = judgeLocation(context.approval, context.cloud, region);
  const { path, value } = each;
  return verdict.isApproved
    ? []
    : [finding(context, `${context.leak.does} ${shown(value)} in ${verdict.said} by '${path}'`, { path })];
}

/** Judges an identifier that tells no location. */
export const identifier: JudgeOf<"identifier"> = (found, context) =>
  named(found).map((each) => {
    if (each.value === unknown) return laterKnown(context, each);
    return each.isMalformed || typeof each.value !== "string"
      ? unreadable(context, each, "identifier")
      : placeless(context, each);
  });

/** A target whose location nobody can read. */
export function placeless(context: Context, { path, value }: Found): Finding {
  return finding(
    context,
    `${context.leak.does} ${shown(value)}, whose location cannot be read, by '${path}'`,
    {
      path,
      fix: "keep the data where it is or add an exception",
    },
  );
}

/** An identifier that is still to be made: the update judges it before anything is made of it. */
export function laterKnown(context: Context, { path }: Found): Finding {
  return finding(context, `${context.leak.does} a target that cannot be known yet by '${path}'`, {
    path,
    level: "advisory",
    fix: "the update judges it when it is known",
  });
}
