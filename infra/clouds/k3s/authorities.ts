import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import type * as pulumi from "@pulumi/pulumi";

/** The authorities of a cluster, each by the file under k3s's folder of keys that holds it. */
export const authorityNames = [
  "server-ca",
  "client-ca",
  "request-header-ca",
  "etcd/server-ca",
  "etcd/peer-ca",
] as const;
export type AuthorityName = (typeof authorityNames)[number];

/** Hours in a year of 365 days. */
const year = 8_760;

/** As long as the authorities last that k3s makes itself. */
const authorityYears = 10;

/** What is made with keys: the parent, and the providers of keys and passwords. */
export interface SecretsOptions {
  readonly parent: pulumi.Resource;
  readonly tls: tls.Provider;
  readonly random: random.Provider;
  /** Whether Pulumi refuses to delete what the cluster cannot live without. */
  readonly protect: boolean;
}

/** An authority: its certificate and key, as PEM. */
export interface Authority {
  readonly certificate: pulumi.Output<string>;
  /** Secret. */
  readonly key: pulumi.Output<string>;
}

/** What the servers of a cluster share, made before the first of them is. */
export interface ClusterSecrets {
  readonly authorities: Readonly<Record<AuthorityName, Authority>>;
  /** The key that signs the tokens of service accounts, as PEM. Secret. */
  readonly serviceAccountKey: pulumi.Output<string>;
  /** What servers join by; also encrypts the authorities in the cluster's database. Secret. */
  readonly serverPassword: pulumi.Output<string>;
  /** What agents join by: it gives none of the authorities' keys. Secret. */
  readonly agentPassword: pulumi.Output<string>;
}

/**
 * Makes what k3s takes from its folder of keys in place of making its own. Each authority is its own root, as k3s makes
 * them: were they under a common one, what one of them signs would hold where another is asked for.
 */
export function makeClusterSecrets(name: string, options: SecretsOptions): ClusterSecrets {
  const { parent, protect } = options;
  const password = (role: string) =>
    new random.RandomPassword(
      `${name}-${role}-password`,
      { length: 48, special: false },
      { parent, protect, provider: options.random },
    ).result;
  return {
    authorities: {
      "server-ca": makeAuthority(name, "server-ca", options),
      "client-ca": makeAuthority(name, "client-ca", options),
      "request-header-ca": makeAuthority(name, "request-header-ca", options),
      "etcd/server-ca": makeAuthority(name, "etcd/server-ca", options),
      "etcd/peer-ca": makeAuthority(name, "etcd/peer-ca", options),
    },
    // Whoever checks tokens of service accounts outside of the cluster knows RSA for sure.
    serviceAccountKey: new tls.PrivateKey(
      `${name}-service-account-key`,
      { algorithm: "RSA", rsaBits: 2048 },
      { parent, protect, provider: options.tls },
    ).privateKeyPem,
    serverPassword: password("server"),
    agentPassword: password("agent"),
  };
}

/** Makes an authority whose certificates are signed by no other authority. */
function makeAuthority(cluster: string, authority: AuthorityName, options: SecretsOptions): Authority {
  const name = `${cluster}-${authority.replace("/", "-")}`;
  const own = { parent: options.parent, protect: options.protect, provider: options.tls };
  const { privateKeyPem } = ecdsaKey(name, own);
  const { certPem } = new tls.SelfSignedCert(
    name,
    {
      privateKeyPem,
      subject: { commonName: name },
      isCaCertificate: true,
      setSubjectKeyId: true,
      maxPathLength: 0,
      validityPeriodHours: authorityYears * year,
      allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
    },
    own,
  );
  return { certificate: certPem, key: privateKeyPem };
}

/** A key that is short, as user data of machines is limited. */
export function ecdsaKey(name: string, options: pulumi.CustomResourceOptions): tls.PrivateKey {
  return new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, options);
}
