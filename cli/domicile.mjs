#!/usr/bin/env node
// The command `domicile`, as the package installs it: bootstrap.mjs gets what it needs and hands over to domicile.ts.
process.argv.splice(2, 0, "domicile");
await import("./bootstrap.mjs");
