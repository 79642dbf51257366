import { remembered } from "../../remembered";

/** A container image's reference, read as container runtimes read it. */
export interface ImageReference {
  /** The registry, lower case, with its port where one is written: `docker.io` when none is. */
  readonly registry: string;
  /** The path at the registry, e.g. `library/nginx`. */
  readonly repository: string;
  readonly tag?: string;
  /** E.g. `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const registryForm = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);

const step = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const remainderForm = new RegExp(
  `^(${step}(?:/${step})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/** Digests that runtimes verify. Source: OCI Image Format Specification, section Digests, and go-digest. */
const digestForm = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;

/** Both rules on images read the same references, and many containers have the same image. */
const rememberedReferences = 1_000;

/**
 * Reads a reference by the grammar of github.com/distribution/reference, which containerd, Docker and CRI-O use:
 * the part before the first `/` is a registry when it has a `.`, a `:` or a capital, or is `localhost`; anything else
 * comes from `docker.io`, and from `library/` there when it has one step. Undefined when a runtime would refuse it.
 */
export const parseImageReference = remembered(rememberedReferences, readReference);

function readReference(text: string): ImageReference | undefined {
  if (/^[a-f0-9]{64}$/.test(text)) return undefined;
  const { registry, remainder } = splitRegistry(text);
  const [, path, tag, digest] = remainderForm.exec(remainder) ?? [];
  if (path === undefined || !registryForm.test(registry)) return undefined;
  if (digest !== undefined && !digestForm.test(digest)) return undefined;
  const repository = registry === dockerHub && !path.includes("/") ? `library/${path}` : path;
  if (registry.length + 1 + repository.length > maxNameLength) return undefined;
  return {
    registry: registry.toLowerCase(),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Whether an image comes from a registry of the list: `registry.example.de`, or with a path, `ghcr.io/team`. */
export function isFromRegistry(
  { registry, repository }: ImageReference,
  registries: readonly string[],
): boolean {
  return registries.some((entry) => {
    const slash = entry.indexOf("/");
    const host = (slash === -1 ? entry : entry.slice(0, slash)).toLowerCase();
    const path = slash === -1 ? "" : entry.slice(slash + 1).replace(/\/$/, "");
    const isSameRegistry = (host === legacyDockerHub ? dockerHub : host) === registry;
    return isSameRegistry && (path === "" || repository === path || repository.startsWith(`${path}/`));
  });
}

const dockerHub = "docker.io";

/** Docker Hub's former name, which runtimes still take for it. */
const legacyDockerHub = "index.docker.io";

/** Of registry and path together, in characters. */
const maxNameLength = 255;

function splitRegistry(text: string): { readonly registry: string; readonly remainder: string } {
  const slash = text.indexOf("/");
  const first = text.slice(0, Math.max(slash, 0));
  const isRegistry = /[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first;
  if (slash === -1 || !isRegistry) return { registry: dockerHub, remainder: text };
  return { registry: first === legacyDockerHub ? dockerHub : first, remainder: text.slice(slash + 1) };
}
