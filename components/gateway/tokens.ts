import { keyFilterName } from "./clientKeys";
import { issuerProvider } from "./issuerKeys";
import type { TokenIssuer } from "./issuers";
import { extension, typed } from "./json";
import { mapper, noKey, wrongKey } from "./localReplies";
import { clientHeader } from "./metadata";
import type { GatewaySpec } from "./spec";

/** What the token filter tells of a token that is right; a caller's own are taken off before, as all of this prefix are. */
const issuerHeader = "x-domicile-issuer";
const subjectHeader = "x-domicile-subject";

/** Who the token is of: issuer and subject. */
const identityHeader = "x-domicile-identity";

const tokenFilterName = "envoy.filters.http.jwt_authn";
const identityFilterName = "tokens/identity";
const clientFilterName = "tokens/client";

const filters = "envoy.extensions.filters.http";

/** The name that the token filter's requirement has in routes. */
const requirement = "token";

const forwarding = { header: clientHeader, hide_credentials: true };

/**
 * What a request with a token passes in the place of the key filter: the token is verified and taken away, and its issuer and
 * subject are looked up among the clients as a key would be. All are off except on the route of `tokenRoutes`; a request that no
 * client was found for cannot go on in any case.
 */
export function tokenFilters({ issuers = [] }: GatewaySpec) {
  if (issuers.length === 0) return [];
  const any = issuers.map(({ issuer }) => ({ provider_name: issuer }));
  return [
    extension(tokenFilterName, `${filters}.jwt_authn.v3.JwtAuthentication`, {
      providers: Object.fromEntries(issuers.map((issuer, index) => [issuer.issuer, provider(issuer, index)])),
      requirement_map: {
        [requirement]: any.length === 1 ? any[0] : { requires_any: { requirements: any } },
      },
      // Why a token is refused is told to the access log, and not to who may be guessing.
      strip_failure_response: true,
    }),
    extension(identityFilterName, `${filters}.header_mutation.v3.HeaderMutation`),
    extension(clientFilterName, `${filters}.api_key_auth.v3.ApiKeyAuth`, {
      key_sources: [{ header: identityHeader }],
      forwarding,
    }),
  ].map((filter) => ({ ...filter, disabled: true }));
}

function provider(issuer: TokenIssuer, index: number) {
  return {
    ...issuerProvider(issuer, index),
    // Else a query's `access_token` would be taken as well.
    from_headers: [{ name: "authorization", value_prefix: "Bearer " }],
    claim_to_headers: [
      { header_name: issuerHeader, claim_name: "iss" },
      { header_name: subjectHeader, claim_name: issuer.clientClaim },
    ],
  };
}

/** What is a token by its form; no key may look like it. Several headers of the name read as one with commas. */
const tokenForm = "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+";

/** Whether `key` would be taken for a token. */
export function looksLikeToken(key: string): boolean {
  return new RegExp(`^${tokenForm}$`).test(key);
}

/**
 * The route on which requests with a token are until their client is known: `route` with the filters for tokens in the place of
 * the key filter. None where there are no issuers.
 */
export function tokenRoutes<Route extends object>({ issuers = [], clients }: GatewaySpec, route: Route) {
  if (issuers.length === 0) return [];
  const regex = `Bearer ${tokenForm}`;
  const credentials = clients.flatMap(({ name, subject, issuer = issuers[0]?.issuer }) =>
    subject === undefined ? [] : [{ key: `${issuer} ${subject}`, client: name }],
  );
  return [
    {
      match: { prefix: "/", headers: [{ name: "authorization", string_match: { safe_regex: { regex } } }] },
      ...route,
      typed_per_filter_config: {
        [tokenFilterName]: typed(`${filters}.jwt_authn.v3.PerRouteConfig`, { requirement_name: requirement }),
        [identityFilterName]: typed(`${filters}.header_mutation.v3.HeaderMutationPerRoute`, {
          mutations: { request_mutations: identity },
        }),
        [clientFilterName]: typed(`${filters}.api_key_auth.v3.ApiKeyAuthPerRoute`, {
          credentials,
          forwarding,
        }),
        [keyFilterName]: typed("envoy.config.route.v3.FilterConfig", { disabled: true }),
      },
    },
  ];
}

/** Issuers have no blank, so the first one parts them from the subject. A subject that is missing is a dash. */
const identity = [
  {
    append: {
      header: { key: identityHeader, value: `%REQ(${issuerHeader})% %REQ(${subjectHeader})%` },
      append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
    },
  },
  { remove: issuerHeader },
  { remove: subjectHeader },
];

/** A token that is refused, for whatever reason, gets what a wrong key gets. */
export function tokenReplies({ issuers = [] }: GatewaySpec) {
  if (issuers.length === 0) return [];
  return [
    // The filter says 403 where the audience is another.
    {
      ...mapper({ when: 'response.code_details.startsWith("jwt_authn_access_denied")', ...wrongKey }),
      status_code: 401,
    },
    // What the key filter says where no client has a key.
    mapper({
      when: 'response.code_details == "missing_credentials" && !("authorization" in request.headers)',
      ...noKey,
    }),
  ];
}
