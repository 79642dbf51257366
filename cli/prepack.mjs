// Makes dist/, the compiled form that the npm package ships: no loader compiles TypeScript inside node_modules.
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");

rmSync(join(root, "dist"), { recursive: true, force: true });
const compiling = [compiler, "--project", "tsconfig.build.json"];
const { status } = spawnSync(process.execPath, compiling, { cwd: root, stdio: "inherit" });
// The compiler has said what is wrong.
if (status !== 0) process.exit(1);

// The policy pack is a folder that `--policy-pack` names: it needs a manifest of its own, with the compiled entry.
const [source, compiled] = ["policies", "dist/policies"].map((folder) => join(root, folder));
copyFileSync(join(source, "PulumiPolicy.yaml"), join(compiled, "PulumiPolicy.yaml"));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
const own = { ...manifest, version, main: "index.js" };
writeFileSync(join(compiled, "package.json"), `${JSON.stringify(own, null, 2)}\n`);
