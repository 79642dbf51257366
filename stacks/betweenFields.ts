import { countriesOf } from "../infra/catalogue/jurisdictions";
import { parseModelSource } from "../infra/modelSource";
import { isMadeCloud } from "../infra/clouds/madeClouds";
import { isWithinReach, outsideGateway } from "../components/gateway/addresses";
import { issuerMistakes } from "./issuerMistakes";
import { entries, isText, repeated, type Mistake } from "./mistake";
import type { ReadableStack } from "./schema";
import { tlsMistakes } from "./tlsMistakes";

/**
 * What is wrong between fields, however malformed the rest of the settings is: whoever has made a mistake in one field
 * is told these in the same message. A relation is judged by what can be read of its parts, and not at all where
 * nothing can.
 */
export function mistakesBetweenFields(stack: ReadableStack): Mistake[] {
  return [
    ...placementMistakes(stack),
    ...clusterMistakes(stack),
    ...nameMistakes(stack),
    ...siteNameMistakes(stack),
    ...clientMistakes(stack),
    ...sourceMistakes(stack),
    ...serviceMistakes(stack),
    ...addressMistakes(stack),
    ...tlsMistakes(stack.gateway),
    ...issuerMistakes(stack),
  ];
}

type Site = NonNullable<NonNullable<ReadableStack["sites"]>[number]>;
type Model = NonNullable<NonNullable<ReadableStack["models"]>[number]>;
type Client = NonNullable<NonNullable<NonNullable<ReadableStack["gateway"]>["clients"]>[number]>;

function placementMistakes({ jurisdiction, operators, sites }: ReadableStack): Mistake[] {
  const allowed = written(jurisdiction);
  const allowedOperators = operators === "any" ? [] : written(operators);
  const countries = countriesOf(allowed);
  const controllers = countriesOf(allowedOperators);
  return entries<Site>(sites).flatMap(([{ country, controller }, index]): Mistake[] => {
    // The operator's country is the site's where none is given; one that cannot be read may be any.
    const ofOperator = controller === undefined ? country : controller;
    const isElsewhere = allowed.length > 0 && isText(country) && !countries.has(country);
    const isForeign = allowedOperators.length > 0 && isText(ofOperator) && !controllers.has(ofOperator);
    return [
      ...(isElsewhere
        ? [
            {
              path: ["sites", index, "country"],
              input: country,
              message: `lies outside the jurisdiction; allowed: ${allowed.join(", ")} - move the site or widen 'jurisdiction'`,
            },
          ]
        : []),
      ...(isForeign
        ? [
            {
              path: ["sites", index, "controller"],
              input: ofOperator,
              message: `is no approved operator's country; allowed: ${allowedOperators.join(", ")} - choose another operator or widen 'operators'`,
            },
          ]
        : []),
    ];
  });
}

/** An existing cluster has to be named, and two sites on one cluster would fight for the same objects. */
function clusterMistakes({ sites }: ReadableStack): Mistake[] {
  const names = new Map<string, string>();
  return entries<Site>(sites).flatMap(([site, index]): Mistake[] => {
    const { cloud, kubeconfig, context } = site;
    if (cloud === "existing" && kubeconfig === undefined) {
      const message = "give the path of the kubeconfig that reaches the existing cluster";
      return [{ path: ["sites", index, "kubeconfig"], input: undefined, message }];
    }
    // Each of those that the stack makes is one of its own.
    if (!isText(cloud) || isMadeCloud(cloud) || kubeconfig === null || context === null) return [];
    const cluster = JSON.stringify([kubeconfig, context]);
    const before = names.get(cluster);
    names.set(cluster, before ?? site.name ?? `sites[${index}]`);
    if (before === undefined) return [];
    const [field, input] = kubeconfig === undefined ? ["cloud", cloud] : ["kubeconfig", kubeconfig];
    const message = `is the cluster of site '${before}' too - give each site a cluster of its own`;
    return [{ path: ["sites", index, field], input, message }];
  });
}

/** Names that must differ: two of the same would fight for one Kubernetes object or one route. */
function nameMistakes({ sites, models, gateway }: ReadableStack): Mistake[] {
  const ofModels = entries<Model>(models).flatMap(([{ name, aliases }, index]) => [
    { name, path: ["models", index, "name"] },
    ...entries<string>(aliases).map(([alias, place]) => ({
      name: alias,
      path: ["models", index, "aliases", place],
    })),
  ]);
  return [
    ...repeated(entries<Site>(sites).map(([{ name }, index]) => ({ name, path: ["sites", index, "name"] }))),
    ...repeated(
      entries<Client>(gateway?.clients).map(([{ name }, index]) => ({
        name,
        path: ["gateway", "clients", index, "name"],
      })),
    ),
    ...repeated(ofModels),
    ...entries<Model>(models).flatMap(([{ name }, index]) =>
      name === "gateway"
        ? [
            {
              path: ["models", index, "name"],
              input: name,
              message: "is taken by the gateway - choose another name",
            },
          ]
        : [],
    ),
  ];
}

/** What is made of a site and a model, or a client, is named after both: two of the same would be one resource to Pulumi. */
function siteNameMistakes({ sites, models, gateway }: ReadableStack): Mistake[] {
  const parts = [
    ...entries<Model>(models).map(([{ name }]) => ({ name, kind: "model", infix: "-" })),
    ...entries<Client>(gateway?.clients).map(([{ name }]) => ({ name, kind: "client", infix: "-key-" })),
  ];
  const owners = new Map<string, { readonly site: string; readonly part: string }>();
  return entries<Site>(sites).flatMap(([{ name: site }, index]): Mistake[] => {
    if (!isText(site)) return [];
    const clashes = parts.flatMap(({ name, kind, infix }) => {
      if (!isText(name)) return [];
      const made = `${kind} ${site}${infix}${name}`;
      const owner = owners.get(made);
      owners.set(made, owner ?? { site, part: `${kind} '${name}'` });
      return owner === undefined || owner.site === site ? [] : [{ owner, part: `${kind} '${name}'` }];
    });
    return clashes.slice(0, 1).map(({ owner, part }) => ({
      path: ["sites", index, "name"],
      input: site,
      message: `makes with ${part} the name that site '${owner.site}' makes with ${owner.part} - choose another name`,
    }));
  });
}

function clientMistakes({ models, gateway }: ReadableStack): Mistake[] {
  const names = entries<Model>(models).flatMap(([{ name }]) => (isText(name) ? [name] : []));
  if (names.length === 0) return [];
  return entries<Client>(gateway?.clients).flatMap(([client, index]) =>
    entries<string>(client.models).flatMap(([model, place]) =>
      names.includes(model)
        ? []
        : [
            {
              path: ["gateway", "clients", index, "models", place],
              input: model,
              message: `is no model of this stack; allowed: ${names.join(", ")}`,
            },
          ],
    ),
  );
}

function sourceMistakes({ sites, models }: ReadableStack): Mistake[] {
  const elsewhere = entries<Site>(sites).flatMap(([{ name, cloud }, index]) =>
    isText(cloud) && cloud !== "local" ? [name ?? `sites[${index}]`] : [],
  );
  return entries<Model>(models).flatMap(([{ source, engine, replicas }, index]): Mistake[] => {
    const mistake = (key: string, input: unknown, message: string) => ({
      path: ["models", index, key],
      input,
      message,
    });
    const kind = parseModelSource(source ?? "")?.kind;
    if (kind === "file" && elsewhere.length > 0) {
      const sitesElsewhere = `site '${elsewhere.join("', '")}'`;
      const message = `names a file of this machine, which ${sitesElsewhere} cannot read - use pvc://CLAIM/PATH or upload://PATH`;
      return [mistake("source", source, message)];
    }
    if (kind !== "upload") return [];
    const isFolder = isText(engine) && engine !== "llamacpp";
    const isShared = typeof replicas === "number" && replicas > 1;
    const folder = "serves a folder, and upload:// copies one file - use pvc://CLAIM/PATH";
    const shared = "cannot share an uploaded volume; allowed: 1 - use pvc://CLAIM/PATH";
    return [
      ...(isFolder ? [mistake("engine", engine, folder)] : []),
      ...(isShared ? [mistake("replicas", replicas, shared)] : []),
    ];
  });
}

/** Kubernetes refuses the port of a Service that opens none on its nodes. */
function serviceMistakes({ gateway }: ReadableStack): Mistake[] {
  const { type, nodePort } = gateway?.service ?? {};
  if (typeof nodePort !== "number" || (type !== undefined && type !== "ClusterIP")) return [];
  const message =
    "is a port of the nodes, and a Service of type ClusterIP has none; allowed with 'type': NodePort, LoadBalancer - " +
    "remove it or change 'type'";
  return [{ path: ["gateway", "service", "nodePort"], input: nodePort, message }];
}

/** A client's block from which nothing reaches it. */
function addressMistakes({ gateway }: ReadableStack): Mistake[] {
  const allowed = written(gateway?.allowedAddresses);
  if (allowed.length === 0) return [];
  return entries<Client>(gateway?.clients).flatMap(([client, index]) =>
    entries<string>(client.allowedAddresses)
      .filter(([block]) => !isWithinReach(block, allowed))
      .map(([block, place]) => ({
        path: ["gateway", "clients", index, "allowedAddresses", place],
        input: block,
        message: outsideGateway(allowed),
      })),
  );
}

function written(list: readonly (string | null | undefined)[] | null | undefined): string[] {
  return entries<string>(list).map(([text]) => text);
}
