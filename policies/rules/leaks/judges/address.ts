import { locationOf } from "../../../../infra/catalogue";
import { approvedLocations, judgeLocation, type CloudPackage } from "../../../approval/judgeLocation";
import type { Approval } from "../../../approval/approval";
import { withoutSecrets } from "../../../approval/address";
import { shown, shownName, unknown, type Found } from "../../../values";
import type { Finding } from "../../rule";
import { hostOf, isApprovedEndpoint, isPrivateAddress, type Host } from "../../kubernetes/hosts";
import { parseArn, judgeArn } from "./arn";
import { finding, named, unreadable, type ContextOf, type JudgeOf } from "./context";

const fixAddress = "add the host to 'endpoints' of the approval or add an exception";

/** Judges an address to which data goes. */
export const address: JudgeOf<"address"> = (found, context) =>
  named(found).flatMap((each) => judgeAddress(each, context));

function judgeAddress(each: Found, context: ContextOf<"address">): readonly Finding[] {
  const { path, value } = each;
  const { approval, cloud, judge, leak } = context;
  const approved = approvedAddresses(approval, cloud);
  if (value === unknown) {
    return [
      finding(context, `${leak.does} an address that cannot be known yet by '${path}'`, {
        path,
        level: judge.unknown ?? "mandatory",
        approved,
        fix:
          judge.unknown === "advisory"
            ? "the update judges it when it is known"
            : "write the address as plain text, not as an output",
      }),
    ];
  }
  if (each.isMalformed || typeof value !== "string") return [unreadable(context, each, "address")];
  const arn = parseArn(value);
  if (arn !== undefined) return judgeArn(arn, each, context);
  const host = hostOf(value.replace(/^jdbc:/, ""));
  if (host === undefined) {
    return [
      finding(
        context,
        `${leak.does} ${shown(withoutSecrets(value))} by '${path}', whose host cannot be read`,
        {
          path,
          approved,
          fix: fixAddress,
        },
      ),
    ];
  }
  if (isPrivateAddress(host.name) || isApprovedEndpoint(approval, host)) return [];
  const place = placeOfHost(cloud, host);
  const verdict = place === undefined ? undefined : judgeLocation(approval, cloud, place);
  if (verdict?.isApproved === true) return [];
  const where = verdict === undefined ? shownName(host.name) : `${shownName(host.name)} in ${verdict.said}`;
  return [finding(context, `${leak.does} ${where} by '${path}'`, { path, approved, fix: fixAddress })];
}

function approvedAddresses(approval: Approval, cloud: CloudPackage): string {
  const hosts = approval.endpoints.length > 0 ? `, endpoints ${approval.endpoints.join(", ")}` : "";
  return `${approvedLocations(approval, cloud)}${hosts}`;
}

/** The location that a host of the cloud itself names, by the labels before the cloud's own domain. */
function placeOfHost(cloud: CloudPackage, { name }: Host): string | undefined {
  if (cloud === "aws") return awsPlaceOf(name);
  const [, place] = (cloud === "scaleway" ? scalewayHost : azureHost).exec(name) ?? [];
  return cloud === "scaleway" || cloud === "azure-native" ? place : undefined;
}

const awsHost =
  /([a-z0-9-]+)\.([a-z0-9-]+)\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|on\.aws|api\.aws)$/;

/** Scaleway's interfaces and endpoints: `https://sqs.mnq.fr-par.scaleway.com`. */
const scalewayHost = /(?:^|\.)([a-z]{2}-[a-z]{3})\.(?:scw\.cloud|scaleway\.com)$/;

/** Container Apps, Logic Apps and names of public addresses. */
const azureHost = /(?:^|\.)([a-z0-9]+)\.(?:azurecontainerapps\.io|logic\.azure\.com|cloudapp\.azure\.com)$/;

/**
 * `<service>.<region>.amazonaws.com` or `<region>.<service>.amazonaws.com`. Before `s3`
 * and its kin stands a bucket's name, which may look like a region.
 */
function awsPlaceOf(name: string): string | undefined {
  const [, first = "", second = ""] = awsHost.exec(name) ?? [];
  if (locationOf("aws", second) !== undefined) return second;
  return !second.startsWith("s3") && locationOf("aws", first) !== undefined ? first : undefined;
}
