// Starts the pack from its TypeScript. The SDK's own loader, ts-node, checks all types at every start, and keeps the
// compiler and what it knows in memory for as long as the pack runs: several times the time and the memory that this
// loader needs. Types are checked by `npm run lint`. Where this loader is not installed, the SDK's does.
"use strict";

const unregister = isInstalled("tsx/cjs/api") ? require("tsx/cjs/api").register() : () => undefined;
require("./index.ts");
unregister();

function isInstalled(name) {
  try {
    return require.resolve(name) !== "";
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}
