import { operatorOf } from "../../infra/catalogue";
import { shownAddress, withoutSecrets } from "../approval/address";
import type { Approval } from "../approval/approval";
import {
  approvedControllers,
  approvedCountries,
  judgeController,
  judgeCountry,
  judgeLocation,
} from "../approval/judgeLocation";
import { shown, shownName } from "../values";
import { hostOf, isApprovedEndpoint } from "./kubernetes/hosts";
import type { Finding } from "./rule";

/** Pulumi's own service: Pulumi Corporation, United States. Source: its terms of service. */
const pulumiService = { hosts: ["api.pulumi.com", "app.pulumi.com"], country: "US" };

/**
 * Where the stack's state is kept, by the address of its backend, e.g. `s3://bucket?region=eu-central-1`. The state holds
 * every input and output, and is out of a policy's reach: what is found is advisory.
 */
export function checkBackend(approval: Approval, address: string): readonly Finding[] {
  const url = URL.parse(address);
  if (url === null) return [found(approval, `${shown(withoutSecrets(address))} is no address`)];
  const place = `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, "")}`;
  switch (url.protocol) {
    case "file:":
      return [];
    case "s3:":
      return checkBucket(approval, url, place);
    case "azblob:":
      return checkForeign(approval, place, operatorOf("azure").controller);
    case "gs:":
      return checkForeign(approval, place, operatorOf("gcp").controller);
    default:
      return checkHost(approval, url, place);
  }
}

function checkBucket(approval: Approval, url: URL, place: string): readonly Finding[] {
  const endpoint = url.searchParams.get("endpoint");
  if (endpoint !== null) {
    const host = hostOf(endpoint);
    if (host !== undefined && isApprovedEndpoint(approval, host)) return [];
    const where = host === undefined ? shownAddress(endpoint) : shownName(host.name);
    return [found(approval, `${place} at ${where}, which is no approved endpoint`)];
  }
  const region = url.searchParams.get("region");
  if (region === null) return checkForeign(approval, place, operatorOf("aws").controller);
  const { isApproved, said } = judgeLocation(approval, "aws", region);
  return [
    ...(isApproved ? [] : [found(approval, `${place} in ${said}`)]),
    ...checkController(approval, place, operatorOf("aws").controller),
  ];
}

function checkForeign(approval: Approval, place: string, controller: string): readonly Finding[] {
  return [
    found(approval, `${place}, which names no location`),
    ...checkController(approval, place, controller),
  ];
}

function checkHost(approval: Approval, url: URL, place: string): readonly Finding[] {
  const host = hostOf(url.host);
  if (host !== undefined && isApprovedEndpoint(approval, host)) return [];
  if (!pulumiService.hosts.includes(url.hostname)) {
    return [found(approval, `${place}, which is no approved endpoint`)];
  }
  const { country } = pulumiService;
  return [
    ...(judgeCountry(approval, country) ? [] : [found(approval, `${place} (${country})`)]),
    ...checkController(approval, place, country),
  ];
}

function checkController(approval: Approval, place: string, controller: string): readonly Finding[] {
  if (judgeController(approval, controller)) return [];
  const what = `${place}, run under the law of ${controller}`;
  return [found(approval, what, `operators ${approvedControllers(approval)}`)];
}

function found(approval: Approval, what: string, approved = approvedCountries(approval)): Finding {
  return {
    level: "advisory",
    message: `the state is kept at ${what}; approved: ${approved} - keep it in an approved place, or list its host under 'endpoints'`,
  };
}
