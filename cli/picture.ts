import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { instance } from "@viz-js/viz";
import { localPaths } from "../infra/local/paths";
import { runCommandLine } from "./runCommandLine";

/** Draws a Graphviz text as an SVG. The same text always gives the same picture. */
export async function drawPicture(dot: string): Promise<string> {
  const viz = await instance();
  return viz.renderString(dot, { format: "svg" });
}

if (require.main === module) {
  void runCommandLine(async (progress) => {
    const folder = join(localPaths().root, "docs");
    await progress.step("docs/parts.svg", async () => {
      await writeFile(
        join(folder, "parts.svg"),
        await drawPicture(await readFile(join(folder, "parts.dot"), "utf8")),
      );
    });
  });
}
