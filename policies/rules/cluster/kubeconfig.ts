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

/** Why nobody can tell which cluster a kubeconfig names. */
interface Problem {
  readonly problem: string;
}

/** What a provider's kubeconfig names: a cluster, nothing that is known yet, or nothing at all and why. */
export type NamedCluster = ActiveCluster | typeof unknown | Problem;

/**
 * The cluster that a Kubernetes provider reaches, chosen as kubectl does by context and cluster. Only what the
 * kubeconfig holds may be unknown: whatever chooses among its clusters must be known, since each may lie elsewhere.
 */
export function activeCluster(provider: Inputs): NamedCluster {
  const kubeconfig = ownValue(provider, "kubeconfig");
  if (!isPresent(kubeconfig) || kubeconfig === "") {
    return {
      problem: "'kubeconfig' is missing, so that it reaches whatever cluster the machine is set up for",
    };
  }
  const context = chosen(ownValue(provider, "context"));
  const cluster = chosen(ownValue(provider, "cluster"));
  if (kubeconfig !== unknown && !isInputs(kubeconfig) && !isInputs(configOf(kubeconfig))) return notReadable;
  if (cluster === unknown) return unknownChoice("'cluster'");
  if (context === unknown) return unknownChoice("'context'");
  if (kubeconfig === unknown) return unknown;
  if (typeof kubeconfig === "string" && context === undefined && cluster === undefined) {
    return currentCluster(kubeconfig);
  }
  return clusterIn(configOf(kubeconfig), context, cluster);
}

/** Empty text chooses nothing. */
function chosen(name: Value): Value {
  return isPresent(name) && name !== "" ? name : undefined;
}

const notReadable: Problem = {
  problem: "'kubeconfig' is no kubeconfig, or the path of one, so nobody can see its server",
};

function unknownChoice(what: string): Problem {
  return { problem: `${what} chooses the cluster and cannot be known yet` };
}

const parsed = remembered(64, parse);
const currentCluster = remembered(64, (text: string) => clusterIn(parsed(text), undefined, undefined));

function configOf(kubeconfig: Value): Value {
  return typeof kubeconfig === "string" ? parsed(kubeconfig) : kubeconfig;
}

function clusterIn(config: Value, context: Value, cluster: Value): NamedCluster {
  if (!isInputs(config)) return notReadable;
  if (cluster !== undefined) return clusterNamed(config, cluster);
  const entry = named(
    config,
    "contexts",
    context ?? ownValue(config, "current-context"),
    "context",
    "",
    (found): { cluster: Value } => ({
      cluster: ownValue(found, "cluster"),
    }),
  );
  if (entry === unknown) return unknownChoice("the context of 'kubeconfig'");
  return "problem" in entry ? entry : clusterNamed(config, entry.cluster);
}

function clusterNamed(config: Inputs, name: Value): NamedCluster {
  if (name === unknown) return unknownChoice("the context of 'kubeconfig'");
  return named(config, "clusters", name, "cluster", " with a server", (entry) => {
    const server = ownValue(entry, "server");
    const proxy = ownValue(entry, "proxy-url");
    if (server === unknown || proxy === unknown) return unknown;
    if (typeof server !== "string" || server === "") return undefined;
    if (isPresent(proxy) && typeof proxy !== "string") return undefined;
    return { server, proxy: isPresent(proxy) && proxy !== "" ? proxy : undefined };
  });
}

/** The entry `name` of one of a kubeconfig's lists. Two of one name are refused, as kubectl does. */
function named<Result>(
  config: Inputs,
  list: string,
  name: Value,
  key: string,
  needed: string,
  read: (entry: Inputs) => Result | typeof unknown | undefined,
): Result | typeof unknown | Problem {
  const entries = ownValue(config, list);
  if (entries === unknown || name === unknown) return unknown;
  const found = (isList(entries) ? entries : []).flatMap((entry): readonly Value[] => {
    if (entry === unknown) return [unknown];
    return isInputs(entry) && ownValue(entry, "name") === name ? [ownValue(entry, key)] : [];
  });
  if (found.includes(unknown)) return unknown;
  const [entry] = found;
  const result = found.length === 1 && isInputs(entry) && typeof name === "string" ? read(entry) : undefined;
  const which = isPresent(name) ? `has no ${key} ${shown(name)}${needed}` : `names no ${key}`;
  return result ?? { problem: `'kubeconfig' ${which}` };
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
