import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheEntry } from "../../infra/local/cache";

// A process of its own that wants a cache entry: cacheMaker.ts CACHE KEY LOG SECONDS
const [cache = "", key = "", log = "", seconds = "0"] = process.argv.slice(2);

void cacheEntry(cache, key, async (folder) => {
  appendFileSync(log, "make\n");
  writeFileSync(join(folder, "first"), "1");
  await sleep(Number(seconds) * 1_000);
  writeFileSync(join(folder, "second"), "2");
}).then((folder) => {
  appendFileSync(log, `got ${folder}\n`);
});
