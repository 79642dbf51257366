import { awsExemptions } from "../../../infra/locks/awsExemptions";
import { code, folded, table } from "../table";

/** What the region lock of AWS leaves alone, with the reasons. */
export function exemptionList(): string {
  return folded(
    `The ${awsExemptions.length} actions, each with its reason`,
    table(
      ["action", "reason"],
      awsExemptions.map(({ action, reason }) => [code(action), reason]),
    ),
  );
}
