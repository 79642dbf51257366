import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { renderGateway, type GatewayFiles } from "../../components/gateway/render";
import type { GatewaySpec } from "../../components/gateway/spec";
import { envoyExecutable } from "./envoy";
import {
  at,
  listAt,
  objectOf,
  objectsIn,
  parsed,
  textAt,
  type Parsed,
  type ParsedObject,
} from "./parsedJson";

/** Lets Envoy judge what is rendered from `spec`, and gives what it says. @throws Error with Envoy's message when it refuses it */
export function validateGateway(spec: GatewaySpec, change?: (text: string) => string): Promise<string> {
  return validateFiles([renderGateway(spec)], change);
}

/**
 * Lets one Envoy judge the files of many gateways: each one's public listener with its routes, and its clusters. The
 * listeners get ports of their own and the clusters names of their own; what is the same for all
 * gateways, as their other listeners are, is judged once.
 * @throws Error with Envoy's message when it refuses any
 */
export async function validateFiles(
  gateways: readonly GatewayFiles[],
  change = (text: string) => text,
): Promise<string> {
  const text = merged(gateways);
  if (text.includes("path_config_source")) throw new Error("Envoy checks no watched files: inline them");
  const folder = await mkdtemp(join(tmpdir(), "domicile-validate-"));
  try {
    const file = join(folder, "bootstrap.json");
    await writeFile(file, change(text));
    // The key filter is called unfinished once for each key, which of many gateways fills megabytes.
    const quiet = gateways.length > 1 ? ["--component-log-level", "misc:error"] : [];
    const args = ["--mode", "validate", "--reject-unknown-dynamic-fields", "--config-path", file, ...quiet];
    const { stdout, stderr } = await promisify(execFile)(await envoyExecutable(), args, {
      maxBuffer: 1 << 28,
    });
    return stdout + stderr;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The resources of a rendered file. @throws Error when it has none */
export function resourcesOf(text: string): readonly Parsed[] {
  return listAt(parsed(text), "resources");
}

/** One bootstrap of many, as text: what is large is written once and never walked through. */
function merged(gateways: readonly GatewayFiles[]): string {
  const parts = gateways.map(inlined);
  const [first] = gateways;
  if (first === undefined) throw new Error("there is nothing to judge");
  const { dynamic_resources, static_resources, ...bootstrap } = objectOf(parsed(first["bootstrap.json"]));
  at(dynamic_resources, "cds_config", "path_config_source");
  const common = listAt(static_resources, "listeners").slice(1);
  const listeners = [...parts.map(({ listener }) => listener), ...common.map(textOf)];
  const clusters = [
    ...listAt(static_resources, "clusters").map(textOf),
    ...parts.map((part) => part.clusters),
  ];
  const lists = `{"listeners":[${listeners.join()}],"clusters":[${clusters.filter(Boolean).join()}]}`;
  return `{"static_resources":${lists},${textOf(bootstrap).slice(1)}`;
}

/** The public listener of a gateway with its routes in it, and its clusters; `index` tells them from those of others. */
function inlined(files: GatewayFiles, index: number) {
  const [listener = null] = listAt(parsed(files["bootstrap.json"]), "static_resources", "listeners");
  const [routes = null] = resourcesOf(files["routes.json"]);
  const [rds] = objectsIn(listener).flatMap((object) => object["rds"] ?? []);
  const clusters = resourcesOf(files["clusters.json"]).map((cluster) => {
    const name = textAt(cluster, "name");
    return textOf({ ...withoutType(cluster), name: `${index}/${name}` });
  });
  const whole = textOf(movedTo(listener, index)).replace(
    `"rds":${textOf(rds ?? null)}`,
    () => `"route_config":${textOf(withoutType(routes))}`,
  );
  return { listener: ownClusters(whole, index), clusters: ownClusters(clusters.join(), index) };
}

/** The same listener with a name and an address of its own: Envoy takes none twice. */
function movedTo(listener: Parsed, index: number): Parsed {
  const port_value = at(listener, "address", "socket_address", "port_value");
  const address = `127.${Math.floor(index / 250)}.${index % 250}.1`;
  return {
    ...objectOf(listener),
    name: `${textAt(listener, "name")}-${index}`,
    address: { socket_address: { address, port_value } },
  };
}

/** Gives the gateway's clusters the names that they have among those of others, where they are referred to. */
function ownClusters(text: string, index: number): string {
  return text.replace(/"(cluster|cluster_name)":"(model\/[^"]*|quota)"/g, `"$1":"${index}/$2"`);
}

function textOf(value: Parsed): string {
  return JSON.stringify(value);
}

function withoutType(resource: Parsed): ParsedObject {
  return Object.fromEntries(Object.entries(objectOf(resource)).filter(([name]) => name !== "@type"));
}
