import { jurisdictionGroups } from "../../../infra/catalogue";
import { approvalKeys } from "../../../policies/approval/checkApproval";
import { code, table } from "../table";

type Key = (typeof approvalKeys)[number];

/** What a key of the approval's file means. */
interface Meaning {
  readonly holds: string;
  readonly meaning: string;
  readonly without: string;
}

const groups = jurisdictionGroups.map(code).join(", ");

/** One for each key that the code knows: the compiler asks for a new one. */
const meanings: Readonly<Record<Key, Meaning>> = {
  jurisdiction: {
    holds: `ISO 3166-1 alpha-2 codes, groups: ${groups}`,
    meaning: "where resources may lie; `NO` is Norway",
    without: "required",
  },
  operators: {
    holds: "codes and groups, or `any`",
    meaning: "whose law may bind an operator: the country of its ultimate parent",
    without: "required",
  },
  locations: {
    holds: "lists by Pulumi package, e.g. `aws: [eu-central-1]`",
    meaning: "the only locations of that package, targets of copies included; narrows, never widens",
    without: "all of the jurisdiction",
  },
  registries: {
    holds: "`HOST[:PORT][/PATH]`",
    meaning: "the only registries for images and OCI image volumes",
    without: "all",
  },
  endpoints: {
    holds: "`HOST[:PORT]`",
    meaning: "hosts outside that telemetry, egress and Services may name",
    without: "none",
  },
  apiGroups: {
    holds: "API groups of Kubernetes, e.g. `serving.kserve.io`",
    meaning: "custom resources beyond the built-in list (Gateway API, cert-manager, KEDA, …)",
    without: "the built-in list",
  },
  requireDigest: { holds: "true or false", meaning: "images by digest only", without: "false" },
  hardening: {
    holds: "true or false",
    meaning: "whether rules that are not about place block",
    without: "false: they are told",
  },
  clouds: {
    holds: "`{ authUrl, controller, regions: { NAME: COUNTRY } }`",
    meaning: "OpenStack clouds that are not in the catalogue; a region that is not listed is a violation",
    without: "those in the catalogue",
  },
  clusters: {
    holds: "`{ server, country, controller }`",
    meaning: "existing clusters whose address names no location",
    without: "those whose address does",
  },
  exceptions: {
    holds: "`{ type or urn, reason, expires: YYYY-MM-DD }`",
    meaning: "what is permitted although a rule forbids it, up to and including a day (UTC)",
    without: "none",
  },
};

/** The keys of the approval's file, in the order in which the code names them. */
export function approvalKeyTable(): string {
  return table(
    ["key", "holds", "meaning", "without it"],
    approvalKeys.map((key) => {
      const { holds, meaning, without } = meanings[key];
      return [code(key), holds, meaning, without];
    }),
  );
}
