import { z } from "zod";
import { locationMistakes } from "../components/cloudCluster";
import { countriesOf, gpuMachineType, operatorAt } from "../infra/catalogue";
import { adapters } from "../infra/clouds";
import { madeClouds } from "../infra/clouds/madeClouds";
import { clusterSpec, nodePoolSpecs } from "./clusterSpec";
import { entries, isText, type Mistake } from "./mistake";
import type { ReadableStack } from "./schema";
import { MadeSite } from "./siteSchema";

/**
 * What is wrong with the sites whose clusters are made, beyond the form of each setting: where they lie, whose law binds
 * who runs them, and what their clouds cannot do.
 * @param sites as they are written; of one with a mistake in its form, its place and operator are judged
 */
export function siteMistakes(
  sites: unknown,
  { jurisdiction, operators, registry, models }: ReadableStack,
): Mistake[] {
  const approved = entries<string>(jurisdiction).map(([country]) => country);
  const controllers = operators === "any" ? [] : entries<string>(operators).map(([country]) => country);
  const asked = entries(models).flatMap(([model, index]) =>
    isText(model.nodePool) ? [{ pool: model.nodePool, index }] : [],
  );
  return (Array.isArray(sites) ? sites : []).flatMap((written: unknown, index): Mistake[] => {
    const { data: site } = MadeSite.safeParse(written);
    if (site === undefined) return placeMistakes(written, approved, controllers, index);
    const { mistakes } = adapters[site.cloud];
    const spec = clusterSpec(site, { stack: "", jurisdiction: approved });
    const inSite = [
      ...(approved.length === 0 ? [] : locationMistakes(site.cloud, site.location, approved)),
      ...operatorMistakes(site, controllers),
      ...mistakes(spec, nodePoolSpecs(site)),
      ...poolMistakes(site),
    ].map((mistake) => ({ ...mistake, path: ["sites", index, ...mistake.path] }));
    const missing = asked.flatMap(({ pool, index: model }) => missingPool(site, pool, model));
    return [...inSite, ...missing, ...(isText(site.registry ?? registry) ? [] : [missingRegistry(site)])];
  });
}

const ReadablePlace = z.object({ cloud: z.enum(madeClouds), location: z.string() });

/** Where a site lies and who runs it, whatever else is wrong with it. */
function placeMistakes(
  written: unknown,
  approved: readonly string[],
  controllers: readonly string[],
  index: number,
): Mistake[] {
  const { data: place } = ReadablePlace.safeParse(written);
  if (place === undefined) return [];
  return [
    ...(approved.length === 0 ? [] : locationMistakes(place.cloud, place.location, approved)),
    ...operatorMistakes(place, controllers),
  ].map((mistake) => ({ ...mistake, path: ["sites", index, ...mistake.path] }));
}

function operatorMistakes(
  { cloud, location }: Pick<MadeSite, "cloud" | "location">,
  approved: readonly string[],
): Mistake[] {
  const { entity, controller } = operatorAt(cloud, location);
  if (approved.length === 0 || countriesOf(approved).has(controller)) return [];
  return [
    {
      path: ["cloud"],
      input: cloud,
      message: `is run by ${entity} under the law of ${controller}; allowed: ${approved.join(", ")} - choose another cloud or widen 'operators'`,
    },
  ];
}

/** Names that two pools share, and what runs on no GPU without a place to be. */
function poolMistakes({ cloud, nodePools }: MadeSite): Mistake[] {
  const repeated = nodePools.flatMap(({ name }, index): Mistake[] =>
    nodePools.findIndex((pool) => pool.name === name) < index
      ? [
          {
            path: ["nodePools", index, "name"],
            input: name,
            message: "is used twice - choose another name",
          },
        ]
      : [],
  );
  const isWithoutPlace = nodePools.every(
    ({ machineType, taints }) =>
      gpuMachineType(cloud, machineType) !== undefined ||
      taints.some(({ effect }) => effect !== "PreferNoSchedule"),
  );
  return isWithoutPlace
    ? [
        ...repeated,
        {
          path: ["nodePools"],
          input: nodePools.map(({ name }) => name),
          message:
            "all have GPUs or taints, which keeps the gateway off them - add a pool of machines without GPUs and taints",
        },
      ]
    : repeated;
}

function missingPool({ name, nodePools }: MadeSite, pool: string, model: number): Mistake[] {
  if (nodePools.some((own) => own.name === pool)) return [];
  const own = nodePools.map((known) => known.name).join(", ");
  const message = `is no node pool of site '${name}'; allowed: ${own}`;
  return [{ path: ["models", model, "nodePool"], input: pool, message }];
}

/** Nodes of clusters that we make have no way to the internet. */
function missingRegistry({ name }: MadeSite): Mistake {
  return {
    path: ["registry"],
    input: undefined,
    message: `give the registry with copies of the images: the nodes of site '${name}' reach no other`,
  };
}
