import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/**
 * Where a program of this name may be run from, in the order in which it is looked for; absolute paths.
 * @param path folders as PATH lists them; relative ones are not looked into @default this process's PATH
 */
export async function executablesOnPath(
  name: string,
  path: string = process.env["PATH"] ?? "",
): Promise<string[]> {
  const found: string[] = [];
  for (const folder of path.split(delimiter).filter((entry) => entry.startsWith("/"))) {
    const program = join(folder, name);
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) found.push(program);
  }
  return found;
}
