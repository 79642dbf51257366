import { locationOf } from "../../../infra/catalogue";
import { judgeLocation } from "../../approval/judgeLocation";
import type { Approval } from "../../approval/approval";
import type { Resource } from "../../resource";
import { remembered } from "../../remembered";
import { isInputs, isList, ownValue, shown, type Inputs, type Value } from "../../values";
import { keyName } from "../atRest/keys";
import { join } from "../kubernetes/located";
import type { Finding, Rule } from "../rule";
import { leakGroups } from "./groups";
import { parseArn } from "./judges/arn";
import { nameApproved } from "./judges/context";

/** Resources of other regions, named by an ARN in properties that no table of leaks lists. */
export const foreignArn: Rule = {
  id: "leak-arn",
  title: "Resources work with resources of approved regions",
  why: "What a resource of AWS names by an ARN gets its data, and the services that take one of another region grow.",
  fix: "Name a resource of an approved region.",
  concerns: (type) => type.startsWith("aws:") && !type.startsWith("aws:iam/"),
  check: ({ type, inputs }, approval) =>
    arnsWithin(inputs).flatMap((found) => arnProblems(found, type, approval)),
};

/** Properties by which others are let in, or that hold policies: what they name gets nothing by them. */
const inbound = /^(?:sourceArns?|policy|.*Policy|.*PolicyDocument)$/;

/** Resources have the same few names again and again. */
const isInbound = remembered(5_000, (name: string) => inbound.test(name));

interface FoundArn {
  readonly path: string;
  readonly text: string;
}

function arnsWithin(inputs: Inputs): readonly FoundArn[] {
  const found: FoundArn[] = [];
  collectArns(found, inputs, "");
  return found;
}

/** It runs over everything that every resource says: nothing is made for what is no ARN. */
function collectArns(found: FoundArn[], value: Value, path: string): void {
  if (typeof value === "string") {
    if (value.startsWith("arn:")) found.push({ path, text: value });
  } else if (isList(value)) {
    value.forEach((element, index) => {
      collectArns(found, element, `${path}[${index}]`);
    });
  } else if (isInputs(value)) {
    for (const name of Object.keys(value)) {
      const inner = ownValue(value, name);
      const mayHoldArn = typeof inner === "string" ? inner.startsWith("arn:") : typeof inner === "object";
      if (mayHoldArn && !isInbound(name)) collectArns(found, inner, join(path, name));
    }
  }
}

function arnProblems(
  { path, text }: FoundArn,
  type: Resource["type"],
  approval: Approval,
): readonly Finding[] {
  const arn = parseArn(text);
  if (arn === undefined || isJudged(type, path)) return [];
  // A rule of its own judges keys.
  if (arn.service === "kms" && keyName.test(path)) return [];
  // What is no region, such as a star, names no resource that could get anything.
  if (locationOf("aws", arn.region) === undefined) return [];
  const { isApproved, said, approved } = judgeLocation(approval, "aws", arn.region);
  return isApproved
    ? []
    : [
        {
          level: "mandatory",
          property: path,
          message: `works with ${shown(text)} in ${said} by '${path}'; approved: ${approved} - ${nameApproved}`,
        },
      ];
}

const judgedPaths: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...Map.groupBy(
      leakGroups.flatMap(({ leaks }) => leaks),
      ({ type }) => type,
    ),
  ].map(([type, leaks]) => [type, leaks.map((leak) => leak.path)]),
);

/** Whether a table judges the property, or what it stands in. */
function isJudged(type: string, path: string): boolean {
  const plain = path.replace(/\[\d+\]/g, "");
  return (judgedPaths.get(type) ?? []).some(
    (judged) => judged !== "" && (plain === judged || plain.startsWith(`${judged}.`)),
  );
}
