import { createHash } from "node:crypto";

/** What an image is made of. Everything in it belongs to root and is readable by all. */
export interface ImageRecipe {
  /** Last part of the image's name, e.g. `gateway`. */
  readonly name: string;
  /** Version of the program in it; becomes the beginning of the tag. */
  readonly version: string;
  readonly files: readonly ImageFile[];
  /** Program and arguments that a container starts with when its pod names none. */
  readonly entrypoint: readonly string[];
  /** Numeric user and group id; never 0. */
  readonly user: number;
  /** Environment variables of its containers. @default only PATH */
  readonly environment?: Readonly<Record<string, string>>;
  /** A command that must succeed inside the finished image, as its user: proves that nothing is missing. */
  readonly check?: readonly string[];
}

/** One entry of an image's file system; `path` is absolute. Parent folders come by themselves. */
export type ImageFile =
  /** A copy of the host's file `source`, executable by all. */
  | { readonly kind: "copy"; readonly path: string; readonly source: string }
  | { readonly kind: "text"; readonly path: string; readonly content: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  /** A folder that every user may write to, such as /tmp. */
  | { readonly kind: "writable"; readonly path: string };

/** User and group id of the programs, the one that distroless images call `nonroot`. */
export const nonRoot = 65_532;

/** Where programs are looked up in every image. */
const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/app";

/** Changed when the way images are put together changes, so that old ones in the cache are not taken for new ones. */
const recipeFormat = 1;

/**
 * Twelve hex digits that tell what is in an image: they change with every byte, path and setting of it, and neither
 * with the order of its files nor with where the host keeps them.
 * @param digests SHA-256 of each copied file, by its path on the host
 */
export function contentHash(recipe: ImageRecipe, digests: ReadonlyMap<string, string>): string {
  const files = recipe.files.map((file) => {
    if (file.kind !== "copy") return JSON.stringify(file, Object.keys(file).sort());
    const digest = digests.get(file.source);
    if (digest === undefined) throw new Error(`the digest of '${file.source}' is missing`);
    return JSON.stringify({ kind: file.kind, path: file.path, digest });
  });
  const content = [recipeFormat, recipe.name, containerfile(recipe), ...files.sort()];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12);
}

/** The name that pods use, e.g. `localhost/domicile/gateway:1.40.0-3f2a…`. */
export function imageReference(recipe: ImageRecipe, hash: string): string {
  return `localhost/domicile/${recipe.name}:${imageTag(recipe, hash)}`;
}

/**
 * The image's tag: version and content hash.
 * @throws when the version cannot be part of a tag
 */
export function imageTag(recipe: ImageRecipe, hash: string): string {
  if (!/^\w[\w.-]{0,63}$/.test(recipe.version)) {
    throw new Error(
      `version '${recipe.version}' of the image '${recipe.name}' cannot be part of an image tag`,
    );
  }
  return `${recipe.version}-${hash}`;
}

/** All environment variables of the image. */
export function imageEnvironment(recipe: ImageRecipe): Readonly<Record<string, string>> {
  return { PATH: searchPath, ...recipe.environment };
}

/** The build instructions that go with a folder `rootfs` holding the recipe's files. */
export function containerfile(recipe: ImageRecipe): string {
  return [
    "FROM scratch",
    "COPY --chown=0:0 rootfs/ /",
    ...Object.entries(imageEnvironment(recipe))
      .sort(([first], [second]) => (first < second ? -1 : 1))
      .map(([name, value]) => `ENV ${name}=${JSON.stringify(value)}`),
    `LABEL org.opencontainers.image.title="domicile ${recipe.name}"`,
    `LABEL org.opencontainers.image.version="${recipe.version}"`,
    `USER ${recipe.user}:${recipe.user}`,
    `ENTRYPOINT ${JSON.stringify(recipe.entrypoint)}`,
    "",
  ].join("\n");
}

/** Files that programs expect anywhere: names of the users, and a folder for temporary files. */
export function systemFiles(user: number): readonly ImageFile[] {
  const passwd = [
    "root:x:0:0:root:/:/sbin/nologin",
    `nonroot:x:${user}:${user}:nonroot:/tmp:/sbin/nologin`,
    "",
  ].join("\n");
  return [
    { kind: "text", path: "/etc/passwd", content: passwd },
    { kind: "text", path: "/etc/group", content: `root:x:0:\nnonroot:x:${user}:\n` },
    { kind: "text", path: "/etc/nsswitch.conf", content: "passwd: files\ngroup: files\nhosts: files dns\n" },
    { kind: "writable", path: "/tmp" },
  ];
}
