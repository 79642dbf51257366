import { runCommand } from "../command";
import type { LocalImage } from "../images";
import { sandboxFolders } from "./folders";
import type { SandboxProcess } from "./sandboxProcess";
import { InterruptedError, pause } from "../interruption";

const importSeconds = 300;

/**
 * Hands the images to the cluster's containerd, those that it has kept from earlier starts excepted.
 * @returns how many were imported
 */
export async function importImages(sandbox: SandboxProcess, images: readonly LocalImage[]): Promise<number> {
  const present = new Set((await ctr(sandbox, "images", "list", "--quiet")).split("\n"));
  const missing = images.filter((image) => !present.has(image.reference));
  for (const image of missing) {
    await ctr(sandbox, "images", "import", image.archive);
    const names = (await ctr(sandbox, "images", "list", "--quiet")).split("\n");
    if (!names.includes(image.reference)) {
      throw new Error(`the archive ${image.archive} does not contain the image ${image.reference}`);
    }
  }
  return missing.length;
}

/** Returns once the cluster's containerd answers. */
export async function untilContainerd(sandbox: SandboxProcess, check: () => Promise<void>): Promise<void> {
  for (;;) {
    await check();
    try {
      await ctr(sandbox, "version");
      return;
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      // Not up yet: `check` ends the wait when it never comes.
      await pause(100);
    }
  }
}

/** Runs containerd's client. It runs outside, where the archives are; containerd's socket is reached through the sandbox's root. */
export async function ctr(sandbox: SandboxProcess, ...args: string[]): Promise<string> {
  const socket = `/proc/${sandbox.pid}/root${sandboxFolders.containerdSocket}`;
  const { stdout } = await runCommand(
    "ctr",
    ["--address", socket, "--connect-timeout", "1s", "--namespace", "k8s.io", ...args],
    {
      timeoutSeconds: importSeconds,
    },
  );
  return stdout;
}
