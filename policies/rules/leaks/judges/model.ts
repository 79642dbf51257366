import { shown, unknown } from "../../../values";
import { judgeArn, laterKnown, parseArn } from "./arn";
import { finding, unreadable, type JudgeOf } from "./context";

/**
 * Inference profiles that AWS defines are named `<part of the world>.<provider>.<model>`, models without the first
 * part. Source: Amazon Bedrock User Guide, supported regions and models for inference profiles.
 */
const profileForm = /^(?:[a-z]{2}|us-gov|apac|global)\./;

/** Resources whose ARN has a region although requests leave it. */
const profileResource = /^(?:inference-profile|guardrail-profile|prompt-router|default-prompt-router)\//;

/** Judges a model of Bedrock by its identifier or ARN. */
export const model: JudgeOf<"model"> = (found, context) =>
  found.flatMap((each) => {
    const { path, value } = each;
    if (value === unknown) return [laterKnown(context, each)];
    if (each.isMalformed || typeof value !== "string") return [unreadable(context, each, "model")];
    const arn = parseArn(value);
    const isProfile = arn === undefined ? profileForm.test(value) : profileResource.test(arn.resource);
    if (isProfile) {
      return [
        finding(
          context,
          `${context.leak.does} ${shown(value)}, which moves requests between regions, by '${path}'`,
          { path, fix: "name a model of one region or add an exception" },
        ),
      ];
    }
    return arn === undefined ? [] : judgeArn(arn, each, context);
  });
