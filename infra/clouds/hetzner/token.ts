import * as pulumi from "@pulumi/pulumi";

/** The setting of Hetzner's provider, which its controllers in the cluster take as well. */
const settings = () => new pulumi.Config("hcloud");

/** What speaks to Hetzner for the stack, where a setting gives it; its provider otherwise takes `HCLOUD_TOKEN`. */
export function settingToken(): pulumi.Output<string> | undefined {
  return settings().getSecret("token");
}

/**
 * What speaks to Hetzner for the cluster's controllers. Secret.
 * @throws pulumi.RunError when nothing gives it and something is to be made by it; a preview does without
 */
export function hetznerToken(): pulumi.Output<string> {
  const token = settingToken() ?? process.env["HCLOUD_TOKEN"];
  if (token !== undefined) return pulumi.secret(token);
  if (!pulumi.runtime.isDryRun()) {
    throw new pulumi.RunError(
      "the cluster's controllers speak to Hetzner by a token; give it with 'pulumi config set --secret hcloud:token'",
    );
  }
  return pulumi.secret("");
}
