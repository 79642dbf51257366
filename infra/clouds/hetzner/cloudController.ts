import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ownLabels } from "../../kubernetes/labels";
import type { ClusterInside } from "../adapter";
import type { HetznerContext } from "./context";
import {
  confined,
  imageOf,
  namespace,
  onServers,
  plainVariables,
  proxyVariables,
  secretVariable,
} from "./podParts";

const controllerName = "hcloud-cloud-controller-manager";

/** What the controller does with objects: it marks nodes and takes away those whose machines are gone, and makes load balancers. */
const rules = [
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch", "update"] },
  {
    apiGroups: [""],
    resources: ["nodes"],
    verbs: ["get", "list", "watch", "update", "patch", "delete"],
  },
  { apiGroups: [""], resources: ["nodes/status"], verbs: ["patch"] },
  { apiGroups: [""], resources: ["services"], verbs: ["get", "list", "watch", "update", "patch"] },
  { apiGroups: [""], resources: ["services/status"], verbs: ["update", "patch"] },
  { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list", "watch"] },
];

/**
 * Makes Hetzner's cloud controller. Without it nodes take no pods, and those of replaced machines stay known. It runs in a
 * network of its own, and asks no metadata service.
 */
export function makeCloudController(
  context: HetznerContext,
  inside: ClusterInside,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const labels = { "app.kubernetes.io/name": controllerName, ...ownLabels };
  const metadata = { name: controllerName, namespace, labels };
  const name = `${context.name}-cloud-controller`;
  const account = new k8s.core.v1.ServiceAccount(name, { metadata }, options);
  const role = new k8s.rbac.v1.ClusterRole(
    name,
    { metadata: { name: controllerName, labels }, rules },
    options,
  );
  const binding = new k8s.rbac.v1.ClusterRoleBinding(
    name,
    {
      metadata: { name: controllerName, labels },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: controllerName },
      subjects: [{ kind: "ServiceAccount", name: controllerName, namespace }],
    },
    options,
  );
  const selector = { "app.kubernetes.io/name": controllerName };
  return new k8s.apps.v1.Deployment(
    name,
    {
      metadata,
      spec: {
        replicas: 1,
        // Two at once would work against each other.
        strategy: { type: "Recreate" },
        selector: { matchLabels: selector },
        template: { metadata: { labels }, spec: podSpec(context, inside) },
      },
    },
    { ...options, dependsOn: [account, role, binding] },
  );
}

function podSpec(context: HetznerContext, inside: ClusterInside) {
  const { spec } = context;
  return {
    serviceAccountName: controllerName,
    priorityClassName: "system-cluster-critical",
    enableServiceLinks: false,
    // Names are the proxy's to look up: the cluster's own service for them runs once nodes take pods.
    dnsPolicy: "Default",
    ...onServers,
    containers: [
      {
        name: "controller",
        image: imageOf(inside, "hetznerCloudController"),
        args: [
          "--cloud-provider=hcloud",
          "--allow-untagged-cloud",
          "--leader-elect=false",
          "--webhook-secure-port=0",
          "--allocate-node-cidrs=false",
          "--configure-cloud-routes=false",
        ],
        env: [
          ...proxyVariables(context),
          secretVariable("HCLOUD_TOKEN", "token"),
          secretVariable("HCLOUD_NETWORK", "network"),
          ...plainVariables({
            HCLOUD_NETWORK_DISABLE_ATTACHED_CHECK: "true",
            HCLOUD_NETWORK_ROUTES_ENABLED: "false",
            HCLOUD_INSTANCES_ADDRESS_FAMILY: "ipv4",
            HCLOUD_LOAD_BALANCERS_LOCATION: spec.location,
            HCLOUD_LOAD_BALANCERS_USE_PRIVATE_IP: "true",
            HCLOUD_LOAD_BALANCERS_DISABLE_IPV6: "true",
            HCLOUD_METRICS_ENABLED: "false",
          }),
        ],
        securityContext: confined,
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
      },
    ],
  };
}
