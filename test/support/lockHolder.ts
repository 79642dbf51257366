import { withProcessLock } from "../../infra/local/processLock";

// A process of its own that holds a lock until it is ended: lockHolder.ts FILE
const [file = ""] = process.argv.slice(2);

void withProcessLock(
  file,
  () => undefined,
  () =>
    new Promise<never>(() => {
      setInterval(() => undefined, 1_000);
      process.stdout.write("holds\n");
    }),
);
