import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/** The settings of a site whose cluster exists before the stack. */
export interface ExistingSite {
  readonly name: string;
  readonly cloud: "local" | "existing";
  readonly kubeconfig?: string | undefined;
}

/** Container images by the part that they run. */
export type Images = Readonly<Record<string, string>>;

/** The folder of what `npm start` keeps, relative to the project's folder. */
export const localState = ".domicile";

/** Where the embedded cluster's kubeconfig lies, relative to the project's folder. */
export const localKubeconfig = join(localState, "cluster", "kubeconfig");

/** Where the references of the images that were built for the embedded cluster lie, relative to the project's folder. */
export const localImages = join(localState, "images.json");

/**
 * The contents of a site's kubeconfig.
 * @throws Error that names the site, the file and the way out, when it cannot be read.
 */
export function readKubeconfig(site: ExistingSite, projectFolder: string): string {
  if (site.cloud === "existing" && site.kubeconfig === undefined) {
    throw new Error(
      `site '${site.name}' has no 'kubeconfig'; give the path of the file that reaches the existing cluster`,
    );
  }
  const file = fromProject(projectFolder, site.kubeconfig ?? localKubeconfig);
  const fix =
    site.kubeconfig === undefined ? "bring the embedded cluster up with 'npm start'" : "mend the path";
  return readText(file, `the kubeconfig of site '${site.name}'`, fix);
}

/**
 * The images that a site runs: those built for the embedded cluster where it is one, else `upstream`.
 * @throws Error when the list of built images cannot be read.
 */
export function siteImages(site: ExistingSite, projectFolder: string, upstream: Images): Images {
  if (site.cloud !== "local" || site.kubeconfig !== undefined) return upstream;
  const file = fromProject(projectFolder, localImages);
  const parsed: unknown = JSON.parse(
    readText(file, "the list of built images", "build them with 'npm start'"),
  );
  if (!isImages(parsed)) throw new Error(`${file} is no list of images; remove it and run 'npm start'`);
  return parsed;
}

/** A path of a stack file: relative ones start at the project's folder. */
export function fromProject(projectFolder: string, path: string): string {
  return isAbsolute(path) ? path : join(projectFolder, path);
}

/** The text of a file that settings name. @throws Error that says what cannot be read, why, and the way out */
export function readText(file: string, what: string, fix: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot read ${what}: ${reason}; ${fix}`, { cause: error });
  }
}

function isImages(value: unknown): value is Images {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((entry) => typeof entry === "string")
  );
}
