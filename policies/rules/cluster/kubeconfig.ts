import { parseDocument } from "yaml";
import { remembered } from "../../remembered";
import { toValue } from "../../toInputs";
import { isInputs, isList, isPresent, ownValue, shown, unknown, type Inputs, type Value } from "../../values";

/** The active cluster of a kubeconfig. */
export interface ActiveCluster {
  readonly server: string;
  /** A proxy that all requests go through. */
  readonly proxy: string | undefined;
}

/** What a provider's kubeconfig names: a cluster, nothing that is known yet, or nothing at all and why. */
export type NamedCluster = ActiveCluster | typeof unknown | { readonly problem: string };

/** The cluster that a Kubernetes provider reaches, chosen as kubectl does by context and cluster. */
export function activeCluster(provider: Inputs): NamedCluster {
  const kubeconfig = ownValue(provider, "kubeconfig");
  const context = chosen(ownValue(provider, "context"));
  const cluster = chosen(ownValue(provider, "cluster"));
  if (kubeconfig === unknown || context === unknown || cluster === unknown) return unknown;
  if (!isPresent(kubeconfig) || kubeconfig === "") {
    return {
      problem: "'kubeconfig' is missing, so that it reaches whatever cluster the machine is set up for",
    };
  }
  if (typeof kubeconfig !== "string") return clusterIn(kubeconfig, context, cluster);
  if (context === undefined && cluster === undefined) return currentCluster(kubeconfig);
  return clusterIn(parsed(kubeconfig), context, cluster);
}

/** Empty text chooses nothing. */
function chosen(name: Value): Value {
  return isPresent(name) && name !== "" ? name : undefined;
}

const parsed = remembered(64, parse);
const currentCluster = remembered(64, (text: string) => clusterIn(parsed(text), undefined, undefined));

function clusterIn(config: Value, context: Value, cluster: Value): NamedCluster {
  if (!isInputs(config)) {
    return { problem: "'kubeconfig' is no kubeconfig, or the path of one, so nobody can see its server" };
  }
  const name = cluster ?? clusterOfContext(config, context ?? ownValue(config, "current-context"));
  if (name === unknown) return unknown;
  return named(config, "clusters", name, "cluster", (entry) => {
    const server = ownValue(entry, "server");
    const proxy = ownValue(entry, "proxy-url");
    if (server === unknown || proxy === unknown) return unknown;
    if (typeof server !== "string" || server === "") return undefined;
    if (isPresent(proxy) && typeof proxy !== "string") return undefined;
    return { server, proxy: isPresent(proxy) && proxy !== "" ? proxy : undefined };
  });
}

function clusterOfContext(config: Inputs, context: Value): Value {
  if (context === unknown) return unknown;
  const entry = named(config, "contexts", context, "context", (found): { name: Value } => ({
    name: ownValue(found, "cluster"),
  }));
  if (entry === unknown) return unknown;
  return "problem" in entry ? undefined : entry.name;
}

/** The entry `name` of one of a kubeconfig's lists. Two of one name are refused, as kubectl does. */
function named<Result>(
  config: Inputs,
  list: string,
  name: Value,
  key: string,
  read: (entry: Inputs) => Result | typeof unknown | undefined,
): Result | typeof unknown | { readonly problem: string } {
  const entries = ownValue(config, list);
  if (entries === unknown) return unknown;
  const found = (isList(entries) ? entries : []).flatMap((entry): readonly Value[] => {
    if (entry === unknown) return [unknown];
    return isInputs(entry) && ownValue(entry, "name") === name ? [ownValue(entry, key)] : [];
  });
  if (found.includes(unknown)) return unknown;
  const [entry] = found;
  const result = found.length === 1 && isInputs(entry) && typeof name === "string" ? read(entry) : undefined;
  return result ?? { problem: `'kubeconfig' has no ${key} ${shown(name)} with a server` };
}

function parse(text: string): Value {
  const document = parseDocument(text, { uniqueKeys: true, logLevel: "silent" });
  if (document.errors.length > 0) return null;
  try {
    return toValue(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return null;
  }
}
