import { mainPackage, supportedPackages } from "./placement";
import type { Resource } from "./resource";

/** How the type of every provider begins. */
export const providerPrefix = "pulumi:providers:";

/** The type of the resource that stands for the stack as a whole. */
export const stackType = "pulumi:pulumi:Stack";

/** The package of a type token, e.g. `aws`; a provider's is the one that it provides, one API version's its main one. */
export function packageOf(type: string): string {
  const token = type.startsWith(providerPrefix) ? type.slice(providerPrefix.length) : type;
  const end = token.indexOf(":");
  return mainPackage(end < 0 ? token : token.slice(0, end));
}

/** Whether a type is a provider's. */
export function isProviderType(type: string): boolean {
  return type.startsWith(providerPrefix);
}

/**
 * Packages whose types are made by a provider, and that are not supported. Their types carry a provider whenever the
 * engine makes them; the list catches one that reaches us without, e.g. from an incomplete state.
 */
const foreignPackages: ReadonlySet<string> = new Set(
  (
    "aiven akamai alicloud artifactory auth0 aws-native azure azuread azuredevops cloudamqp civo cloudflare cockroach " +
    "confluentcloud consul databricks datadog digitalocean dnsimple docker docker-build elasticstack equinix exoscale " +
    "fastly gandi gcp github gitlab google-native grafana hcp heroku ibm ionoscloud kafka keycloak kong libvirt linode " +
    "mailgun minio mongodbatlas mysql netlify newrelic ngrok nomad ns1 oci okta openai opsgenie pagerduty pinecone " +
    "postgresql proxmoxve rabbitmq railway rancher2 sentry snowflake splunk stackit sumologic tailscale tencentcloud " +
    "timescale upcloud upstash vault vercel volcengine vsphere vultr yandex"
  ).split(" "),
);

/** Components that the Kubernetes package itself defines: their children are judged. */
const kubernetesComponents: ReadonlySet<string> = new Set([
  "kubernetes:helm.sh/v2:Chart",
  "kubernetes:helm.sh/v3:Chart",
  "kubernetes:helm.sh/v4:Chart",
  "kubernetes:kustomize:Directory",
  "kubernetes:kustomize/v2:Directory",
  "kubernetes:yaml:ConfigFile",
  "kubernetes:yaml:ConfigGroup",
  "kubernetes:yaml/v2:ConfigFile",
  "kubernetes:yaml/v2:ConfigGroup",
]);

/**
 * Whether a resource is a component: it makes nothing itself, and its children are judged.
 *
 * The engine gives every custom resource its provider, so one without is a component, unless its package is supported or
 * known to be made by a provider. Such a resource comes from somewhere else than the engine, e.g. an incomplete state,
 * and nobody can tell what made it.
 */
export function isComponent({ type, provider }: Resource): boolean {
  if (provider !== undefined || isProviderType(type)) return false;
  if (kubernetesComponents.has(type)) return true;
  const pkg = packageOf(type);
  return !supportedPackages.includes(pkg) && !foreignPackages.has(pkg);
}
