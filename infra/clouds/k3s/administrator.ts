import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { ecdsaKey, type ClusterSecrets, type SecretsOptions } from "./authorities";
import { clientKubeconfig } from "./kubeconfig";

/** Hours for which the administrator's certificate holds, and before whose end an update renews it: 90 and 30 days. */
const validityPeriodHours = 2_160;
const earlyRenewalHours = 720;

/**
 * Makes the certificate by which Pulumi deploys, and by which somebody gets in when nothing else works. People use
 * single sign-on. A kubeconfig that was lost holds for three months at most; an update after that makes a new one first.
 * @param server the API's address, e.g. `https://10.64.0.2:6443`
 * @returns a kubeconfig, secret
 */
export function administratorKubeconfig(
  name: string,
  server: pulumi.Input<string>,
  { authorities }: Pick<ClusterSecrets, "authorities">,
  options: SecretsOptions,
): pulumi.Output<string> {
  const own = { parent: options.parent, provider: options.tls };
  const { privateKeyPem } = ecdsaKey(`${name}-administrator`, own);
  const { certRequestPem } = new tls.CertRequest(
    `${name}-administrator`,
    { privateKeyPem, subject: { commonName: "domicile-administrator", organization: "system:masters" } },
    own,
  );
  const signer = authorities["client-ca"];
  const { certPem } = new tls.LocallySignedCert(
    `${name}-administrator`,
    {
      certRequestPem,
      caCertPem: signer.certificate,
      caPrivateKeyPem: signer.key,
      validityPeriodHours,
      earlyRenewalHours,
      allowedUses: ["digital_signature", "client_auth"],
    },
    own,
  );
  return pulumi.secret(
    pulumi
      .all([server, authorities["server-ca"].certificate, certPem, privateKeyPem])
      .apply(([address, authority, certificate, key]) =>
        clientKubeconfig({ name, server: address, authority, certificate, key }),
      ),
  );
}
