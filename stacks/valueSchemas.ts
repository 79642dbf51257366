import { z } from "zod";
import { blockMistake } from "../infra/addressBlocks";
import { isCountry, isJurisdiction, jurisdictionGroups } from "../infra/catalogue/jurisdictions";

const anyJurisdiction = `ISO 3166-1 alpha-2 codes in capitals, or ${jurisdictionGroups.join(", ")}`;

/** YAML reads an unquoted NO as false; in a list of countries it can only mean Norway. */
function norway(value: unknown): unknown {
  return value === false ? "NO" : value;
}

/** A country or a group of countries. */
export const Jurisdiction = z.preprocess(
  norway,
  z.string().refine(isJurisdiction, { error: `is no jurisdiction; allowed: ${anyJurisdiction}` }),
);

/** A country. */
export const Country = z.preprocess(
  norway,
  z.string().refine(isCountry, { error: "is no country; allowed: ISO 3166-1 alpha-2 codes in capitals" }),
);

/** A name that Kubernetes objects carry: a DNS label with room for what we append. */
export const Name = z.string().regex(/^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/, {
  error: "is no name; allowed: 1 to 42 lower-case letters, digits and dashes, first a letter, last no dash",
  abort: true,
});

/** An amount of processor time or memory. */
export const Quantity = z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/, {
  error: 'is no Kubernetes quantity; allowed: for example "500m", "2" or "4Gi"',
});

/** A CIDR block of IPv4 or IPv6 addresses. */
export const AddressBlock = z.string().superRefine((text, context) => {
  const message = blockMistake(text);
  if (message !== undefined) context.addIssue({ code: "custom", message, input: text });
});

/** The name of a label, or its value. */
export const Label = z
  .string()
  .regex(/^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, {
    error: "is no Kubernetes label; allowed: for example 'release: kube-prometheus-stack'",
  });

/** A registry of container images, and perhaps a path in it. */
export const Registry = z.string().regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/, {
  error: "is no registry; allowed: a host and perhaps a path, as registry.example.de/mirror",
});
