import { z } from "zod";
import { gatewayIdentity } from "../components/gateway/manifests";

/** A DNS name with at least one dot in it, as certificates are made for. */
export const Host = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, {
    error: "is no DNS name; allowed: lower-case labels with dots between them, as ai.example.de",
  });

/** The name of a Kubernetes object. */
const ObjectName = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, {
  error: "is no name of a Kubernetes object; allowed: lower-case letters, digits, dashes and dots",
});

/** Where the gateway's certificate comes from: one of the three. */
export const Tls = z.strictObject({
  /** A Secret of type `kubernetes.io/tls` in the endpoint's namespace. */
  secret: ObjectName.refine((name) => name !== gatewayIdentity.instance, {
    error: "is the Secret of the gateway's own configuration; name the one with the certificate",
  }).optional(),
  /** A PEM file of this machine, absolute or relative to the project's folder: the certificate, and those that vouch for it. */
  certificate: z.string().min(1).optional(),
  /** The PEM file of its key. */
  privateKey: z.string().min(1).optional(),
  /** An issuer of cert-manager, which makes and renews a certificate for `host`. */
  issuer: z
    .strictObject({ name: ObjectName, kind: z.enum(["Issuer", "ClusterIssuer"]).default("Issuer") })
    .optional(),
});
