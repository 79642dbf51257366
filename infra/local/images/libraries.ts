import { basename, dirname, normalize } from "node:path";
import { runCommand } from "../command";
import type { ImageFile } from "./recipe";

/**
 * The absolute paths of the shared libraries, the loader included, in what `ldd` printed.
 * @throws when a library was not found
 */
export function parseLibraries(program: string, output: string): readonly string[] {
  const missing = [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
  if (missing.length > 0) {
    throw new Error(
      `'${program}' needs shared libraries that are not on this machine: ${missing.join(", ")}`,
    );
  }
  const found = [...output.matchAll(/(?:=> |^\s*)(\/\S+) \(0x[0-9a-f]+\)/gm)];
  return found.flatMap((match) => (match[1] === undefined ? [] : [normalize(match[1])]));
}

/**
 * A program and the shared libraries it needs, as files of an image: the program and the libraries beside it go to
 * `folder`, the system's libraries to where the loader looks for them on this machine.
 */
export async function programFiles(program: string, folder: string): Promise<readonly ImageFile[]> {
  const { stdout } = await runCommand("ldd", [program], { timeoutSeconds: 20 });
  return placeProgram(program, folder, parseLibraries(program, stdout));
}

/** The decision behind {@link programFiles}. */
export function placeProgram(
  program: string,
  folder: string,
  libraries: readonly string[],
): readonly ImageFile[] {
  const own = normalize(dirname(program));
  const place = (path: string) => (dirname(path) === own ? `${folder}/${basename(path)}` : path);
  return [normalize(program), ...libraries].map((path) => ({
    kind: "copy",
    path: place(path),
    source: path,
  }));
}
