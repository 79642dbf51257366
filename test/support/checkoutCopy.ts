import { cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { runCommand } from "../../infra/local/command";
import { localPaths, type LocalPaths } from "../../infra/local/paths";

const checkout = resolve(__dirname, "../..");

/**
 * A second checkout in `folder`, with the files of this one as they are now and a deployment of its own. The packages
 * are this one's.
 */
export async function checkoutCopy(folder: string): Promise<LocalPaths> {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const { stdout } = await runCommand("git", list, { cwd: checkout });
  for (const name of stdout.split("\0").filter((name) => name !== "")) {
    const target = join(folder, name);
    await mkdir(dirname(target), { recursive: true });
    await cp(join(checkout, name), target);
  }
  await symlink(join(checkout, "node_modules"), join(folder, "node_modules"));
  return localPaths(folder);
}
