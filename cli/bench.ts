import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { benchmarks } from "../bench";
import { localPaths } from "../infra/local/paths";
import { runCommandLine } from "./runCommandLine";

void runCommandLine(async (progress) => {
  const names = process.argv.slice(2);
  const [name = ""] = names;
  const benchmark = names.length === 1 ? benchmarks[name] : undefined;
  if (benchmark === undefined) {
    const known = Object.keys(benchmarks).join(", ");
    throw new Error(
      `'${names.join(" ")}' is no benchmark; usage: npm run bench -- NAME, with one of: ${known}`,
    );
  }
  const paths = localPaths();
  const result = await benchmark({ paths, progress });
  console.table(result.rows);
  const folder = join(paths.state, "bench");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
});
