import { sameAddress, shownAddress } from "../../approval/address";
import type { Approval } from "../../approval/approval";
import { approvedCountries, judgeCountry } from "../../approval/judgeLocation";
import { remembered } from "../../remembered";
import type { ProviderResource } from "../../resource";
import { shown, unknown } from "../../values";
import { claimOf, contradictsServer, placeOfLocation, sameCountries, type Claim, type Place } from "./claim";
import { activeCluster } from "./kubeconfig";
import { isMadeByUs, isOfOurCluster } from "./makers";
import { isLoopbackServer, isPrivateServer, serverLocation } from "./serverLocation";

/** Where a provider's cluster lies and what says so; nothing that is known yet; or why nobody can tell. */
export type Binding =
  | { readonly kind: "placed"; readonly place: Place; readonly by: string }
  | { readonly kind: "unknown" }
  | { readonly kind: "refused"; readonly problem: string; readonly fix: string };

/** All objects of a cluster are judged by the same server. */
const shownServer = remembered(256, shownAddress);

const mend = "mend the one that is wrong";

/**
 * Finds where the cluster of a Kubernetes provider lies.
 *
 * 1. A server whose name tells a location is decisive; the provider's claim (`clusterIdentifier`) must not contradict it.
 * 2. Else the approval's `clusters` say where the server stands, and the claim must not contradict them either.
 * 3. Else the claim counts for as long as the server is not known. Once it is, it counts for
 *    - `domicile:local/<country>`, when the server is on this machine, or in a private network and the provider belongs
 *      to our component `Cluster`: private addresses lead to networks abroad as well;
 *    - a provider that belongs to one of our components that make the machines, in a cloud where no server's name tells
 *      a location (`hetzner`, `openstack`): those machines were judged, and a provider written by hand proves nothing.
 * 4. A server that is not known, without a claim, is `unknown`: that happens at preview only.
 */
export function bindingOf(approval: Approval, provider: Pick<ProviderResource, "inputs" | "urn">): Binding {
  const claim = claimOf(approval, provider.inputs);
  if (claim !== undefined && "problem" in claim)
    return refused(claim.problem, "write domicile:CLOUD/LOCATION");
  const cluster = activeCluster(provider.inputs);
  if (cluster === unknown) {
    return claim === undefined
      ? { kind: "unknown" }
      : { kind: "placed", place: claim, by: identifier(claim) };
  }
  if ("problem" in cluster)
    return refused(cluster.problem, "give the contents of a kubeconfig as 'kubeconfig' of the provider");

  const { server } = cluster;
  const said = shownServer(server);
  const told = serverLocation(server);
  if (told !== undefined) {
    const place = placeOfLocation(approval, told.pkg, told.name);
    return claim !== undefined && contradictsServer(claim, told, place)
      ? refused(`${identifier(claim)} contradicts its server ${said}`, mend)
      : { kind: "placed", place, by: `server ${said}` };
  }
  const listed = approval.clusters.find((entry) => sameAddress(entry.server, server));
  if (listed !== undefined) {
    const { country, controller } = listed;
    const place: Place = {
      verdict: {
        isApproved: judgeCountry(approval, country),
        said: country,
        approved: approvedCountries(approval),
      },
      countries: [country],
      controllers: [{ operator: `the operator of ${said}`, country: controller }],
    };
    return claim !== undefined && contradictsEntry(claim, place)
      ? refused(
          `${identifier(claim)} contradicts 'clusters' of the approval, by which ${said} lies in ${country} under the law of ${controller}`,
          mend,
        )
      : { kind: "placed", place, by: `server ${said}` };
  }
  if (claim !== undefined && holdsWithServer(claim, server, provider.urn)) {
    return { kind: "placed", place: claim, by: identifier(claim) };
  }
  return refused(
    `its server ${said} names no location that is known`,
    "list it under 'clusters' in the approval",
  );
}

function refused(problem: string, fix: string): Binding {
  return { kind: "refused", problem, fix };
}

function identifier({ text }: Claim): string {
  return `'clusterIdentifier' ${shownClaim(text)}`;
}

/** A claim as it stands when it can be nothing else. */
function shownClaim(text: string): string {
  return /^domicile:[a-z]+\/[\w ./-]{1,64}$/.test(text) ? text : shown(text);
}

function contradictsEntry(claim: Claim, entry: Place): boolean {
  if (!sameCountries(claim.countries, entry.countries)) return true;
  // Who runs an existing or local cluster is not claimed.
  if (claim.cloud === "existing" || claim.cloud === "local") return false;
  return !entry.controllers.every(({ country }) =>
    claim.controllers.some((claimed) => claimed.country === country),
  );
}

function holdsWithServer({ cloud }: Claim, server: string, urn: string): boolean {
  return cloud === "local"
    ? isLoopbackServer(server) || (isPrivateServer(server) && isOfOurCluster(urn))
    : isMadeByUs(urn, cloud);
}
