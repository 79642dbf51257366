import type { GeneratedDocument } from "../document";
import { approvalKeyTable } from "./approvalKeys";
import { exemptionList } from "./exemptions";
import { leakCountTable, leakLists } from "./leaks";
import { placementCountTable } from "./placement";
import { ruleSections } from "./rules";

/** How to use the policy pack, and everything that it judges. */
export const policiesDocument: GeneratedDocument = {
  path: "docs/policies.md",
  template: "cli/documents/policies/template.md",
  parts: {
    "approval keys": approvalKeyTable,
    rules: ruleSections,
    "placement counts": placementCountTable,
    "leak counts": leakCountTable,
    leaks: leakLists,
    "AWS exemptions": exemptionList,
  },
};
