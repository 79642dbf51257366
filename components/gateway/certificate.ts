import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { onceMade } from "../onceMade";
import { leastRsaBits, readable } from "./keyMaterial";
import { certificateFiles } from "./tls";

/**
 * Where a gateway's certificate comes from: a Secret of type `kubernetes.io/tls` in its namespace; the certificate with
 * those that vouch for it and its private key, as PEM; or an issuer of cert-manager, which makes and renews it.
 */
export type GatewayTlsArgs =
  | { secretName: pulumi.Input<string> }
  | {
      certificate: pulumi.Input<string>;
      /** Treated as a secret. */
      privateKey: pulumi.Input<string>;
    }
  | {
      issuer: CertificateIssuer;
      /** The DNS name that it is for. */
      host: string;
    };

/** An issuer of cert-manager: one of the gateway's own namespace, or of the whole cluster. */
export interface CertificateIssuer {
  name: string;
  kind: "Issuer" | "ClusterIssuer";
}

/** The same with its key as a secret. */
export function withSecretKey(tls: GatewayTlsArgs | undefined): GatewayTlsArgs | undefined {
  if (tls === undefined || !("privateKey" in tls)) return tls;
  return { ...tls, privateKey: pulumi.secret(tls.privateKey) };
}

/** What the objects around a certificate are made from. */
interface CertificateObjects {
  /** The prefix of the resources' names. */
  readonly name: string;
  readonly tls: GatewayTlsArgs;
  readonly metadata: { name: string; namespace: pulumi.Input<string>; labels: Record<string, string> };
}

/**
 * The Secret that holds a gateway's certificate; made as child `-certificate` of `parent` where it is not there, or by
 * cert-manager for a Certificate of that name.
 * @returns the Secret's name
 */
export function certificateSecret(
  { name, tls, metadata }: CertificateObjects,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  if ("secretName" in tls) return pulumi.output(tls.secretName);
  if ("issuer" in tls) {
    // Not the name of the Secret below: whoever changes from one to the other has both for a moment.
    const secretName = `${metadata.name}-issued-certificate`;
    new k8s.apiextensions.CustomResource(
      `${name}-certificate`,
      {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata,
        spec: {
          secretName,
          dnsNames: [tls.host],
          issuerRef: { group: "cert-manager.io", ...tls.issuer },
          privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
        },
      },
      { parent },
    );
    // Known at preview as well, unlike what the custom resource tells: policies read the pod that it stands in.
    return pulumi.output(secretName);
  }
  const pair = pulumi.secret(pulumi.all([tls.certificate, tls.privateKey])).apply(([chain, privateKey]) => {
    const mistake = certificateMistake(chain, privateKey, new Date());
    if (mistake !== undefined) throw new pulumi.ResourceError(mistake, parent, true);
    return {
      [certificateFiles.certificate]: Buffer.from(chain).toString("base64"),
      [certificateFiles.privateKey]: Buffer.from(privateKey).toString("base64"),
    };
  });
  const secretName = `${metadata.name}-certificate`;
  const secret = new k8s.core.v1.Secret(
    `${name}-certificate`,
    {
      metadata: { ...metadata, name: secretName },
      type: "kubernetes.io/tls",
      data: pair,
    },
    { parent },
  );
  return onceMade(secretName, secret);
}

/**
 * What is wrong with a certificate and its key at a time; undefined where nothing is. Of several certificates the first
 * is the gateway's own. Nothing of the key is told.
 */
export function certificateMistake(chain: string, privateKey: string, now: Date): string | undefined {
  const certificate = readable(() => new X509Certificate(chain));
  const key = readable((): KeyObject => createPrivateKey(privateKey));
  const unreadable = [
    ...(certificate === undefined ? ["the gateway's certificate is none in PEM form"] : []),
    ...(key === undefined ? ["the gateway's private key is none in PEM form, or has a passphrase"] : []),
  ];
  if (certificate === undefined || key === undefined) {
    return `${unreadable.join("; ")}: give the files that the certificate's issuer has made`;
  }
  if (!certificate.checkPrivateKey(key)) {
    return `the gateway's private key is not the one of its certificate for '${certificate.subject}': give both of one pair, the gateway's own certificate first`;
  }
  const of = `the gateway's certificate for '${certificate.subject}'`;
  if (!isKeyTaken(key)) {
    return `${of} has a key that Envoy does not take; allowed: RSA of ${leastRsaBits} bits or more, ECDSA on P-256, P-384 or P-521, Ed25519`;
  }
  const { validFromDate: begin, validToDate: end } = certificate;
  if (begin > now) return `${of} is not valid before ${begin.toISOString()}: look at this machine's clock`;
  return end > now ? undefined : `${of} has expired on ${end.toISOString()}: give a renewed one`;
}

const takenCurves: readonly (string | undefined)[] = ["prime256v1", "secp384r1", "secp521r1"];

function isKeyTaken({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case "rsa":
      return (asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits;
    case "ec":
      return takenCurves.includes(asymmetricKeyDetails?.namedCurve);
    default:
      return asymmetricKeyType === "ed25519";
  }
}
