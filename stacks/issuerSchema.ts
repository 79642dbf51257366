import { z } from "zod";
import { isAddress } from "../infra/addressBlocks";
import {
  audienceForm,
  claimForm,
  isKeysUri,
  issuerForm,
  maxRefreshSeconds,
  subjectForm,
} from "../components/gateway/issuers";

/** Whose tokens name clients. Its keys are in a file, or are fetched. */
export const Issuer = z.strictObject({
  /** The tokens' `iss`, to the letter. */
  issuer: z.string().regex(issuerForm, {
    error: "is no issuer; allowed: an https:// or http:// URL, to the letter as tokens have it in `iss`",
  }),
  /** What tokens for this endpoint are made for: one of their `aud`. */
  audiences: z
    .array(
      z.string().regex(audienceForm, { error: "is no audience; allowed: 1 to 256 visible ASCII characters" }),
    )
    .min(1),
  /** The claim by which clients are known. */
  clientClaim: z.string().regex(claimForm, {
    error: 'is no claim; allowed: for example "azp", or "realm.client" for one inside of another',
  }),
  /** A file with the issuer's JSON Web Key Set, absolute or relative to the project's folder. */
  jwks: z.string().min(1).optional(),
  /** Where the set is fetched instead; needs `addresses` and `ca`. */
  jwksUri: z
    .string()
    .refine(isKeysUri, { error: "is no address of keys; allowed: an https:// URL without a user" })
    .optional(),
  /** The IP addresses of its host: the gateway asks no DNS. */
  addresses: z
    .array(z.string().refine(isAddress, { error: "is no IP address; the gateway asks no DNS" }))
    .min(1)
    .optional(),
  /** A PEM file with the certificates of the authorities that may vouch for the host, as `jwks` is named. */
  ca: z.string().min(1).optional(),
  /** Seconds between two fetches. Default: 60. */
  refreshSeconds: z.int().min(1).max(maxRefreshSeconds).optional(),
});

/** How tokens name a client. */
export const tokenSettings = {
  /** The value of its issuer's `clientClaim`. Default: tokens do not name it. With one, no key is made by default. */
  subject: z
    .string()
    .regex(subjectForm, {
      error: "is no subject; allowed: 1 to 256 visible ASCII characters, not a dash alone",
    })
    .optional(),
  /** The issuer of its tokens. Default: the only one. */
  issuer: z.string().optional(),
};
