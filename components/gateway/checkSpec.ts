import { isIP } from "node:net";
import { addressMistakes } from "./addresses";
import { issuerMistakes } from "./checkIssuers";
import { keysOf } from "./clientKeys";
import { quotaKinds, sharedQuotas } from "./sharedQuotas";
import { maxQuotas, quotaNames, type GatewayModel, type GatewaySpec } from "./spec";

// A letter comes first: a number in a request's `model` field can then never read like a model's name.
const modelName = /^[A-Za-z][A-Za-z0-9._:/@-]{0,127}$/;
const clientName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const clientKey = /^[\x21-\x7e]{16,256}$/;

/** Whether a model can be asked for by `name`: its own or an alias. */
export function isModelName(name: string): boolean {
  return modelName.test(name) && name !== "true" && name !== "false" && !name.includes("//");
}

/** Whether `text` is an origin as browsers send it: a scheme, a host in lower case, a port unless it is the scheme's own. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}

/**
 * The mistakes in `spec`, each in one sentence; none when it can be rendered.
 * A key is never part of a sentence.
 */
export function specMistakes(spec: GatewaySpec): string[] {
  return [
    ...modelMistakes(spec.models),
    ...clientMistakes(spec),
    ...issuerMistakes(spec),
    ...quotaMistakes(spec),
    ...originMistakes(spec.allowedOrigins),
    ...addressMistakes(spec),
    ...portMistakes(spec.ports),
  ];
}

function modelMistakes(models: readonly GatewayModel[]): string[] {
  const names = models.flatMap(({ name, aliases }) => [name, ...aliases]);
  const malformed = names.filter((name) => !isModelName(name));
  const empty = models.filter(({ endpoints }) => endpoints.length === 0);
  const hosts = models.flatMap(({ name, endpoints }) =>
    endpoints.filter(({ address }) => isIP(address) === 0).map(({ address }) => ({ name, address })),
  );
  return [
    ...malformed.map(
      (name) =>
        `model name '${name}' is not allowed: a letter, then up to 127 letters, digits or any of ._:/@- (no //, not true, not false)`,
    ),
    ...repeated(names).map(
      (name) => `model name '${name}' is given twice: each name and alias must stand for one model`,
    ),
    ...empty.map(({ name }) => `model '${name}' has no endpoints: give it at least one replica`),
    ...hosts.map(
      ({ name, address }) =>
        `endpoint '${address}' of model '${name}' is not an IP address: give the ClusterIP of the replica's Service`,
    ),
  ];
}

function clientMistakes({ clients, models }: GatewaySpec): string[] {
  const known = models.map(({ name }) => name);
  const names = clients.map(({ name }) => name);
  const owners = new Map<string, string>();
  const keys = clients.flatMap((client) => keysOf(client).map((key) => ({ name: client.name, key })));
  const shared = keys.flatMap(({ name, key }) => {
    const owner = owners.get(key);
    owners.set(key, name);
    if (owner === undefined) return [];
    return owner === name
      ? [`client '${name}' has the same key twice: give each once`]
      : [`clients '${owner}' and '${name}' have the same key: give each its own`];
  });
  return [
    ...names
      .filter((name) => !clientName.test(name))
      .map(
        (name) =>
          `client name '${name}' is not allowed: up to 63 lower case letters, digits and dashes, no dash at the ends`,
      ),
    ...repeated(names).map((name) => `client '${name}' is given twice`),
    ...keys
      .filter(({ key }) => !clientKey.test(key))
      .map(({ name }) => `a key of client '${name}' is not 16 to 256 visible ASCII characters`),
    ...shared,
    ...clients.flatMap(({ name, models: allowed = [] }) =>
      allowed
        .filter((model) => !known.includes(model))
        .map(
          (model) =>
            `client '${name}' may use model '${model}', which does not exist; models: ${known.join(", ")}`,
        ),
    ),
  ];
}

function quotaMistakes(spec: GatewaySpec): string[] {
  const all = [
    ...spec.clients.map((client) => ({ ...client, kind: "client" })),
    ...spec.models.map((model) => ({ ...model, kind: "model" })),
  ];
  const wrong = all.flatMap(({ kind, name, ...holder }) =>
    quotaNames.flatMap((quota) => {
      const { [quota]: value = 1 } = holder;
      const largest = maxQuotas[quota];
      if (Number.isInteger(value) && value >= 1 && value <= largest) return [];
      const { counts, per } = quotaKinds[quota];
      const given = `${kind} '${name}' has a quota of ${value} ${counts} a ${per}`;
      return [`${given}; allowed: a whole number from 1 to ${largest}`];
    }),
  );
  const uncounted = spec.quotas === undefined ? sharedQuotas(spec, false) : [];
  return [
    ...wrong,
    ...uncounted.map(
      ({ of, name, per }) =>
        `${of} '${name}' has a quota of tokens a ${per}, which needs a quota service: give the gateway one with 'quotas'`,
    ),
  ];
}

function portMistakes({ public: port, ...own }: GatewaySpec["ports"]): string[] {
  const taken = Object.entries(own).filter(([, other]) => other === port);
  return taken.map(
    ([use]) =>
      `the port ${port} for clients is the gateway's own for '${use}': choose another than ${Object.values(own).join(", ")}`,
  );
}

function originMistakes(origins: readonly string[]): string[] {
  return origins
    .filter((origin) => !isOrigin(origin))
    .map((origin) => `allowed origin '${origin}' is not of the form https://host or http://host:port`);
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
