import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isErrno } from "./errno";

/** Makes a folder that only its owner can enter. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * Writes a file that only its owner can read; at any moment it has its old contents or all of its new ones.
 * @param mode @default 0o600
 */
export async function writePrivateFile(file: string, contents: string, mode = 0o600): Promise<void> {
  await makePrivateFolder(dirname(file));
  const temporary = `${file}.new`;
  await writeFile(temporary, contents, { mode });
  await rename(temporary, file);
}

/** A file's text, or nothing when there is no such file. */
export async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}
