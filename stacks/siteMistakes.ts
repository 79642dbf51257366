import { z } from "zod";
import { locationMistakes } from "../components/cloudCluster";
import { countriesOf, gpuMachineType, operatorAt } from "../infra/catalogue";
import { adapters } from "../infra/clouds";
import { madeClouds } from "../infra/clouds/madeClouds";
import { mistakeIf } from "../infra/clouds/mistakeIf";
import { clusterSpec, nodePoolSpecs } from "./clusterSpec";
import { entries, isText, repeated, type Mistake } from "./mistake";
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
    const place = placeMistakes(written, approved, controllers);
    const { data: site } = MadeSite.safeParse(written);
    const inSite = [...place, ...(site === undefined ? [] : settingMistakes(site, approved))];
    return [
      ...inSite.map((mistake) => ({ ...mistake, path: ["sites", index, ...mistake.path] })),
      ...(site === undefined
        ? []
        : asked.flatMap(({ pool, index: model }) => missingPool(site, pool, model))),
      ...(site === undefined || isText(site.registry ?? registry) ? [] : [missingRegistry(site)]),
    ];
  });
}

const ReadablePlace = z.object({ cloud: z.enum(madeClouds), location: z.string() });

/** Where a site lies and who runs it, whatever else is wrong with it. */
function placeMistakes(
  written: unknown,
  approved: readonly string[],
  controllers: readonly string[],
): Mistake[] {
  const { data: place } = ReadablePlace.safeParse(written);
  if (place === undefined) return [];
  const { cloud, location } = place;
  const { entity, controller } = operatorAt(cloud, location);
  const isForeign = controllers.length > 0 && !countriesOf(controllers).has(controller);
  return [
    ...(approved.length === 0 ? [] : locationMistakes(cloud, location, approved)),
    ...mistakeIf(
      isForeign,
      ["cloud"],
      cloud,
      `is run by ${entity} under the law of ${controller}; allowed: ${controllers.join(", ")} - choose another cloud or widen 'operators'`,
    ),
  ];
}

/** What a site's cloud cannot do, names that two pools share, and what runs on no GPU without a place to be. */
function settingMistakes(site: MadeSite, approved: readonly string[]): Mistake[] {
  const { cloud, nodePools } = site;
  const isWithoutPlace = nodePools.every(
    ({ machineType, taints }) =>
      gpuMachineType(cloud, machineType) !== undefined ||
      taints.some(({ effect }) => effect !== "PreferNoSchedule"),
  );
  return [
    ...adapters[cloud].mistakes(
      clusterSpec(site, { stack: "", jurisdiction: approved }),
      nodePoolSpecs(site),
    ),
    ...repeated(nodePools.map(({ name }, index) => ({ name, path: ["nodePools", index, "name"] }))),
    ...mistakeIf(
      isWithoutPlace,
      ["nodePools"],
      nodePools.map(({ name }) => name),
      "all have GPUs or taints, which keeps the gateway off them - add a pool of machines without GPUs and taints",
    ),
  ];
}

function missingPool({ name, nodePools }: MadeSite, pool: string, model: number): Mistake[] {
  const own = nodePools.map((known) => known.name);
  const message = `is no node pool of site '${name}'; allowed: ${own.join(", ")}`;
  return mistakeIf(!own.includes(pool), ["models", model, "nodePool"], pool, message);
}

/** Nodes of clusters that we make have no way to the internet. */
function missingRegistry({ name }: MadeSite): Mistake {
  return {
    path: ["registry"],
    input: undefined,
    message: `give the registry with copies of the images: the nodes of site '${name}' reach no other`,
  };
}
