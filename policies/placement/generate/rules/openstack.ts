import { control, opaque, placed, type PackageRules } from "../rule";

/** OpenStack clouds: every type takes a `region`, and the provider's holds where it is absent. */
export const openstack: PackageRules = {
  package: "openstack",
  npm: "@pulumi/openstack",
  places: ({ inputs }) => inputs.filter((name) => name === "region"),
  byDeclaration: ({ inputs }) =>
    inputs.includes("region") ? placed(["region"], { provider: ["region"] }) : undefined,
  judgements: [
    { services: ["identity"], placement: control("identities, roles and projects of the cloud") },
    {
      types: ["identity/endpointV3:EndpointV3"],
      placement: control("an entry of the cloud's catalogue of services", ["endpointRegion"]),
    },
    {
      types: ["orchestration/stackV1:StackV1"],
      placement: opaque("a Heat stack: its template makes the resources"),
    },
  ],
};
