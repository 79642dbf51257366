import { unknownText, type WireObject } from "./wire";

/**
 * Functions of providers that are answered without one, by their token: the answer says nothing that only the provider
 * knows. A program that calls any other function cannot be judged offline.
 */
const answers: ReadonlyMap<string, (args: WireObject) => WireObject> = new Map([
  // The kubeconfig of a cluster that may not exist yet: which cluster it reaches, its provider claims until it is known.
  ["azure-native:containerservice:listManagedClusterUserCredentials", () => kubeconfigs("clusterUser")],
  ["azure-native:containerservice:listManagedClusterAdminCredentials", () => kubeconfigs("clusterAdmin")],
]);

/** The answer to a function, or undefined when only a provider can give it. */
export function answerOf(token: string, args: WireObject): WireObject | undefined {
  return answers.get(withoutVersion(token))?.(args);
}

/** `azure-native:containerservice/v20240101:f` is `azure-native:containerservice:f`. */
function withoutVersion(token: string): string {
  return token.replace(/\/v\d{8}[a-z]*:/, ":");
}

function kubeconfigs(name: string): WireObject {
  return { kubeconfigs: [{ name, value: unknownText }] };
}
