#!/usr/bin/env node
// The command `domicile`: in a checkout bootstrap.mjs gets what it needs and runs it from its source; the package that npm
// installs has it compiled.
import { existsSync } from "node:fs";

const bootstrap = new URL("bootstrap.mjs", import.meta.url);
if (existsSync(bootstrap)) {
  process.argv.splice(2, 0, "domicile");
  await import(bootstrap.href);
} else {
  await import(new URL("../dist/cli/domicile.js", import.meta.url).href);
}
