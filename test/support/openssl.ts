import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Runs the openssl program in a folder of its own that holds `files`; answers all that it printed.
 * @param command what follows `openssl`, words separated by one space
 */
export async function openssl(
  command: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "domicile-openssl-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), text, { mode: 0o600 });
    }
    const { stdout, stderr } = await run("openssl", command.split(" "), { cwd: folder });
    return stdout + stderr;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The lines of `openssl … -text` under the heading `title` (`X509v3 Key Usage: critical`), joined; undefined: none. */
export function opensslSection(text: string, title: string): string | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trim() === title);
  if (start < 0) return undefined;
  const indent = (line: string): number => line.search(/\S/);
  const depth = indent(lines[start] ?? "");
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => indent(line) <= depth);
  return rest
    .slice(0, end < 0 ? undefined : end)
    .map((line) => line.trim())
    .join(" ");
}
