import { copyFile, chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runCommand } from "../command";
import { containerfile, imageEnvironment, imageReference, type ImageRecipe } from "./recipe";

/** Any image may be built and written: these come from this machine only. */
const signaturePolicy = JSON.stringify({ default: [{ type: "insecureAcceptAnything" }] });

/** Time for one buildah command; the largest image (110 MB) takes 2 s. */
const timeoutSeconds = 120;

/**
 * Builds the image and writes it as an OCI archive `image.tar` into `folder`, with nothing but buildah, whose store
 * lies in `folder` as well and is removed. No base image is fetched and no step is run.
 * All times in the image are the epoch, so that the same content has the same digest.
 * @throws when buildah fails, or when the recipe's check fails inside the image
 */
export async function writeArchive(recipe: ImageRecipe, hash: string, folder: string): Promise<void> {
  const work = join(folder, "work");
  const context = join(work, "context");
  const rootfs = join(context, "rootfs");
  await mkdir(rootfs, { recursive: true });
  await stage(recipe, rootfs);
  if (recipe.check) await runCheck(recipe, rootfs, recipe.check);

  await writeFile(join(context, "Containerfile"), containerfile(recipe));
  await writeFile(join(work, "policy.json"), signaturePolicy);
  const target = `oci-archive:${join(folder, "image.tar")}:${imageReference(recipe, hash)}`;
  await buildah(work, [
    ...["build", "--quiet", "--isolation", "chroot", "--timestamp", "0"],
    ...["--signature-policy", join(work, "policy.json"), "--tag", target, context],
  ]);
  await rm(work, { recursive: true, force: true });
}

/** Lays the recipe's files out below `rootfs`. */
export async function stage(recipe: ImageRecipe, rootfs: string): Promise<void> {
  for (const file of recipe.files) {
    const path = join(rootfs, file.path);
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    switch (file.kind) {
      case "copy":
        await copyFile(file.source, path);
        await chmod(path, 0o755);
        break;
      case "text":
        await writeFile(path, file.content);
        await chmod(path, 0o644);
        break;
      case "link":
        await symlink(file.target, path);
        break;
      case "writable":
        await mkdir(path, { recursive: true });
        await chmod(path, 0o1777);
        break;
    }
  }
}

/** Runs the recipe's check with `rootfs` as its root, as the image's user, and with the image's variables only. */
async function runCheck(recipe: ImageRecipe, rootfs: string, check: readonly string[]): Promise<void> {
  const variables = Object.entries(imageEnvironment(recipe)).map(([name, value]) => `${name}=${value}`);
  const user = `--userspec=${recipe.user}:${recipe.user}`;
  await runCommand("env", ["-i", ...variables, "chroot", user, rootfs, ...check], { timeoutSeconds: 30 });
}

async function buildah(work: string, args: readonly string[]): Promise<void> {
  const store = ["--root", join(work, "store"), "--runroot", join(work, "run"), "--storage-driver", "vfs"];
  const env = {
    // What buildah unpacks goes below TMPDIR. A user id other than 0 in the second variable moves the file where it
    // remembers blobs from /var/lib/containers to XDG_DATA_HOME; there is no option for that. Such a user has /run/user/1.
    TMPDIR: work,
    _CONTAINERS_ROOTLESS_UID: "1",
    XDG_DATA_HOME: work,
    XDG_RUNTIME_DIR: work,
  };
  await runCommand("buildah", [...store, ...args], { timeoutSeconds, env });
}
